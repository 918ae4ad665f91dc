"""The ways a case is handled: chosen with a reason, changed with a reason, each walked to its end."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines
from mingjing.office.cases.commands import Responsible
from mingjing.office.cases.guards.people import by_a_handler, decided_by_another
from mingjing.office.cases.guards.tracks import EXCUSES
from mingjing.office.cases.models import Case, Measure, PartnerResult, Stage, Track
from mingjing.office.cases.services import acting, booking, measures, naming
from mingjing.office.clocks import services as clocks

_CHOOSE = tuple(set(Stage.values) - {Stage.DECLINED, Stage.TERMINATED, Stage.CLOSED, Stage.ARCHIVED})
_LIVING = tuple(set(Stage.values) - {Stage.DECLINED, Stage.ARCHIVED})
_STARTED = (Track.State.SENT, Track.State.REFUSED, Track.State.RECONSIDERING, Track.State.SUPERVISED,
            Track.State.ACCEPTED)  # fmt: skip


def living(case: Case, kind: str) -> Track:
    """Return the way of handling of this kind that a case has now. Raises ConflictError when it has none."""
    found = case.tracks.filter(kind=kind, active=True).first()
    if found is None:
        raise ConflictError("该案件没有这种处理方式", where="kind", do="先确定处理方式")
    return found


@transaction.atomic
def choose(actor: User, given: Case, kind: str, reason: str) -> Track:
    """Add a way of handling. One of each kind at a time; agreement handling only for institutions.

    Raises ConflictError when the case has it already, InvalidError.
    """
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_CHOOSE)
    acting.ask(actor, case, "choose_track", by_a_handler)
    if kind not in Track.Kind.values:
        raise InvalidError("请选择处理方式", where="kind")
    if kind == Track.Kind.AGREEMENT and case.institution_id is None:
        raise InvalidError("协议处理只适用于定点医药机构", where="kind")
    text = acting.demand_text(reason, "选择该处理方式的理由", "reason", 1000)
    try:
        with transaction.atomic():
            made = Track.objects.create(case=case, kind=kind, reason=text, created_by=actor)
    except IntegrityError:
        raise ConflictError("该案件已有这种处理方式") from None
    acting.tell(actor, case, "choose_track", text, {"kind": kind}, track=made)
    return made


@transaction.atomic
def drop(actor: User, given: Track, reason: str) -> Track:
    """Give a way of handling up, with the reason; not one with measures, nor a transfer that the police already have."""
    case = acting.enter_open(actor, given.case, Permission.CASES_APPROVE, *_CHOOSE)
    acting.ask(actor, case, "drop_track", decided_by_another)
    text = acting.demand_text(reason, "变更处理方式的理由", "reason", 1000)
    if given.kind == Track.Kind.PENALTY and case.outcome:
        raise ConflictError("已作出处理决定，不能变更处理方式")
    living = Track.objects.filter(pk=given.pk, active=True).exclude(state__in=(*_STARTED, Track.State.DONE))
    if given.kind == Track.Kind.TRANSFER:
        living = living.filter(state=Track.State.OPEN)
    # What was imposed stands: its money is in the ledger, and reports count it.
    done = given.measures.exists()
    if done or not living.update(active=False, state=Track.State.DROPPED):
        raise ConflictError("该处理方式已经实施或者已经变更，不能撤销")
    given.refresh_from_db()
    acting.tell(actor, case, "drop_track", text, {"kind": given.kind}, track=given)
    return given


@transaction.atomic
def measure(
    actor: User, given: Track, kind: str, *, amount: Decimal | None = None, since: date | None = None,
    until: date | None = None, target: str = "", text: str = "",
) -> Measure:  # fmt: skip
    """Put a measure on file, once it is decided; of agreement handling its amount goes into the ledger."""
    booking.hold(actor, given.case)
    case = acting.enter_open(actor, given.case, Permission.CASES_INVESTIGATE, *_LIVING)
    acting.ask(actor, case, "measure", by_a_handler)
    track = case.tracks.get(pk=given.pk)
    decided = track.state == Track.State.DECIDED or (track.kind == Track.Kind.PENALTY and case.decided_on)
    if not track.active or not decided:
        raise ConflictError("尚未作出处理决定，不能登记处理措施")
    if kind not in Measure.Kind.values:
        raise InvalidError("请选择措施", where="kind")
    if amount is not None and amount < 0:
        raise InvalidError("金额不能为负数", where="amount")
    if since and until and until < since:
        raise InvalidError("截止日期不能早于起始日期", where="until")
    made = Measure.objects.create(
        track=track, kind=kind, amount=amount, since=since, until=until, target=target[:255], text=text[:500],
        actor=actor,
    )  # fmt: skip
    if track.kind == Track.Kind.AGREEMENT:
        booking.measured(actor, case, made)
    acting.tell(actor, case, "measure", text, {"kind": kind, "amount": amount}, track=track)
    return made


@transaction.atomic
def inform(actor: User, track: Track, text: str) -> Track:
    """Tell the institution what breach is found and which measures are intended."""
    return acting.take_track(actor, track, "inform", acting.demand_text(text, "告知内容"))


@transaction.atomic
def agree(actor: User, track: Track, text: str, statement: str, named: Sequence[Responsible] = ()) -> Track:
    """Decide on agreement handling after the institution was heard; it may name who is responsible."""
    kept = {"statement": statement}
    made = acting.take_track(
        actor, track, "agree", acting.demand_text(text, "处理意见"), data=kept, keep=kept
    )
    naming.name(actor, made.case, made.steps.filter(name="agree").order_by("-pk")[0], named, made)
    return made


@transaction.atomic
def carry_out(actor: User, track: Track, text: str, excuse: str = "") -> Track:
    """End agreement handling, its measures on file and its money in; `excuse` says why not all of it (EXCUSES)."""
    if excuse and excuse not in EXCUSES:
        raise InvalidError("请选择未收清的原因", where="excuse")
    booking.hold(actor, track.case)
    kept = {"excuse": excuse}
    return acting.take_track(
        actor, track, "carry_out", acting.demand_text(text, "办结情况"), data=kept, keep=kept
    )


@transaction.atomic
def propose_transfer(actor: User, track: Track, group: Sequence[User], text: str) -> Track:
    """Report to the head as a special group of at least two; the head has three days."""
    said = acting.demand_text(text, "专案组报告", "text", 20000)
    data = {"group": list(group)}
    kept = {"group": [one.pk for one in group]}
    made = acting.take_track(actor, track, "propose_transfer", said, data=data, keep=kept)
    made.group.set(group)
    return made


@transaction.atomic
def decide_transfer(actor: User, track: Track, approved: bool, text: str) -> Track:
    """Approve the transfer, to be sent within 24 hours, or write down why not."""
    name = "approve_transfer" if approved else "refuse_transfer"
    return acting.take_track(actor, track, name, acting.demand_text(text, "决定理由"))


@transaction.atomic
def send(
    actor: User, track: Track, materials: Sequence[str], text: str, recipient: Organisation | None = None
) -> Track:
    """Hand the case to the police with its materials, a copy to the prosecutor.

    `recipient` is the body that then answers for itself; without one its answers are put on file here.
    """
    data = {"materials": list(materials)}
    made = acting.take_track(
        actor,
        track,
        "send",
        acting.demand_text(text, "移送情况"),
        data=data,
        keep=data,
        recipient=recipient,
    )
    measures.of_transfer(actor, made)
    return made


@transaction.atomic
def police(actor: User, track: Track, accepted: bool, document: str, reason: str = "") -> Track:
    """Put the police's answer on file: filed or not, with their reason."""
    name = "police_accept" if accepted else "police_refuse"
    said = acting.demand_text(document, "公安机关文书号", "document", 200)
    return _walker(actor)(actor, track, name, said, keep={"reason": reason.strip()[:1000]})


