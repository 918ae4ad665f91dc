"""Scores: proposed by an officer, approved by a second person, reversed the same way; nothing is ever rewritten."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case, Named
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Lead
from mingjing.office.staff import policy
from mingjing.office.staff.models import Member, Notice, Proposal, Score, Waiver
from mingjing.office.staff.services import acting, effects, notices, register, standing
from mingjing.office.staff.services.commands import Given

_S = Proposal.State


@transaction.atomic
def propose(actor: User, given: Given) -> Proposal:
    """Propose a score; the standard of the place on the day decides the points.

    Raises ForbiddenError, NotVisibleError, InvalidError, and ConflictError for what is scored already.
    """
    demand(actor, Permission.STAFF_SCORE)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("由医保部门记分")
    place, named, case = _basis(actor, given)
    code = _text(given.code, "执业人员编码", "code", 40)
    known = register.ensure(actor, code, given.name.strip()) if named else policy.member(actor, code)
    member = acting.hold(known.pk)
    _works_for(member, place, named)
    if given.happened_on > clocks.today():
        raise InvalidError("日期不能晚于今天", where="happened_on")
    figures = standing.in_force(place.admdvs, given.happened_on)
    item, points = figures.item(given.item), figures.points(given.item, given.duty)
    lead = _lead(actor, given.lead)
    document = given.document.strip()
    if not (case or lead or document):
        raise InvalidError(
            "请填写案件、线索或者处理文书号", where="document", do="记分须有处理决定或者查实的线索为依据"
        )
    _once(member, place, item.key, case, lead, document)
    made = _create(
        member=member, organisation=actor.organisation, institution=place, item=item.key, item_text=item.text,
        tier=item.tier, duty=given.duty, points=points, happened_on=given.happened_on, case=case, named=named,
        lead=lead, reason=_text(given.reason, "记分事实和理由", "reason", 1000), document=document[:100],
        sources=list(figures.sources), author=actor,
    )  # fmt: skip
    acting.tell(actor, member, "score_proposed", made.reason, _kept(made))
    return made


def _create(**fields: Any) -> Proposal:
    try:
        with transaction.atomic():
            return Proposal.objects.create(**fields)
    except IntegrityError:
        raise ConflictError("该责任人员已经提出记分", do="在“记分审批”中查看") from None


def _basis(actor: User, given: Given) -> tuple[Institution, Named | None, Case | None]:
    """Return institution, named person and case, which must agree with one another."""
    named = policy.named(actor, given.named) if given.named else None
    case = named.case if named else cases.one(actor, given.case) if given.case else None
    if named and (named.code != given.code.strip() or (given.case and given.case != named.case.number)):
        raise InvalidError("人员编码与处理决定载明的不一致", where="code")
    if named and Waiver.objects.filter(named=named).exists():
        raise ConflictError("该责任人员已决定不予记分")
    code = given.institution.strip() or (case.institution.code if case and case.institution else "")
    if not code:
        raise InvalidError("请填写所在机构", where="institution")
    return institutions.one(actor, code), named, case


def _works_for(member: Member, place: Institution, named: Named | None) -> None:
    """Whom a decision names needs no place of work on file; everybody else must work there."""
    if named is None and place.pk not in {one.pk for one in register.places(member)}:
        do = "核对机构；人员库没有的，先登记人员"
        raise InvalidError(f"{member}没有登记在{place.name}", where="institution", do=do)


def _lead(actor: User, number: str) -> Lead | None:
    return leads.one(actor, number.strip()) if number.strip() else None


def _once(
    member: Member, place: Institution, item: str, case: Case | None, lead: Lead | None, document: str
) -> None:  # fmt: skip
    """One breach is scored once: not the same situation of the same case, lead or document again."""
    found = Proposal.objects.filter(
        member=member, item=item, state__in=(_S.PROPOSED, _S.APPROVED), reverses__isnull=True
    ).exclude(score__reversed_by__isnull=False)
    if case:
        found = found.filter(case=case)
    elif lead:
        found = found.filter(lead=lead)
    else:
        found = found.filter(document=document[:100], institution=place)
    if found.exists():
        raise ConflictError("同一违规行为的同一情形已经记分，不得重复记分", where="item")


@transaction.atomic
def approve(actor: User, given: Proposal, version: int | None = None, text: str = "") -> Score:
    """Approve as the second person: the entry is made, its institutions are told, its effect is proposed.

    It counts in the year of this day. Raises ForbiddenError for the author, ConflictError when it is decided.
    """
    proposal, member = _enter(actor, given, Permission.STAFF_APPROVE)
    if proposal.author_id == actor.pk:
        raise ForbiddenError("提出人不能审核自己提出的记分", do="由另一名审核人员办理")
    today = clocks.today()
    acting.write(
        proposal, version, state=_S.APPROVED, approver=actor, decided_at=timezone.now(), decision=text.strip()[:500]
    )  # fmt: skip
    score = enter_score(proposal, proposal.author, actor, today)
    effects.review(member, score.year, actor)
    return score


def enter_score(proposal: Proposal, author: User, approver: User, on: date) -> Score:
    """Make the entry of an approved proposal and tell the institutions; must run in its transaction."""
    undone = proposal.reverses
    score = Score.objects.create(
        proposal=proposal, member=proposal.member, organisation=proposal.organisation, on=on,
        institution=proposal.institution, year=undone.year if undone else on.year, points=proposal.points,
        reverses=undone, author=author, approver=approver,
    )  # fmt: skip
    total = standing.points(proposal.member, score.year)
    name = "score_reversed" if undone else "scored"
    acting.tell(
        approver,
        proposal.member,
        name,
        proposal.reason,
        _kept(proposal) | {"score": score.pk, "year": score.year, "total": total},
    )
    said = f"冲正{-score.points}分" if undone else f"记{score.points}分"
    text = f"{proposal.member}：{proposal.item_text}，{said}，{score.year}年度累计{total}分"
    kind = Notice.Kind.REVERSED if undone else Notice.Kind.SCORED
    notices.send(proposal.organisation, proposal.member, kind, text, score=score, also=[proposal.institution])
    return score


@transaction.atomic
def refuse(actor: User, given: Proposal, text: str, version: int | None = None) -> Proposal:
    """Refuse as the second person, saying why; it may be proposed anew."""
    proposal, member = _enter(actor, given, Permission.STAFF_APPROVE)
    if proposal.author_id == actor.pk:
        raise ForbiddenError("提出人不能审核自己提出的记分", do="撤回，或者由另一名审核人员办理")
    said = _text(text, "未通过的理由", "text", 500)
    acting.write(
        proposal, version, state=_S.REFUSED, approver=actor, decided_at=timezone.now(), decision=said
    )  # fmt: skip
    acting.tell(actor, member, "score_refused", said, {"proposal": proposal.pk})
    return proposal


@transaction.atomic
def withdraw(actor: User, given: Proposal, version: int | None = None) -> Proposal:
    """Take back what one proposed oneself."""
    proposal, member = _enter(actor, given, Permission.STAFF_SCORE)
    if proposal.author_id != actor.pk:
        raise ForbiddenError("只能撤回本人提出的记分")
    acting.write(proposal, version, state=_S.WITHDRAWN, decided_at=timezone.now())
    acting.tell(actor, member, "score_withdrawn", "", {"proposal": proposal.pk})
    return proposal


@transaction.atomic
def propose_reversal(actor: User, given: Score, text: str) -> Proposal:
    """Propose to reverse an entry, whole; the second person approves it like any other."""
    demand(actor, Permission.STAFF_SCORE)
    score = policy.score(actor, given.pk)
    acting.hold(score.member_id)
    policy.demand_own(actor, score.organisation)
    made = reversal_of(actor, score, _text(text, "冲正理由", "text", 1000))
    acting.tell(
        actor, score.member, "reversal_proposed", made.reason, {"proposal": made.pk, "score": score.pk}
    )
    return made


def reversal_of(author: User, score: Score, reason: str) -> Proposal:
    """Return the proposal that reverses an entry. Raises ConflictError for one that is reversed already."""
    if score.reverses_id is not None or Score.objects.filter(reverses=score).exists():
        raise ConflictError("该记分已经冲正，或者本身是冲正")
    was = score.proposal
    return _create_reversal(
        member=score.member, organisation=score.organisation, institution=score.institution, item=was.item,
        item_text=was.item_text, tier=was.tier, duty=was.duty, points=-score.points, happened_on=clocks.today(),
        reason=reason, document=was.document, case=was.case, named=was.named, lead=was.lead, reverses=score,
        author=author,
    )  # fmt: skip


def _create_reversal(**fields: Any) -> Proposal:
    try:
        with transaction.atomic():
            return Proposal.objects.create(**fields)
    except IntegrityError:
        raise ConflictError("已经提出冲正，等待审核") from None


def _enter(actor: User, given: Proposal, permission: Permission) -> tuple[Proposal, Member]:
    """Return an open proposal of one's own bureau as it is now, its person locked."""
    demand(actor, permission)
    seen = policy.proposal(actor, given.pk)
    member = acting.hold(seen.member_id)
    found = policy.proposal(actor, given.pk)
    policy.demand_own(actor, found.organisation)
    if found.state != _S.PROPOSED:
        raise ConflictError(f"该记分{found.get_state_display()}", do="刷新页面查看最新状态")
    return found, member


def _kept(one: Proposal) -> dict[str, Any]:
    return {
        "proposal": one.pk, "item": one.item, "tier": one.tier, "duty": one.duty, "points": one.points,
        "institution": one.institution.code, "case": one.case.number if one.case else "", "document": one.document,
        "named": one.named_id,
    }  # fmt: skip


def _text(text: str, what: str, where: str, longest: int) -> str:
    return acting.demand_text(text, what, where, longest)
