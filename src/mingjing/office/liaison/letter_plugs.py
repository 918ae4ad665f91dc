"""What letters, listings, joint cases and meetings bring: a partner's desk, a person's work, the tab of a case, the search."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import tabs, words
from mingjing.office.cases.models import Case, Stage
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.models import Document
from mingjing.office.leads import duties
from mingjing.office.liaison import desk, letter_beside, letter_files, letter_kinds, scope, together, tones
from mingjing.office.liaison.models import Joint, JointTask, Letter, Listing, Member, Noun, Reply, Resolution
from mingjing.office.ui import search

FIRST = 6
_STEPS = {
    "listing_list": "挂牌督办", "listing_sign": "签收挂牌督办", "listing_report": "报告督办进展", "listing_ask": "报请摘牌",
    "listing_send_back": "不予摘牌", "listing_extend": "延长督办期限", "listing_delist": "摘牌", "listing_cancel": "撤销挂牌督办",
    "joint_approve": "批准联合办案", "joint_invite": "邀请部门参加", "joint_join": "部门参加联合办案", "joint_decline": "部门不参加、退出",
    "joint_assign": "商定分工", "joint_done": "完成分工", "joint_drop": "取消分工", "joint_share": "共享材料",
    "joint_result": "部门反馈处理结果", "joint_close": "结束联合办案",
}  # fmt: skip
_L, _G, _J = Letter.State, Listing.State, Joint.State
_P = Permission


def plug() -> None:
    """Register; called when the app is ready."""
    letter_kinds.plug()
    letter_beside.plug()
    letter_files.plug()
    words.name_steps(_STEPS)
    for name, title, address, order, work in (
        ("letters", "函件", "liaison:letters", 20, _letters),
        ("listings", "挂牌督办", "liaison:listings", 30, _listings),
        ("joints", "联合办案", "liaison:joints", 40, _joints),
        ("meetings", "联席会议", "liaison:meetings", 50, _meetings),
    ):
        desk.register(desk.Page(name, title, address, order), work)
        duties.register(f"liaison_{name}", _of_bureaus(work))
    desk.register(desk.Page("resolutions", "议定事项", "liaison:resolutions", 60), lambda user: [])
    tabs.register(tabs.Tab("liaison", "协作", 70, "liaison:case", may(_P.CASES_READ), together.number))
    together.register(together.Section("matters", 20, "liaison/matters/case_section.html", of_case, _rows))
    search.register(search.Source("letters", "函件、督办", 17, find, may(_P.LETTERS_READ)))


def _of_bureaus(work: Any) -> duties.Provider:
    return lambda user: (
        work(user) if user.organisation.is_bureau or user.organisation.kind == "partner" else []
    )


def _duty(
    key: str, label: str, rows: QuerySet[Any], query: str, row: Any, late: Q | None = None
) -> Iterator[duties.Duty]:
    """Yield one kind of waiting work: its first rows and how much of it is late."""
    count = rows.count()
    if count:
        urgent = rows.filter(late).count() if late is not None else 0
        yield duties.Duty(key, label, count, query, urgent, [row(one) for one in rows[:FIRST]])


def _can(user: User, permission: Permission) -> bool:
    return allowed(user.roles, permission if user.organisation.is_bureau else _P.PARTNER_ANSWER)


def _letters(user: User) -> Sequence[duties.Duty]:
    own, address, today = user.organisation, reverse("liaison:letters"), clocks.today()
    rows = scope.letters(user).order_by("due_on", "pk")
    late = Q(due_on__lt=today)
    found: list[duties.Duty] = []

    def row(one: Letter) -> duties.Row:
        return duties.Row(
            one.title,
            reverse("liaison:letter", args=[one.pk]),
            one.number or one.code,
            one.sender_name,
            one.due_on,
        )

    if _can(user, _P.LIAISON_HANDLE):
        mine = rows.filter(receiver=own)
        found += _duty(
            "letters_receive",
            "函件待签收",
            mine.filter(state=_L.SENT),
            f"{address}?box=in&state=sent",
            row,
            late,
        )
        waiting = Exists(Reply.objects.filter(letter=OuterRef("pk"), state=Reply.State.SUBMITTED))
        open_ = mine.filter(~waiting, state=_L.RECEIVED)
        found += _duty("letters_reply", "函件待复函", open_, f"{address}?box=in&state=received", row, late)
        back = rows.filter(sender=own, state=_L.REPLIED)
        found += _duty("letters_judge", "复函待认定", back, f"{address}?box=out&state=replied", row)
    if own.is_bureau and allowed(user.roles, _P.LIAISON_APPROVE):
        sign = rows.filter(sender=own, state=_L.SUBMITTED).exclude(drafted_by=user)
        found += _duty("letters_sign", "函件待我签发", sign, f"{address}?box=out&state=submitted", row)
        drafts = Reply.objects.filter(letter=OuterRef("pk"), state=Reply.State.SUBMITTED).exclude(actor=user)
        replies = rows.filter(Exists(drafts), receiver=own, state=_L.RECEIVED)
        found += _duty(
            "letters_sign_reply", "复函待我签发", replies, f"{address}?box=in&state=received", row, late
        )
    return found


def _listings(user: User) -> Sequence[duties.Duty]:
    own, address = user.organisation, reverse("liaison:listings")
    rows, late = (
        scope.listings(user).select_related("lister").order_by("due_on", "pk"),
        Q(due_on__lt=clocks.today()),
    )
    found: list[duties.Duty] = []

    def row(one: Listing) -> duties.Row:
        return duties.Row(
            one.title, reverse("liaison:listing", args=[one.pk]), one.code, one.lister.name, one.due_on
        )

    if own.is_bureau and allowed(user.roles, _P.LIAISON_HANDLE):
        mine = rows.filter(body=own, state=_G.OPEN)
        found += _duty("listings_open", "挂牌督办待办", mine, f"{address}?box=in&state=open", row, late)
    if own.is_bureau and allowed(user.roles, _P.LIAISON_APPROVE):
        asked = rows.filter(lister=own, state=_G.REPORTED)
        found += _duty("listings_delist", "挂牌督办待摘牌", asked, f"{address}?box=out&state=reported", row)
    return found


def _joints(user: User) -> Sequence[duties.Duty]:
    own, address = user.organisation, reverse("liaison:joints")
    rows = scope.joints(user).select_related("host").order_by("pk")
    found: list[duties.Duty] = []

    def row(one: Joint) -> duties.Row:
        return duties.Row(one.title, reverse("liaison:joint", args=[one.pk]), one.code, one.host.name)

    if _can(user, _P.LIAISON_HANDLE):
        invited = Member.objects.filter(joint=OuterRef("pk"), organisation=own, state=Member.State.INVITED)
        open_ = rows.filter(Exists(invited), state=_J.RUNNING)
        found += _duty("joints_join", "联合办案待确认参加", open_, address, row)
        tasks = JointTask.objects.filter(joint=OuterRef("pk"), organisation=own, state=JointTask.State.OPEN)
        late = Q(Exists(tasks.filter(due_on__lt=clocks.today())))
        found += _duty(
            "joints_task",
            "联合办案分工待完成",
            rows.filter(Exists(tasks), state=_J.RUNNING),
            address,
            row,
            late,
        )
        kept = Member.objects.filter(joint=OuterRef("pk"), result_on__isnull=False, kept=None)
        found += _duty(
            "joints_keep",
            "部门处理结果待归入案件",
            rows.filter(Exists(kept), host=own, state=_J.RUNNING),
            address,
            row,
        )
    if own.is_bureau and allowed(user.roles, _P.LIAISON_APPROVE):
        proposed = rows.filter(host=own, state=_J.PROPOSED).exclude(proposed_by=user)
        found += _duty("joints_approve", "联合办案待批准", proposed, f"{address}?state=proposed", row)
    return found


def _meetings(user: User) -> Sequence[duties.Duty]:
    own, address = user.organisation, reverse("liaison:resolutions")
    rows = scope.resolutions(user).select_related("meeting").order_by("due_on", "pk")
    found: list[duties.Duty] = []

    def row(one: Resolution) -> duties.Row:
        return duties.Row(
            one.text[:60],
            reverse("liaison:meeting", args=[one.meeting_id]),
            "",
            one.meeting.title,
            one.due_on if one.state == Resolution.State.OPEN else None,
        )

    if _can(user, _P.LIAISON_HANDLE):
        mine = rows.filter(organisation=own, state=Resolution.State.OPEN)
        found += _duty(
            "resolutions_open",
            "议定事项待落实",
            mine,
            f"{address}?box=in&state=open",
            row,
            Q(due_on__lt=clocks.today()),
        )
        told = rows.filter(meeting__host=own, state=Resolution.State.REPORTED)
        found += _duty("resolutions_told", "议定事项待认定", told, f"{address}?box=out&state=reported", row)
    return found


def _badged(rows: Any) -> list[Any]:
    found = list(rows)
    for one in found:
        one.badge = tones.badge_of(one)
    return found


def of_case(user: User, case: Case) -> dict[str, Any]:
    """Return letters, listings, joint work and resolutions of a case."""
    own = case.organisation_id == user.organisation_id
    handles = allowed(user.roles, _P.LIAISON_HANDLE)
    listed = _badged(scope.listings(user).filter(case=case).select_related("lister"))
    joints = _badged(scope.joints(user).filter(case=case).prefetch_related("members__organisation"))
    kinds = [one.document for one in letter_kinds.letter_kinds().values() if one.document]
    papers = (
        case.documents.filter(state=Document.State.ISSUED, kind__in=kinds, letter=None)
        if own and handles
        else ()
    )
    ended = case.stage in (Stage.DECLINED, Stage.CLOSED, Stage.ARCHIVED)
    return {
        "letters": _badged(scope.letters(user).filter(case=case)), "listings": listed, "joints": joints,
        "resolutions": _badged(scope.resolutions(user).filter(case=case).select_related("meeting")), "papers": list(papers),
        "may_write": handles, "may_join": own and handles and not ended and not any(one.state in ("proposed", "running") for one in joints),
        "may_list": allowed(user.roles, _P.LIAISON_APPROVE) and not ended and not any(one.state in ("open", "reported") for one in listed),
    }  # fmt: skip


def _rows(case: Case) -> list[QuerySet[Any, Any]]:
    gone = (_L.DRAFT, _L.SUBMITTED, _L.VOID)
    letters = Letter.objects.filter(case=case).exclude(state__in=gone)
    return [letters, Listing.objects.filter(case=case), Joint.objects.filter(case=case)]


def find(user: User, text: str) -> list[search.Hit]:
    """Return letters, listings, joint cases and meetings whose number or title holds the text."""
    number = text.translate(str.maketrans("[]()（）【】", "〔〕〔〕〔〕〔〕"))
    most = search.MOST + 1
    wanted = Q(number__icontains=number) | Q(title__icontains=text) | Q(code__iexact=text)
    plain = Q(title__icontains=text) | Q(code__iexact=text)
    letters = scope.letters(user).filter(wanted).order_by("-pk")[:most]
    listings = scope.listings(user).filter(plain).select_related("body").order_by("-pk")[:most]
    joints = scope.joints(user).filter(plain).select_related("host").order_by("-pk")[:most]
    meetings = (
        scope.meetings(user).filter(plain | Q(document__icontains=number)).select_related("host")[:most]
    )
    hits = [
        _hit(Noun.LETTER, one, one.number or one.code, f"{one.sender_name} → {one.receiver_name}", number)
        for one in letters
    ]
    hits += [_hit(Noun.LISTING, one, one.code, one.body.name, text) for one in listings]
    hits += [_hit(Noun.JOINT, one, one.code, one.host.name, text) for one in joints]
    hits += [_hit(Noun.MEETING, one, one.document or one.code, one.host.name, number) for one in meetings]
    return hits[:most]


def _hit(noun: Noun, one: Any, code: str, about: str, asked: str) -> search.Hit:
    title = f"{noun.label}：{one.title}"
    return search.Hit(
        title, reverse(f"liaison:{noun}", args=[one.pk]), code, about, tones.badge_of(one), code == asked
    )
