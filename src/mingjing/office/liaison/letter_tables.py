"""The lists of letters, listings, joint cases, meetings and resolutions, and what they can be narrowed by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.office.accounts.models import User
from mingjing.office.cases.tables import days_left
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import tones
from mingjing.office.liaison.letter_kinds import letter_kinds
from mingjing.office.liaison.models import Joint, Letter, Listing, Meeting, Resolution
from mingjing.office.ui import values
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, day_field, text_field
from mingjing.office.ui.tables import Empty, Table

KINDS = [(one.key, one.title) for one in letter_kinds().values()]
LATE = (("overdue", "已逾期"), ("running", "期限内"))


def kind_title(one: Letter) -> str:
    """Return what kind of letter it is."""
    found = letter_kinds().get(one.kind)
    return found.title if found else one.kind


def _page(name: str) -> Callable[[Any], str]:
    return lambda one: reverse(name, args=[one.pk])


def due(day: date | None, runs: bool) -> SafeString:
    """Return a deadline with how many days are left while it runs."""
    if day is None:
        return SafeString("—")
    return format_html('<span class="nowrap">{}</span> {}', values.day(day), days_left(day) if runs else "")


def _case(one: Any) -> str:
    return one.case.number if one.case else ""


LETTERS = Table(
    "letters",
    (
        Column("code", "编号", "code", sort="code", link=_page("liaison:letter")),
        Column("title", "标题", sort="title"),
        Column("kind", "类别", read=kind_title, sort="kind"),
        Column("number", "文号", sort="number"),
        Column("sender_name", "发函单位", sort="sender_name"),
        Column("receiver_name", "受函单位", sort="receiver_name"),
        Column("state", "状态", "html", read=tones.badge_of, sort="state"),
        Column("due_on", "期限", "html", read=lambda one: due(one.due_on, True), sort="due_on"),
        Column("sent_on", "发出日期", "day", sort="sent_on"),
        Column("received_on", "签收日期", "day", sort="received_on", first=False),
        Column("closed_on", "办结日期", "day", sort="closed_on", first=False),
        Column("case", "案件", "code", read=_case, sort="case__number", first=False),
        Column("asked_again", "退回补充次数", "count", sort="asked_again", first=False),
        Column("entered", "登记方式", read=lambda one: "纸质登记" if one.entered else "平台办理", sort="entered", first=False),
        Column("drafted_by", "拟稿、登记人", read=lambda one: one.drafted_by.name, sort="drafted_by__name", first=False),
    ),
    sort="-code",
    unit="份",
    empty=Empty("没有符合条件的函件", "可以放宽或清除筛选条件；从本页、案件的“协作”页拟制函件。"),
)  # fmt: skip


# Departments do not see the bureaus' own numbers of cases, nor who drafted a letter.
OF_DEPARTMENTS = replace(
    LETTERS, columns=tuple(one for one in LETTERS.columns if one.key not in ("case", "drafted_by"))
)


class LetterFilterForm(FilterForm):
    """Which letters."""

    q = text_field("标题、文号、单位、编号")
    box = choice_field("收发", (("out", "本单位发出"), ("in", "本单位收到")))
    kind = choice_field("类别", KINDS)
    state = choice_field("状态", Letter.State.choices)
    late = choice_field("期限", LATE)
    case = text_field("案件编号")
    first = day_field("发出日期自")
    last = day_field("至")
    main = ("q", "box", "kind", "state", "late")
    ranges = (("first", "last"),)
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("title__icontains", "number__icontains", "sender_name__icontains", "receiver_name__icontains", "code__icontains"),
        "kind": "kind", "state": "state", "case": "case__number", "first": "sent_on__gte", "last": "sent_on__lte",
    }  # fmt: skip


class _Late(Filters):
    """Filters with a deadline that runs in some states; `box` compares the own body with fields."""

    field = "due_on"
    boxes: ClassVar[dict[str, str]] = {}
    runs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, form: type[FilterForm], data: QueryDict, user: User) -> None:
        super().__init__(form(data), data)
        self.user = user

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow."""
        rows = super().apply(rows)
        if box := self.on.get("box"):
            rows = rows.filter(**{self.boxes[box]: self.user.organisation_id})
        if late := self.on.get("late"):
            past = Q(**{f"{self.field}__lt": clocks.today()})
            running = Q(state__in=self.runs, **{f"{self.field}__isnull": False})
            rows = rows.filter(running & (past if late == "overdue" else ~past))
        return rows


