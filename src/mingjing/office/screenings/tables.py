"""Tables of runs and of the rules in one run."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.analysis.screening.run_record import missing_label
from mingjing.analysis.standard.schema import behaviours
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table

RUNS = Table(
    "runs",
    (
        Column(
            "number",
            "编号",
            "code",
            sort="number",
            link=lambda r: reverse("screenings:detail", args=[r.number]),
        ),
        Column("title", "名称"),
        Column("state", "状态", "badge", sort="state"),
        Column("mode", "方式", read=lambda r: r.get_mode_display()),
        Column("lake.name", "数据"),
        Column("findings", "疑点", "count"),
        Column("net", "检出金额（去重，元）", "yuan"),
        Column("organisation.name", "发起单位", first=False),
        Column("created_by.name", "发起人"),
        Column("created_at", "发起时间", "moment", sort="created_at"),
        Column("finished_at", "结束时间", "moment", sort="finished_at", first=False),
    ),
    sort="-created_at",
    unit="次",
    empty=Empty("还没有筛查", "筛查分析员可以从一份数据发起筛查。"),
)


def _rule(row: Mapping[str, Any]) -> str:
    return reverse("screenings:rule", args=[row["code"]])


def _outcome(row: Mapping[str, Any]) -> SafeString:
    if row["missing"]:
        return format_html(
            "{} <span class='soft'>缺 {}</span>",
            badge("cancelling", "未能评估"),
            "、".join(map(missing_label, row["missing"])),
        )
    if row["life"] != "active":
        return badge("shadow", "试运行，不计入")
    return badge("done", "有疑点") if row["findings"] else badge("none", "未检出")


RULES = Table(
    "rules",
    (
        Column("code", "规则", "code", sort="code", link=_rule),
        Column("title", "名称"),
        Column("behaviour", "行为", read=lambda r: behaviour(r["behaviour"]), sort="behaviour"),
        Column("sev", "严重程度", "severity", sort="sev"),
        Column("outcome", "结果", "html", read=_outcome),
        Column("findings", "疑点", "count", sort="findings", sum="findings"),
        Column("subjects", "涉及对象", "count", sort="subjects", first=False),
        Column("checkout_amt", "检出金额（元）", "yuan", read=lambda r: amount(r["checkout_amt"]), sort="checkout_amt", sum="checkout_amt"),
        Column("fund_amt", "其中基金（元）", "yuan", read=lambda r: amount(r["fund_amt"]), sort="fund_amt", sum="fund_amt"),
        Column("seconds", "用时（秒）", "count", sort="seconds"),
    ),
    size=200,
    unit="条规则",
    export=True,
)  # fmt: skip


def behaviour(code: str) -> str:
    """Return a behaviour in words."""
    found = behaviours().get(code)
    return found.zh if found else code


def amount(value: object) -> Decimal:
    """Return an amount of a summary, which JSON keeps as text."""
    return Decimal(str(value or 0))
