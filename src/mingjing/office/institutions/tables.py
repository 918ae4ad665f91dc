"""Tables of institutions and of their staff."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from mingjing.analysis.standard.codelist import code_list
from mingjing.office.institutions.models import Institution
from mingjing.office.institutions.panels import Sums
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, choice_field, text_field
from mingjing.office.ui.tables import Empty, Table


class InstitutionFilter(FilterForm):
    """Filters of the register."""

    lookups = {
        "q": ("code__startswith", "name__icontains", "uscc"),
        "kind": "kind",
        "level": "level_group",
        "ownership": "ownership",
        "chain": "chain",
        "region": "admdvs__startswith",
    }
    main = ("q", "kind", "level", "ownership", "region")
    q = text_field("编码、名称或信用代码")
    kind = choice_field("类型", Institution.Kind.choices)
    level = choice_field("级别", Institution.LevelGroup.choices)
    ownership = choice_field("所有制", Institution.Ownership.choices)
    region = text_field("医保区划（前缀）", "例如 4201")
    chain = choice_field("连锁", Institution.Chain.choices)


def register(sums: Callable[[int], Sums], leads: bool) -> Table:
    """Return the table of the register; `sums` gives an institution's figures, shown when `leads`."""

    def figure(name: str) -> Callable[[Institution], Any]:
        return lambda row: getattr(sums(row.pk), name)

    figures = (
        Column("leads", "线索", "count", read=figure("leads")),
        Column("open", "未办结", "count", read=figure("open")),
        Column("checkout_amt", "检出金额（元）", "yuan", read=figure("checkout_amt")),
        Column("cnfm_amt", "确认金额（元）", "yuan", read=figure("cnfm_amt")),
    )
    return Table(
        "institutions",
        (
            Column("code", "机构编码", "code", sort="code", link=lambda r: reverse("institutions:detail", args=[r.code])),
            Column("name", "机构名称", sort="name"),
            Column("kind", "类型", read=lambda r: r.get_kind_display().removeprefix("定点")),
            Column("level_group", "级别", read=lambda r: r.get_level_group_display(), sort="level_group"),
            Column("ownership", "所有制", read=lambda r: r.get_ownership_display()),
            Column("chain", "连锁", read=lambda r: r.get_chain_display(), first=False),
            Column("admdvs", "医保区划", "code", sort="admdvs"),
            Column("bureau.name", "主管医保部门", first=False),
            Column("beds", "编制床位", "count", sort="beds", first=False),
            Column("cred_lv", "信用等级", first=False),
            Column("absent_since", "最近交付中没有", "day", first=False),
            *(figures if leads else ()),
        ),
        sort="code",
        unit="家",
        empty=Empty("没有符合条件的机构", "档案由筛查分析员从数据更新。"),
    )  # fmt: skip


STAFF = Table(
    "staff",
    (
        Column("code", "执业人员编码", "code", sort="code"),
        Column("name", "姓名", sort="name"),
        Column("kind", "类别", read=lambda r: label("prac_psn_type", r.kind), sort="kind"),
        Column("scope", "执业范围", read=lambda r: r.scope),
        Column("stas", "状态", read=lambda r: label("prac_stas", r.stas)),
        Column("begndate", "起始", "day", sort="begndate"),
        Column("enddate", "截止", "day", sort="enddate"),
    ),
    sort="code",
    size=20,
    unit="人",
    empty=Empty("没有执业人员数据", "数据中没有该机构的 staff_b 记录。"),
)


def label(name: str, code: str) -> str:
    """Return a code in words, the code itself where the list does not know it."""
    found = code_list(name).get(code)
    return found.zh if found else code
