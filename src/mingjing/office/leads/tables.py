"""The lists of leads and tickets: what their columns show, and which stand there at first."""

from functools import cache
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DecimalField,
    Field,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.analysis.standard.schema import behaviours
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads import policy
from mingjing.office.leads.filters import today
from mingjing.office.leads.models import Lead, Suspicion, Ticket, detected
from mingjing.office.ui import values
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table

JOINED = ("institution", "held_by", "officer", "person")
_RUNNING = (Lead.State.DISPATCHED, Lead.State.CHECKING)


@cache
def behaviour_name(code: str) -> str:
    """Return the Chinese name of a behaviour; the code itself when it is unknown."""
    found = behaviours().get(code)
    return found.zh if found else code


def due(day: Any, running: bool = True) -> SafeString:
    """Return a deadline; one that is past is said in words, not by colour alone."""
    shown = format_html('<span class="nowrap">{}</span>', values.day(day))
    if day is None or not running:
        return shown
    left = (day - today()).days
    if left < 0:
        return format_html("{} {}", shown, badge("overdue", f"逾期 {-left} 天"))
    if left <= 3:
        return format_html("{} {}", shown, badge("due", f"剩 {left} 天" if left else "今日到期", "warn"))
    return shown


def _due(lead: Lead) -> SafeString:
    return due(lead.due_on, lead.state in _RUNNING)


def _answer_due(lead: Lead) -> SafeString:
    return due(lead.appl_ddln, lead.state in _RUNNING)


def _person(lead: Lead) -> str:
    if lead.person is None:
        return ""
    return f"{values.masked_name(lead.person.psn_name)} {lead.person.psn_no}".replace("— ", "")


def _address(lead: Lead) -> str:
    return _pattern().replace("_", lead.number)


@cache
def _pattern() -> str:
    """The address of a lead: a list has two hundred, and looking one up takes its time."""
    return reverse("leads:detail", args=["_"])


_NUMBER = Column("number", "线索编号", "code", sort="number", link=_address)
_INSTITUTION = Column(
    "institution", "定点机构", read=lambda one: one.institution.name, sort="institution__name"
)
_COMMON = (
    Column("behaviour", "主要行为", read=lambda one: behaviour_name(one.behaviour), sort="behaviour"),
    Column("sev_deg", "严重程度", "severity", sort="sev_deg"),
    Column("state", "状态", "badge", sort="state"),
    Column("suspicion_count", "疑点", "count", sort="suspicion_count"),
    Column("open_count", "未办结", "count", sort="open_count", first=False),
    Column("checkout_amt", "检出金额", "yuan", sort="checkout_amt", sum="checkout_amt"),
)
_VISIT = (
    Column("occurred_on", "行为日期", "day", sort="occurred_on", first=False),
    Column("mdtrt_id", "就诊编号", "code", first=False),
    Column("diag", "主要诊断", read=lambda one: one.diag_name or one.diag_code, first=False),
    Column("dept", "科室", first=False),
)

LEADS = Table(
    "leads",
    (
        _NUMBER,
        _INSTITUTION,
        *_COMMON,
        Column("counted_amt", "去重金额", "yuan", sort="counted_amt", sum="counted_amt", first=False),
        Column("expected_amt", "预期可追回", "yuan", sort="expected_amt", sum="expected_amt"),
        Column(
            "rank_value",
            "排序值",
            "yuan",
            sort="rank_value",
            hint="清单按此排列：预期可追回金额；启用复排后为每工时的预期可追回金额",
        ),
        Column("chk_amt", "初审金额", "yuan", sort="chk_amt", sum="chk_amt", first=False),
        Column("cnfm_amt", "确认金额", "yuan", sort="cnfm_amt", sum="cnfm_amt"),
        Column("det_amt", "扣款金额", "yuan", sort="det_amt", sum="det_amt", first=False),
        Column("rvis_amt", "补差金额", "yuan", sort="rvis_amt", sum="rvis_amt", first=False),
        *_VISIT,
        Column("person", "参保人", read=_person, first=False),
        Column("region", "医保区划", "code", read=lambda one: one.institution.admdvs, first=False),
        Column("held_by", "承办单位", read=lambda one: one.held_by.name, sort="held_by__path"),
        Column(
            "officer",
            "经办人",
            read=lambda one: one.officer.name if one.officer else "",
            sort="officer__name",
        ),
        Column("due_on", "办理期限", "html", read=_due, sort="due_on"),
        Column("appl_ddln", "答复期限", "html", read=_answer_due, sort="appl_ddln", first=False),
    ),
    sort="-rank_value",
    pick=True,
    empty=Empty("没有符合条件的线索", "可以放宽或清除筛选条件；尚未下发到本单位的线索不在此列。"),
)
OUTSIDE = Table(
    "leads",
    (
        _NUMBER,
        Column("mine", "疑点", "count", sort="mine"),
        Column("mine_open", "待您办理", "count", sort="mine_open"),
        Column("mine_amt", "检出金额", "yuan", sort="mine_amt", sum="mine_amt"),
        Column("mine_final", "终审确认金额", "yuan", sort="mine_final", sum="mine_final"),
        Column("answer_due", "答复期限", "html", read=_answer_due, sort="appl_ddln"),
        *_VISIT,
    ),
    sort="appl_ddln",
    empty=Empty("没有需要您办理的线索", "医保部门发来核实要求后，会显示在这里。"),
)


def listed(user: User, leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Return `leads` with what the list shows of them; outsiders get counts and sums over what they may see."""
    if user.organisation.is_bureau:
        return leads.select_related(*JOINED)
    mine = policy.suspicions(user).filter(lead=OuterRef("pk")).order_by()
    third = user.organisation.kind == Organisation.Kind.THIRD_PARTY
    waiting = mine.filter(state=Suspicion.State.CONSULTING if third else Suspicion.State.ASKED)
    return leads.annotate(
        mine=_over(mine, Count("pk"), IntegerField()),
        mine_open=_over(waiting, Count("pk"), IntegerField()),
        mine_amt=_over(mine, detected(), _YUAN),
        mine_final=_over(mine.filter(state=Suspicion.State.FINAL), Sum("cnfm_amt"), _YUAN),
    )


_YUAN: Field[Any, Any] = DecimalField(max_digits=16, decimal_places=2)


def _over(rows: QuerySet[Suspicion], total: Aggregate, field: "Field[Any, Any]") -> Coalesce:
    each = rows.values("lead").annotate(total=total).values("total")
    return Coalesce(Subquery(each), Value(0), output_field=field)


def table_of(user: User) -> Table:
    """Return the lead list as this person's body may see it: outsiders see no estimates and no inner columns."""
    return LEADS if user.organisation.is_bureau else OUTSIDE


def _ticket(one: Ticket) -> str:
    return reverse("leads:ticket", args=[one.pk])


TICKETS = Table(
    "tickets",
    (
        Column("question", "问题", link=_ticket),
        Column("kind", "类别", "badge", sort="kind"),
        Column("rule_code", "规则", "code", sort="rule_code"),
        Column("organisation", "提出单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        Column("opened_at", "提出时间", "moment", sort="opened_at"),
        Column("closed_at", "答复时间", "moment", sort="closed_at"),
        Column("answer", "答复", first=False),
    ),
    sort="-opened_at",
    unit="件",
    empty=Empty("没有工单", "核查结论为“数据错误”或“政策理解差异”时，系统会自动提出工单。"),
)
