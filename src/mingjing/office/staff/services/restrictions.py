"""Measures against persons: those of a served decision follow by themselves, others are entered by two people."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.models import Case, Measure
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads.models import Person
from mingjing.office.staff import policy
from mingjing.office.staff.core.days import last_day
from mingjing.office.staff.models import Restriction
from mingjing.office.staff.services import acting, blocklist
from mingjing.office.staff.services.commands import Limit

_S, _K = Restriction.State, Restriction.Kind
LEAST, MOST, BAN_MONTHS = 3, 12, 60
MEASURES = {Measure.Kind.SUSPEND_SETTLEMENT: _K.PAUSE, Measure.Kind.BAN: _K.BAN}


def follow(actor: User, case: Case) -> list[Restriction]:
    """Enter the pauses of a served decision against an insured person; must run in the transaction of the service.

    A ban names nobody by itself: it waits until somebody says who was the principal.
    """
    made: list[Restriction] = []
    if case.subject != Case.Subject.PERSON or case.person is None:
        return made
    for one in _open(case).filter(kind=Measure.Kind.SUSPEND_SETTLEMENT).select_related("actor"):
        if one.since is None or one.until is None:
            continue
        months = (one.until.year - one.since.year) * 12 + one.until.month - one.since.month
        if not LEAST <= months <= MOST:
            continue  # it waits in the list of what is owed
        found = Restriction.objects.create(
            kind=_K.PAUSE, organisation=case.organisation, psn_no=case.person.psn_no, name=case.person.psn_name or case.party_name,
            certno=case.person.certno, case=case, measure=one, months=months, since=one.since,
            until=last_day(one.since, months), text=one.text or "处理决定", state=_S.ACTIVE, author=one.actor,
            approved_on=case.decided_on,
        )  # fmt: skip
        acting.tell(
            actor,
            found,
            "restriction_followed",
            found.text,
            {"case": case.number, "since": found.since, "until": found.until},
        )
        made.append(found)
    if made:
        transaction.on_commit(blocklist.write)
    return made


def _open(case: Case) -> QuerySet[Measure]:
    standing = Restriction.objects.filter(state__in=(_S.PROPOSED, _S.ACTIVE, _S.LIFTED)).exclude(measure=None)
    return Measure.objects.filter(track__case=case).exclude(pk__in=standing.values("measure"))


@transaction.atomic
def propose(actor: User, given: Limit) -> Restriction:
    """Enter a measure that waits for its second person. Raises InvalidError, ForbiddenError, ConflictError."""
    demand(actor, Permission.STAFF_SCORE)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("由医保部门登记")
    if given.kind not in _K.values:
        raise InvalidError("请选择限制措施", where="kind")
    case = None
    if given.measure:
        given, case = _of_measure(actor, given)
    since, months = _demand_days(given)
    if case is None and not given.document.strip():
        raise InvalidError("请填写决定文书号", where="document")
    place = case.institution if case else None
    if given.institution.strip():
        place = institutions.one(actor, given.institution.strip())
    name, certno = _who(actor, given)
    made = _create(
        kind=given.kind, organisation=actor.organisation, psn_no=given.psn_no.strip(), name=name, certno=certno,
        role=given.role.strip()[:60], institution=place, case=case, measure_id=given.measure,
        document=given.document.strip()[:100], interim=given.interim, months=months, since=since,
        until=None if months is None else last_day(since, months),
        text=acting.demand_text(given.text, "事实和理由"), author=actor,
    )  # fmt: skip
    kept = {"kind": made.kind, "since": made.since, "until": made.until}
    acting.tell(actor, made, "restriction_proposed", made.text, kept)
    return made


def _demand_days(given: Limit) -> tuple[date, int | None]:
    """Return the first day and the months, none while an inquiry lasts. Raises InvalidError outside the law."""
    if given.kind == _K.BAN and given.interim:
        raise InvalidError("禁止从业没有调查期间措施", where="interim")
    if given.since is None:
        raise InvalidError("请填写起始日期", where="since")
    if given.interim:
        return given.since, None
    if given.kind == _K.BAN:
        return given.since, BAN_MONTHS
    if not LEAST <= given.months <= MOST:
        raise InvalidError(f"暂停联网结算为 {LEAST} 至 {MOST} 个月", where="months")
    return given.since, given.months


def _create(**fields: Any) -> Restriction:
    try:
        with transaction.atomic():
            return Restriction.objects.create(**fields)
    except IntegrityError:
        raise ConflictError("该措施已经登记这名人员") from None


def _of_measure(actor: User, given: Limit) -> tuple[Limit, Case]:
    """Return what is entered with what the decision says: it can be neither longer nor other than decided."""
    measure = policy.measure(actor, given.measure or 0)
    case = measure.track.case
    policy.demand_own(actor, case.organisation)
    if MEASURES.get(Measure.Kind(measure.kind)) != given.kind:
        raise InvalidError("处理决定没有这项措施", where="kind")
    if measure.since is None:
        raise ConflictError("处理决定尚未送达，措施没有起始日期")
    if given.since not in (None, measure.since):
        raise InvalidError(f"处理决定自 {measure.since} 起", where="since")
    months = 0
    if measure.until is not None:
        months = (measure.until.year - measure.since.year) * 12 + measure.until.month - measure.since.month
    return replace(given, since=measure.since, months=months or given.months, interim=False), case


def _who(actor: User, given: Limit) -> tuple[str, str]:
    name, certno = given.name.strip(), given.certno.strip()
    if given.kind == _K.PAUSE:
        psn = acting.demand_text(given.psn_no, "人员编号", "psn_no", 40)
        known = Person.objects.filter(psn_no=psn).first()
        if known and known.psn_name and name and known.psn_name != name:
            raise InvalidError("姓名与参保人档案不一致", where="name")
        return (name or (known.psn_name if known else "") or psn)[:100], (
            certno or (known.certno if known else "")
        )[:40]
    acting.demand_text(given.role, "职务", "role", 60)
    return acting.demand_text(name, "姓名", "name", 100), acting.demand_text(certno, "证件号码", "certno", 40)


@transaction.atomic
def approve(actor: User, given: Restriction, version: int | None = None) -> Restriction:
    """Let an entered measure take effect, as the second person."""
    one = _enter(actor, given, Permission.STAFF_APPROVE, _S.PROPOSED)
    if one.author_id == actor.pk:
        raise ForbiddenError("登记人不能审核自己登记的措施")
    acting.write(one, version, state=_S.ACTIVE, approver=actor, approved_on=clocks.today())
    acting.tell(actor, one, "restriction_approved", "")
    transaction.on_commit(blocklist.write)
    return one


@transaction.atomic
def refuse(actor: User, given: Restriction, text: str, version: int | None = None) -> Restriction:
    """Refuse an entered measure, saying why."""
    one = _enter(actor, given, Permission.STAFF_APPROVE, _S.PROPOSED)
    if one.author_id == actor.pk:
        raise ForbiddenError("登记人不能审核自己登记的措施")
    said = acting.demand_text(text, "理由")
    acting.write(one, version, state=_S.REFUSED, approver=actor, approved_on=clocks.today(), lift_text=said)
    acting.tell(actor, one, "restriction_refused", said)
    return one


@transaction.atomic
def lift(actor: User, given: Restriction, on: date, text: str, version: int | None = None) -> Restriction:
    """End a measure, as the head: on that day it no longer holds."""
    one = _enter(actor, given, Permission.STAFF_DECIDE, _S.ACTIVE)
    if not one.since <= on <= clocks.today() or (one.until and on > one.until):
        raise InvalidError("解除日期须在措施期间，且不晚于今天", where="on")
    said = acting.demand_text(text, "解除理由")
    acting.write(one, version, state=_S.LIFTED, lifted_on=on, lifted_by=actor, lift_text=said)
    acting.tell(actor, one, "restriction_lifted", said, {"on": on})
    transaction.on_commit(blocklist.write)
    return one


def _enter(actor: User, given: Restriction, permission: Permission, state: str) -> Restriction:
    demand(actor, permission)
    policy.restriction(actor, given.pk)
    Restriction.objects.select_for_update().get(pk=given.pk)
    found = policy.restriction(actor, given.pk)
    policy.demand_own(actor, found.organisation)
    if found.state != state:
        raise ConflictError(f"该措施{found.get_state_display()}", do="刷新页面查看最新状态")
    return found
