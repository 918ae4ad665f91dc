"""What waits for a person in the cases of their bureau: to be signed, reviewed, or carried on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import deadlines, words
from mingjing.office.cases.models import Case, Recusal, Stage, Step, Track
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock

S, T, P = Stage, Track.State, Permission
SIGN, REVIEW, HANDLE = "sign", "review", "handle"
GROUPS = {SIGN: "待我审批", REVIEW: "待我审核", HANDLE: "待我办理"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: which cases, the step that is due, the deadline that presses."""

    key: str
    label: str
    group: str
    permission: Permission
    step: str
    where: Callable[[User], Q]
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One case that waits for somebody. `due_on` is None where no deadline runs."""

    kind: Kind
    case: Case
    due_on: date | None

    @property
    def address(self) -> str:
        """Return where it is done."""
        if self.kind.key == "recusal":
            return reverse("cases:officers", args=[self.case.number])
        return reverse("cases:step", args=[self.case.number, self.kind.step])

    @property
    def party(self) -> str:
        """Return the party, a private person masked."""
        return words.party(self.case)

    @property
    def overdue(self) -> bool:
        """Return whether its deadline is past."""
        return self.due_on is not None and self.due_on < clocks.today()


def _stage(*stages: str) -> Callable[[User], Q]:
    return lambda user: Q(stage__in=stages)


def _track(kind: str, *states: str) -> Callable[[User], Q]:
    found = Track.objects.filter(case=OuterRef("pk"), active=True, kind=kind, state__in=states)
    return lambda user: Q(Exists(found))


def _running(kind: str) -> Callable[[User], Q]:
    found = Clock.objects.filter(
        noun=deadlines.NOUN, object_id=OuterRef("pk"), kind=kind, stopped_on__isnull=True
    )
    return lambda user: Q(Exists(found))


def _settled(user: User) -> Q:
    agreed = Track.objects.filter(case=OuterRef("pk"), active=True, kind=Track.Kind.AGREEMENT, state=T.DONE)
    penalty = Track.objects.filter(case=OuterRef("pk"), active=True, kind=Track.Kind.PENALTY)
    return Q(Exists(agreed)) & ~Q(Exists(penalty)) & Q(stage=S.REPORTED)


def _to_submit(user: User) -> Q:
    penalty = Track.objects.filter(case=OuterRef("pk"), active=True, kind=Track.Kind.PENALTY)
    return Q(stage=S.REPORTED) & Q(Exists(penalty))


def _to_conclude(user: User) -> Q:
    """The party has spoken or waived since the notice, or its days are over."""
    late = Clock.objects.filter(
        noun=deadlines.NOUN, object_id=OuterRef("pk"), kind="statement", due_on__lt=clocks.today()
    )
    notice = Step.objects.filter(case=OuterRef(OuterRef("pk")), name="notify").order_by("-pk")
    spoke = Step.objects.filter(
        case=OuterRef("pk"), name__in=("plead", "waive_pleading"), pk__gt=notice.values("pk")[:1]
    )
    return Q(stage=S.NOTIFIED) & (Q(Exists(late)) | Q(Exists(spoke)))


def _to_host(user: User) -> Q:
    return Q(stage=S.HEARING, hearing_host=user, hearing_on__lte=clocks.today())


def _recusals(user: User) -> Q:
    open_ = Recusal.objects.filter(case=OuterRef("pk"), granted__isnull=True).exclude(user=user)
    return Q(Exists(open_))


_A, _R, _I = P.CASES_APPROVE, P.CASES_LEGAL_REVIEW, P.CASES_INVESTIGATE
KINDS: tuple[Kind, ...] = (
    Kind("transfer", "移送公安机关审批", SIGN, _A, "approve-transfer", _track("transfer", T.PROPOSED), "transfer_decision"),
    Kind("refused", "公安机关不予立案，待决定", SIGN, _A, "take-back", _track("transfer", T.REFUSED), "reconsider"),
    Kind("filing", "立案审批", SIGN, _A, "approve-filing", _stage(S.FILING), "clue"),
    Kind("recusal", "回避申请待决定", SIGN, _A, "", _recusals),
    Kind("agreement", "协议处理审批", SIGN, _A, "agree", _track("agreement", T.INFORMED)),
    Kind("settle", "按协议处理办结审批", SIGN, _A, "settle", _settled, "decision"),
    Kind("notify", "事先告知审批", SIGN, _A, "notify", _stage(S.REVIEWED), "decision"),
    Kind("announce", "听证待安排", SIGN, _A, "announce-hearing", lambda user: Q(stage=S.HEARING, hearing_on=None)),
    Kind("decide", "处理决定审批", SIGN, _A, "decide", _stage(S.HEARD, S.DISCUSSED), "decision"),
    Kind("publish", "处罚决定公开审批", SIGN, _A, "publish", _stage(S.SERVED), "publish"),
    Kind("close", "结案审批", SIGN, P.CASES_CLOSE, "close", _stage(S.EXECUTED, S.TERMINATED)),
    Kind("review", "法制审核", REVIEW, _R, "pass-review", _stage(S.LEGAL_REVIEW), "legal_review"),
    Kind("host", "主持听证", REVIEW, _R, "hold-hearing", _to_host),
    Kind("clue", "线索核查", HANDLE, P.CASES_FILE, "propose-filing", _stage(S.CLUE), "clue"),
    Kind("send", "移送公安机关", HANDLE, _I, "send", _track("transfer", T.APPROVED), "transfer_send"),
    Kind("hand_over", "移交涉案物品和材料", HANDLE, _I, "hand-over", _running("hand_over"), "hand_over"),
    Kind("investigate", "调查取证", HANDLE, _I, "report", _stage(S.INVESTIGATING), "decision"),
    Kind("inform", "协议处理告知", HANDLE, _I, "inform", _track("agreement", T.OPEN)),
    Kind("carry_out", "协议处理办结", HANDLE, _I, "carry-out", _track("agreement", T.DECIDED)),
    Kind("submit", "送法制审核", HANDLE, _I, "submit-review", _to_submit, "decision"),
    Kind("conclude", "复核陈述申辩", HANDLE, _I, "conclude-pleading", _to_conclude, "decision"),
    Kind("serve", "送达决定书", HANDLE, _I, "serve", _stage(S.DECIDED), "serve"),
    Kind("record", "当场处罚报备", HANDLE, _I, "record-simple", _running("simple_filing"), "simple_filing"),
    Kind("execute", "执行", HANDLE, _I, "receive", _stage(S.EXECUTING), "pay"),
    Kind("police", "等待公安机关答复", HANDLE, _I, "police-accept", _track("transfer", T.SENT, T.RECONSIDERING, T.SUPERVISED), "police_answer"),
    Kind("archive", "归档", HANDLE, P.CASES_FILE, "archive", _stage(S.CLOSED)),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
_ENDED = (S.DECLINED, S.ARCHIVED)


def kinds(user: User) -> list[Kind]:
    """Return the kinds of work that somebody with these roles may have."""
    return [kind for kind in KINDS if user.organisation.is_bureau and allowed(user.roles, kind.permission)]


def cases(user: User, kind: Kind) -> QuerySet[Case]:
    """Return the cases in which this work waits for this person."""
    # Its own cases lie within its division: no list of the bureaus below is asked for.
    own = Case.objects.filter(kind.where(user), organisation=user.organisation_id).exclude(stage__in=_ENDED)
    if kind.group == HANDLE:
        return own.filter(officers__user=user, officers__until__isnull=True)
    # Who handled, registered or reported a case signs nothing in it (see guards/people.py).
    return own.exclude(officers__user=user).exclude(created_by=user).exclude(proposed_by=user)


def inbox(user: User, groups: Sequence[str] = (SIGN, REVIEW, HANDLE)) -> list[tuple[Kind, list[Item]]]:
    """Return every kind of work of these groups with what waits, the most pressing first, in four queries.

    Kinds without any are left out.
    """
    open_ = Case.objects.filter(organisation=user.organisation_id).exclude(stage__in=_ENDED)
    if not open_.exists():
        return []
    parts = [
        cases(user, kind).order_by().values_list("pk", Value(kind.key, CharField()))
        for kind in kinds(user)
        if kind.group in groups
    ]
    pairs = [*parts[0].union(*parts[1:], all=True)] if parts else []
    if not pairs:
        return []
    keys = {pk for pk, _ in pairs}
    found = Case.objects.select_related("organisation", "institution").in_bulk(keys)
    due = {
        (row.object_id, row.kind): row.due_on
        for row in clocks.running(deadlines.NOUN).filter(object_id__in=keys)
    }
    rows: dict[str, list[Item]] = {}
    for pk, key in pairs:
        kind = BY_KEY[key]
        rows.setdefault(key, []).append(Item(kind, found[pk], due.get((pk, kind.clock))))
    for some in rows.values():
        some.sort(key=lambda one: (one.due_on is None, one.due_on or date.max, one.case.pk))
    return [(kind, rows[kind.key]) for kind in KINDS if kind.key in rows]