class LetterFilters(_Late):
    """The filters of letters."""

    boxes: ClassVar[dict[str, str]] = {"out": "sender", "in": "receiver"}
    runs: ClassVar[tuple[str, ...]] = (Letter.State.SENT, Letter.State.RECEIVED)


def _joined(one: Listing) -> str:
    names = [one.lister.name, *(each.name for each in one.departments.all())]
    return "、".join(names + ([one.others] if one.others else []))


def _matter(one: Listing) -> str:
    if one.case is not None:
        return one.case.number
    return one.part.task.number if one.part else ""


LISTINGS = Table(
    "listings",
    (
        Column("code", "编号", "code", sort="code", link=_page("liaison:listing")),
        Column("title", "督办事项", sort="title"),
        Column("level", "层级", read=lambda one: one.get_level_display(), sort="level"),
        Column("lister", "挂牌单位", read=_joined, sort="lister__path"),
        Column("body", "承办单位", read=lambda one: one.body.name, sort="body__path"),
        Column("matter", "案件、任务", "code", read=_matter),
        Column("state", "状态", "html", read=tones.badge_of, sort="state"),
        Column("listed_on", "挂牌日期", "day", sort="listed_on"),
        Column("due_on", "办结期限", "html", read=lambda one: due(one.due_on, one.state in ("open", "reported")), sort="due_on"),
        Column("delisted_on", "摘牌日期", "day", sort="delisted_on"),
        Column("document", "挂牌文号", sort="document", first=False),
        Column("requirement", "督办要求", first=False),
    ),
    sort="-code",
    unit="项",
    empty=Empty("没有符合条件的挂牌督办", "可以放宽或清除筛选条件；在案件的“协作”页、核查任务中挂牌督办。"),
)  # fmt: skip


class ListingFilterForm(FilterForm):
    """Which listings."""

    q = text_field("事项、编号、案件编号、文号")
    box = choice_field("单位", (("out", "本单位挂牌"), ("in", "本单位承办")))
    level = choice_field("层级", Listing.Level.choices)
    state = choice_field("状态", Listing.State.choices)
    late = choice_field("期限", LATE)
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("title__icontains", "code__icontains", "case__number__icontains", "document__icontains"),
        "level": "level", "state": "state",
    }  # fmt: skip


class ListingFilters(_Late):
    """The filters of listings."""

    boxes: ClassVar[dict[str, str]] = {"out": "lister", "in": "body"}
    runs: ClassVar[tuple[str, ...]] = (Listing.State.OPEN, Listing.State.REPORTED)


def _members(one: Joint) -> str:
    return "、".join(f"{each.organisation.name}（{each.get_state_display()}）" for each in one.members.all())


JOINTS = Table(
    "joints",
    (
        Column("code", "编号", "code", sort="code", link=_page("liaison:joint")),
        Column("title", "名称", sort="title"),
        Column("mode", "方式", read=lambda one: one.get_mode_display(), sort="mode"),
        Column("host", "牵头单位", read=lambda one: one.host.name, sort="host__path"),
        Column("members", "参与部门", read=_members),
        Column("state", "状态", "html", read=tones.badge_of, sort="state"),
        Column("since", "启动日期", "day", sort="since"),
        Column("until", "结束日期", "day", sort="until"),
    ),
    sort="-code",
    unit="件",
    empty=Empty("没有符合条件的联合办案", "可以放宽或清除筛选条件；在案件的“协作”页提出联合办案、同步上案。"),
)  # fmt: skip


