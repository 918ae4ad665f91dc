"""The ledger 案件台账: cases opened, their acts, their people; no confirmed suspicion without case or reason."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.commands import ActFacts, Party
from mingjing.office.cases.law.causes import situation
from mingjing.office.cases.law.deciding import propose
from mingjing.office.cases.law.facts import Subject
from mingjing.office.cases.models import Act, Case, CaseSuspicion, Counter, Stage, Waiver
from mingjing.office.cases.services import acting
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Person, Suspicion, Verdict

_CONFIRMED = (Verdict.TRUE, Verdict.PARTLY)
_BEFORE_REPORT = (Stage.CLUE, Stage.INVESTIGATING)


def unhandled(user: User) -> QuerySet[Suspicion]:
    """Return the finally confirmed suspicions in scope that have neither a case nor a written reason."""
    linked = CaseSuspicion.objects.filter(suspicion=OuterRef("pk"))
    waived = Waiver.objects.filter(suspicion=OuterRef("pk"))
    confirmed = leads.suspicions(user).filter(state=Suspicion.State.FINAL, verdict__in=_CONFIRMED)
    return confirmed.filter(~Exists(linked), ~Exists(waived)).order_by("pk")


@transaction.atomic
def waive(actor: User, suspicion: Suspicion, reason: str) -> Waiver:
    """Write down why a confirmed suspicion becomes no case. Raises ConflictError when it has a case or a reason."""
    demand(actor, Permission.CASES_APPROVE)
    seen = leads.suspicion(actor, suspicion.pk)
    leads_lock(seen)
    text = acting.demand_text(reason, "不立案的理由", "reason", 1000)
    if not unhandled(actor).filter(pk=seen.pk).exists():
        raise ConflictError("该疑点未经终审查实，或者已有案件、已说明理由", where=seen.lead.number)
    made = Waiver.objects.create(suspicion=seen, reason=text, actor=actor)
    audit.record(actor, "case_waive", "suspicion", seen.pk, None, {"reason": text})
    return made


@transaction.atomic
def waive_many(actor: User, suspicions: Sequence[Suspicion], reason: str) -> int:
    """Write down the same reason for several suspicions, all or none, and return how many. Raises as `waive` does."""
    demand(actor, Permission.CASES_APPROVE)
    text = acting.demand_text(reason, "不立案的理由", "reason", 1000)
    keys = sorted({one.pk for one in suspicions})
    list(Suspicion.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    open_ = set(unhandled(actor).filter(pk__in=keys).values_list("pk", flat=True))
    for key in keys:
        if key not in open_:
            raise ConflictError(
                "该疑点未经终审查实，或者已有案件、已说明理由", where=leads.suspicion(actor, key).lead.number
            )
    Waiver.objects.bulk_create(Waiver(suspicion_id=key, reason=text, actor=actor) for key in keys)
    for key in keys:
        audit.record(actor, "case_waive", "suspicion", key, None, {"reason": text})
    return len(keys)


def leads_lock(seen: Suspicion) -> None:
    """Lock a suspicion until the transaction ends, so that it gets a case or a reason, not both."""
    Suspicion.objects.select_for_update().get(pk=seen.pk)


@transaction.atomic
def open_case(
    actor: User,
    party: Party,
    *,
    source: str,
    found_on: date,
    source_text: str = "",
    suspicions: Sequence[Suspicion] = (),
    harm: bool = False,
) -> Case:
    """Register a case and begin its clue check. Raises InvalidError, ConflictError, NotVisibleError."""
    demand(actor, Permission.CASES_FILE)
    _check_source(source, source_text, suspicions)
    if found_on > clocks.today():
        raise InvalidError("发现日期不能晚于今天", where="found_on")
    fields = party_fields(actor, party)
    case = Case.objects.create(
        number=take_number(actor.organisation, "AJ"), organisation=actor.organisation,
        admdvs=actor.organisation.admdvs, title=f"{fields['party_name']}涉嫌违反医疗保障基金使用规定案", source=source,
        source_text=source_text.strip()[:500], found_on=found_on, harm=harm, created_by=actor, **fields,
    )  # fmt: skip
    _link(actor, case, suspicions)
    deadlines.start(case, "clue", found_on)
    acting.tell(
        actor, case, "open", source_text, {"source": source, "suspicions": [one.pk for one in suspicions]}
    )
    return case


@transaction.atomic
def open_once(
    actor: User, party: Party, *, source: str, found_on: date, source_text: str = "",
    suspicions: Sequence[Suspicion] = (), harm: bool = False,
) -> Case:  # fmt: skip
    """Register a case as `open_case` does. Raises ConflictError when the actor has registered the very same one."""
    Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    made = open_case(
        actor,
        party,
        source=source,
        found_on=found_on,
        source_text=source_text,
        suspicions=suspicions,
        harm=harm,
    )
    fields = (
        "organisation",
        "created_by",
        "source",
        "source_text",
        "found_on",
        "party_name",
        "party_code",
        "subject",
    )
    same = Case.objects.filter(**{name: getattr(made, name) for name in fields}).exclude(pk=made.pk).first()
    if same is not None:
        raise ConflictError(
            f"您已登记来源、发现日期、当事人都相同的案件 {same.number}", where="source_text",
            do="确属另一案件的，在来源说明中写明区别",
        )  # fmt: skip
    return made


@transaction.atomic
def open_for_each(actor: User, groups: Sequence[tuple[int, Sequence[Suspicion]]]) -> list[Case]:
    """Open one case for each institution (by id) from its confirmed suspicions, found today; all or none."""
    return [
        open_case(
            actor,
            Party(Case.Subject.INSTITUTION, Case.Party.ORGANISATION, "", institution=institution),
            source=Case.Source.LEAD,
            found_on=clocks.today(),
            suspicions=some,
        )
        for institution, some in groups
    ]


def _check_source(source: str, text: str, suspicions: Sequence[Suspicion]) -> None:
    if source not in Case.Source.values:
        raise InvalidError("请选择案件来源", where="source")
    if source == Case.Source.LEAD and not suspicions:
        raise InvalidError("来源为线索核查的，须关联查实的疑点", where="suspicions")
    if source != Case.Source.LEAD and not text.strip():
        raise InvalidError("请说明案件来源（文号、单位、日期）", where="source_text")


def party_fields(actor: User, given: Party) -> dict[str, Any]:
    """Return the fields of the party. Raises InvalidError, NotVisibleError."""
    if given.subject not in Case.Subject.values or given.party not in Case.Party.values:
        raise InvalidError("请选择当事人类别和性质", where="subject")
    name = given.name
    if given.subject in (Case.Subject.INSTITUTION, Case.Subject.STAFF):
        place = institutions.visible(actor).filter(pk=given.institution or 0).first()
        if place is None:
            raise NotVisibleError("没有这个机构，或者不在您的管辖范围内", where="institution")
        name = place.name if given.subject == Case.Subject.INSTITUTION else given.name
    people = leads.people(actor) if given.subject == Case.Subject.PERSON else Person.objects.none()
    if given.person is not None and not people.filter(pk=given.person).exists():
        raise NotVisibleError("没有这个参保人，或者不在您的管辖范围内", where="person")
    if given.subject in (Case.Subject.PERSON, Case.Subject.STAFF) and given.party != Case.Party.PERSON:
        raise InvalidError("个人当事人的性质只能是公民", where="party")
    return {
        "subject": given.subject, "party": given.party, "party_name": acting.demand_text(name, "当事人", "name", 255),
        "party_code": given.code[:40], "institution_id": given.institution, "person_id": given.person,
        "staff_code": given.staff_code[:40],
    }  # fmt: skip


def take_number(body: Organisation, prefix: str) -> str:
    """Return the next number of a body in this year, without gaps or doubles: AJ-420101-2026-0001."""
    year = clocks.today().year
    Counter.objects.get_or_create(organisation=body, year=year, name=prefix)
    counter = Counter.objects.select_for_update().get(organisation=body, year=year, name=prefix)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}-{body.code}-{year}-{counter.last:04}"


@transaction.atomic
def link(actor: User, given: Case, suspicions: Sequence[Suspicion]) -> Case:
    """Add confirmed suspicions to a case that is not yet reported."""
    case = acting.enter_open(actor, given, Permission.CASES_FILE, *_BEFORE_REPORT)
    _link(actor, case, suspicions)
    acting.tell(actor, case, "link", "", {"suspicions": [one.pk for one in suspicions]})
    return case


def _link(actor: User, case: Case, suspicions: Sequence[Suspicion]) -> None:
    for given in sorted(suspicions, key=lambda one: one.pk):
        seen = leads.suspicion(actor, given.pk)
        leads_lock(seen)
        if seen.state != Suspicion.State.FINAL or seen.verdict not in _CONFIRMED:
            raise ConflictError("只有终审查实的疑点才能立案", where=seen.lead.number)
        if case.source == Case.Source.LEAD and Waiver.objects.filter(suspicion=seen).exists():
            raise ConflictError(
                "该疑点已书面说明不立案", where=seen.lead.number,
                do="出现新的线索的，按举报、交办等来源登记案件并说明来源，再关联该疑点",
            )  # fmt: skip
        if case.institution_id and seen.lead.institution_id != case.institution_id:
            raise InvalidError("疑点不属于该机构", where=seen.lead.number)
        try:
            with transaction.atomic():
                CaseSuspicion.objects.create(case=case, suspicion=seen)
        except IntegrityError:
            raise ConflictError("该疑点已在其他案件中", where=seen.lead.number) from None
    total = case.links.filter(active=True).aggregate(total=Sum("suspicion__cnfm_amt"))["total"]
    if total is not None:
        acting.write(case, suspected_amt=total)


@transaction.atomic
def add_act(actor: User, given: Case, found: ActFacts) -> Act:
    """Add one unlawful act. Raises InvalidError for facts that contradict each other or the law of their day."""
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_BEFORE_REPORT)
    act = Act(case=case, **act_fields(case, found))
    _keep_act(actor, case, act, "add_act")
    return act


@transaction.atomic
def change_act(actor: User, given: Act, found: ActFacts) -> Act:
    """Change one act; what it was stays in the history."""
    case = acting.enter_open(actor, given.case, Permission.CASES_INVESTIGATE, *_BEFORE_REPORT)
    act = case.acts.get(pk=given.pk)
    for name, value in act_fields(case, found).items():
        setattr(act, name, value)
    act.case = case
    _keep_act(actor, case, act, "change_act")
    return act


def _keep_act(actor: User, case: Case, act: Act, name: str) -> None:
    propose(judging.facts(act), deadlines.in_force("discretion", case), deadlines.in_force("crime", case))
    act.save()
    total = case.acts.aggregate(total=Sum("loss"))["total"] or Decimal(0)
    acting.write(case, loss_amt=total)
    kept = {field.name: getattr(act, field.attname) for field in act._meta.concrete_fields}
    acting.tell(actor, case, name, act.text, kept)


def act_fields(case: Case, found: ActFacts) -> dict[str, Any]:
    """Return the fields of an act. Raises InvalidError."""
    ended = found.ended_on or found.acted_on
    if not found.acted_on <= ended <= clocks.today():
        raise InvalidError("行为终了日期须在行为日期之后、今天以前", where="ended_on")
    if found.purpose not in Act.Purpose.values:
        raise InvalidError("请选择是否以骗取为目的", where="purpose")
    fields = asdict(found) | {"ended_on": ended, "text": acting.demand_text(found.text, "违法事实", "text")}
    fields |= {"presumptions": list(found.presumptions), "grounds": list(found.grounds)}
    subject: Subject = judging.subject_of(case)
    if situation(found.situation, subject).fraud or found.deemed:
        fields["purpose"] = Act.Purpose.YES if found.purpose == Act.Purpose.UNDECIDED else found.purpose
    elif found.purpose != Act.Purpose.UNDECIDED:
        acting.demand_text(found.purpose_reason, "认定是否以骗取为目的的理由", "purpose_reason", 1000)
    if found.loss is not None and found.loss > 0 and not found.loss_method.strip():
        raise InvalidError("请写明基金损失的计算方法", where="loss_method")
    return fields
