"""The lists of staff: what their columns show, and which stand there at first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mingjing.office.staff.models import Effect, Member, Restriction
from mingjing.office.staff.words import status_badge
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table

Places = Mapping[str, Sequence[tuple[str, str]]]


def person(row: Any) -> str:
    """Return the page of the person that a row is about."""
    return reverse("staff:person", args=[row.member.code])


def _at(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk])


def _own(row: Member) -> str:
    return reverse("staff:person", args=[row.code])


def members(places: Callable[[str], Sequence[tuple[str, str]]], year: int) -> Table:
    """Return the table of people; `places` gives the institutions of one of them."""

    def where(row: Member) -> SafeString:
        return format_html_join("、", "{}", ((name,) for _, name in places(row.code))) or SafeString("—")

    return Table(
        "staff",
        (
            Column("code", "执业人员编码", "code", sort="code", link=_own),
            Column("name", "姓名", sort="name", link=_own),
            Column("kind", "类别", read=lambda r: r.get_kind_display(), sort="kind"),
            Column("places", "所在机构", "html", read=where),
            Column("total", f"{year}年度累计分", "count", sort="total"),
            Column("status", "医保支付资格", "html", read=status_badge),
        ),
        sort="-total",
        unit="人",
        empty=Empty("没有符合条件的人员", "人员随机构档案从数据更新，也可以手工登记。"),
    )  # fmt: skip


def _points(row: Any) -> str:
    return f"{row.points:+d}" if row.points < 0 else str(row.points)


def effect_badge(row: Effect) -> SafeString:
    """Return the state of an effect with a tone that says how it stands."""
    tones = {
        "proposed": "warn",
        "decided": "bad",
        "declined": "plain",
        "superseded": "plain",
        "lifted": "good",
        "restored": "good",
    }
    return badge(row.state, row.get_state_display(), tones[row.state])


def owed_links(row: Any) -> SafeString:
    """Return what can be done about somebody who is named."""
    return format_html(
        '<a href="{}?named={}">提出记分</a>　<a href="{}">不予记分</a>',
        reverse("staff:propose"), row.pk, reverse("staff:waive", args=[row.pk]),
    )  # fmt: skip


PROPOSALS = Table(
    "proposals",
    (
        Column("pk", "编号", "code", sort="pk", link=_at("staff:proposal")),
        Column(
            "member", "人员", read=lambda r: str(r.member), sort="member__code", link=_at("staff:proposal")
        ),
        Column("institution", "所在机构", read=lambda r: r.institution.name),
        Column("item_text", "记分情形"),
        Column("duty", "责任程度", read=lambda r: r.get_duty_display()),
        Column("points", "分值", "code", read=_points, sort="points"),
        Column("state", "状态", "badge", sort="state"),
        Column(
            "basis",
            "依据",
            read=lambda r: r.case.number if r.case else r.lead.number if r.lead else r.document,
        ),
        Column("organisation", "记分单位", read=lambda r: r.organisation.name, first=False),
        Column("author", "提出人", read=lambda r: r.author.name),
        Column("approver", "审核人", read=lambda r: r.approver.name if r.approver else "", first=False),
        Column("created_at", "提出时间", "moment", sort="created_at"),
    ),
    sort="-pk",
    unit="项",
    empty=Empty("没有符合条件的记分审批", "从“待记分”或者人员页面提出记分。"),
)


def _days(row: Any) -> str:
    if row.since is None:
        return ""
    return f"{row.since} 至 {row.until or ('解除' if getattr(row, 'interim', False) else '终身')}"


EFFECTS = Table(
    "effects",
    (
        Column("member", "人员", read=lambda r: str(r.member), sort="member__code", link=_at("staff:effect")),
        Column("kind", "处理", read=lambda r: r.get_kind_display(), sort="kind"),
        Column("year", "年度", "code", sort="year"),
        Column("points", "累计分", "count", sort="points"),
        Column("state", "状态", "html", read=effect_badge, sort="state"),
        Column("days", "期间", read=_days, sort="since"),
        Column("ended_on", "解除、重新登记", "day", sort="ended_on"),
        Column("organisation", "决定单位", read=lambda r: r.organisation.name),
    ),
    sort="-pk",
    unit="项",
    empty=Empty("没有符合条件的处理", "年度累计满 9 分、12 分时自动提出。"),
)


def notices(clerk: bool) -> Table:
    """Return the table of notices; institutions see no column of institutions."""
    return Table(
        "notices",
        (
            Column("text", "内容", link=_at("staff:notice")),
            *(() if clerk else (Column("institution", "送达机构", read=lambda r: r.institution.name, sort="institution__code"),)),
            Column("kind", "事项", read=lambda r: r.get_kind_display(), sort="kind"),
            Column("on", "发出日期", "day", sort="on"),
            Column("confirmed_on", "签收日期", "day", sort="confirmed_on"),
            Column("organisation", "发出单位", read=lambda r: r.organisation.name, first=False),
        ),
        sort="-pk",
        unit="份",
        empty=Empty("没有符合条件的通知", "记分、暂停、终止、解除时自动通知人员所在的全部机构。"),
    )  # fmt: skip


OBJECTIONS = Table(
    "objections",
    (
        Column(
            "member", "人员", read=lambda r: str(r.member), sort="member__code", link=_at("staff:objection")
        ),
        Column(
            "about",
            "异议对象",
            read=lambda r: f"记 {r.score.points} 分" if r.score else r.effect.get_kind_display(),
        ),
        Column("filed_on", "提出日期", "day", sort="filed_on"),
        Column("late", "逾期", read=lambda r: "是" if r.late else ""),
        Column("state", "状态", "badge", sort="state"),
        Column("due_on", "答复期限", "day", sort="due_on"),
        Column("decided_on", "答复日期", "day", sort="decided_on"),
        Column("organisation", "受理单位", read=lambda r: r.organisation.name),
    ),
    sort="-pk",
    unit="项",
    empty=Empty("没有符合条件的异议"),
)

OWED = Table(
    "owed",
    (
        Column("name", "责任人员", sort="name"),
        Column("code", "执业人员编码", "code", sort="code"),
        Column("duty", "责任程度", read=lambda r: r.get_duty_display(), sort="duty"),
        Column("case", "案件", "code", read=lambda r: r.case.number, sort="case__number", link=lambda r: reverse("cases:overview", args=[r.case.number])),
        Column("institution", "机构", read=lambda r: r.case.institution.name if r.case.institution else ""),
        Column("on", "决定日期", "day", read=lambda r: r.step.on, sort="step__on"),
        Column("do", "办理", "html", read=owed_links),
    ),
    sort="step__on",
    unit="人",
    empty=Empty("没有待记分的责任人员", "处理决定载明的责任人员都已记分或者说明理由。"),
)  # fmt: skip


def _restricted(row: Restriction) -> SafeString:
    tones = {"proposed": "warn", "active": "bad", "refused": "plain", "lifted": "good"}
    return badge(row.state, row.get_state_display(), tones[row.state])


RESTRICTIONS = Table(
    "restrictions",
    (
        Column("name", "姓名", "masked_name", link=_at("staff:restriction")),
        Column("kind", "限制", read=lambda r: r.get_kind_display(), sort="kind"),
        Column("certno", "证件号码", "masked_id"),
        Column("role", "职务"),
        Column("institution", "机构", read=lambda r: r.institution.name if r.institution else ""),
        Column("days", "期间", read=_days, sort="since"),
        Column("state", "状态", "html", read=_restricted, sort="state"),
        Column("basis", "依据", read=lambda r: r.case.number if r.case else r.document),
        Column("organisation", "登记单位", read=lambda r: r.organisation.name, first=False),
    ),
    sort="-pk",
    unit="人",
    empty=Empty("没有符合条件的限制措施", "处理决定送达后自动登记，也可以手工登记。"),
)