class JointFilterForm(FilterForm):
    """Which joint cases."""

    q = text_field("名称、编号、案件编号")
    mode = choice_field("方式", Joint.Mode.choices)
    state = choice_field("状态", Joint.State.choices)
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("title__icontains", "code__icontains", "case__number__icontains"), "mode": "mode", "state": "state",
    }  # fmt: skip


MEETINGS = Table(
    "meetings",
    (
        Column("code", "编号", "code", sort="code", link=_page("liaison:meeting")),
        Column("title", "会议名称", sort="title"),
        Column("kind", "类型", read=lambda one: one.get_kind_display(), sort="kind"),
        Column("host", "召集单位", read=lambda one: one.host.name, sort="host__path"),
        Column("on", "会议日期", "day", sort="on"),
        Column("state", "状态", "html", read=tones.badge_of, sort="state"),
        Column("attendees", "参会单位", read=lambda one: "、".join(each.name for each in one.attendees.all())),
        Column("resolutions", "议定事项", "count", read=lambda one: one.decided, sort="decided"),
        Column("open", "未落实", "count", read=lambda one: one.undone, sort="undone"),
        Column("document", "纪要文号", sort="document", first=False),
        Column("place", "地点", sort="place", first=False),
    ),
    sort="-on",
    unit="次",
    empty=Empty("没有符合条件的会议", "可以放宽或清除筛选条件；在本页通知、登记联席会议。"),
)  # fmt: skip


class MeetingFilterForm(FilterForm):
    """Which meetings."""

    q = text_field("名称、编号、议题、纪要文号")
    kind = choice_field("类型", Meeting.Kind.choices)
    state = choice_field("状态", Meeting.State.choices)
    first = day_field("会议日期自")
    last = day_field("至")
    ranges = (("first", "last"),)
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("title__icontains", "code__icontains", "topics__icontains", "document__icontains"), "kind": "kind",
        "state": "state", "first": "on__gte", "last": "on__lte",
    }  # fmt: skip


RESOLUTIONS = Table(
    "resolutions",
    (
        Column("text", "议定事项", link=lambda one: reverse("liaison:meeting", args=[one.meeting_id])),
        Column("meeting", "会议", read=lambda one: one.meeting.title, sort="meeting__title"),
        Column("on", "会议日期", "day", read=lambda one: one.meeting.on, sort="meeting__on"),
        Column("department", "责任单位", sort="department"),
        Column("state", "状态", "html", read=tones.badge_of, sort="state"),
        Column("due_on", "落实期限", "html", read=lambda one: due(one.due_on, one.state == "open"), sort="due_on"),
        Column("reported_on", "反馈日期", "day", sort="reported_on"),
        Column("done_on", "落实日期", "day", sort="done_on"),
        Column("outcome", "落实情况", first=False),
        Column("case", "案件", "code", read=_case, first=False),
    ),
    sort="due_on",
    unit="项",
    empty=Empty("没有符合条件的议定事项", "会议召开后在会议页登记议定事项。"),
)  # fmt: skip


class ResolutionFilterForm(FilterForm):
    """Which resolutions."""

    q = text_field("事项、责任单位、会议")
    box = choice_field("单位", (("in", "本单位负责"), ("out", "本单位召集")))
    state = choice_field("状态", Resolution.State.choices)
    late = choice_field("期限", LATE)
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("text__icontains", "department__icontains", "meeting__title__icontains"), "state": "state",
    }  # fmt: skip


class ResolutionFilters(_Late):
    """The filters of resolutions."""

    boxes: ClassVar[dict[str, str]] = {"in": "organisation", "out": "meeting__host"}
    runs: ClassVar[tuple[str, ...]] = (Resolution.State.OPEN,)