@transaction.atomic
def police_receive(actor: User, track: Track, on: date, text: str = "") -> Track:
    """Put on file when the police received the case: their days begin then."""
    made = _walker(actor)(
        actor, track, "police_receive", text.strip()[:500], data={"on": on}, keep={"on": on}
    )
    deadlines.start(made.case, "police_answer", on)
    return made


@transaction.atomic
def police_extend(actor: User, track: Track, days: int, text: str) -> Track:
    """Put on file that the police take longer over a complex case, counted from its receipt."""
    said = acting.demand_text(text, "延长的理由和批准情况", "text", 500)
    data = {"days": days}
    made = _walker(actor)(actor, track, "police_extend", said, data=data, keep=data)
    deadlines.lengthen(made.case, "police_answer", days, _with_them_since(made))
    return made


def _with_them_since(track: Track) -> date:
    """Return when the police received the case; without a receipt when it was sent."""
    came = track.steps.filter(name__in=("send", "police_receive")).order_by("-pk")[0]
    return date.fromisoformat(came.data["on"]) if came.data.get("on") else came.on


def _walker(actor: User) -> Callable[..., Track]:
    """Return who walks a track for this person: the bureau that handles the case, or the body it was sent to."""
    return acting.take_track if actor.organisation.is_bureau else acting.take_track_outside


@transaction.atomic
def object_to(actor: User, track: Track, how: str, text: str) -> Track:
    """Answer a refusal: `reconsider`, ask the prosecutor to `supervise`, or `take_back` for a penalty."""
    if how not in ("reconsider", "supervise", "take_back"):
        raise InvalidError("请选择处理方式", where="how")
    return acting.take_track(actor, track, how, acting.demand_text(text, "理由"))


@transaction.atomic
def hand_over(actor: User, track: Track, text: str) -> Track:
    """Hand the goods and the rest of the materials to the police that filed the case."""
    return acting.take_track(actor, track, "hand_over", acting.demand_text(text, "移交清单"))


@transaction.atomic
def conclude(actor: User, track: Track, text: str, criminal_fine: Decimal) -> Track:
    """Put the end of the criminal procedure on file, with the fine of the court if any."""
    if criminal_fine < 0:
        raise InvalidError("罚金不能为负数", where="criminal_fine")
    said = acting.demand_text(text, "刑事处理结果")
    return _walker(actor)(
        actor, track, "conclude", said, keep={"fine": criminal_fine}, criminal_fine=criminal_fine
    )


@transaction.atomic
def add_partner_result(
    actor: User, given: Case, *, department: str, result: str, on: date, document: str = "",
    amount: Decimal | None = None, organisation: Organisation | None = None,
) -> PartnerResult:  # fmt: skip
    """Keep what another department did about the same case."""
    if actor.organisation.is_bureau:
        case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_LIVING)
        acting.ask(actor, case, "partner_result", by_a_handler)
    else:
        case = acting.enter_outside(actor, given, *_LIVING)
    if on > clocks.today():
        raise InvalidError("日期不能晚于今天", where="on")
    made = PartnerResult.objects.create(
        case=case, organisation=organisation, document=document[:100], amount=amount, on=on, actor=actor,
        department=acting.demand_text(department, "部门", "department", 100),
        result=acting.demand_text(result, "处理结果", "result", 500),
    )  # fmt: skip
    acting.tell(actor, case, "partner_result", made.result, {"department": made.department, "amount": amount})
    return made
