"""Filters of the ledger's lists, as they stand in the address."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from mingjing.office.accounts.models import User
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, day_field, text_field

ACCOUNTS = [(name, one.title) for name, one in chart().accounts.items()]
KINDS = [(name, one.title) for name, one in chart().kinds.items()]
FUNDS = list(chart().funds.items())


def month_field(label: str) -> forms.CharField:
    """Return an optional month."""
    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-03", "pattern": r"\d{4}-\d{2}"})
    return forms.RegexField(
        r"^[12]\d{3}-(0[1-9]|1[0-2])$", label=label, required=False, widget=widget,
        error_messages={"invalid": "月份格式为 2026-03"},
    )  # fmt: skip


class EntryForm(FilterForm):
    """Which vouchers."""

    q = text_field("凭证号、摘要", "凭证号、摘要、原始凭证")
    claim = text_field("案件编号、线索编号")
    institution = text_field("当事人", "机构名称、编码或者姓名")
    account = choice_field("科目", ACCOUNTS)
    kind = choice_field("款项", KINDS)
    fund = choice_field("基金", FUNDS)
    first = day_field("业务日期自")
    last = day_field("至")
    state = choice_field("状态", (("standing", "有效"), ("reversed", "已冲正"), ("reversal", "冲正凭证")))
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("number__icontains", "text__icontains", "document__icontains"),
        "first": "on__gte",
        "last": "on__lte",
    }
    main = ("q", "claim", "institution", "account", "state")
    ranges = (("first", "last"),)


class EntryFilters(Filters):
    """The filters of the list of vouchers; what concerns postings is asked in one subquery."""

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(EntryForm(data), data)
        self.user = user

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the vouchers."""
        rows, on = super().apply(rows), self.on
        wanted = Q(entry=OuterRef("pk"))
        for name in ("account", "kind", "fund"):
            wanted &= Q(**{name: on[name]}) if name in on else Q()
        if text := on.get("claim"):
            wanted &= Q(case_key=text) | Q(suspicion__lead__number=text)
        if text := on.get("institution"):
            wanted &= (
                Q(institution__name__icontains=text) | Q(institution__code=text) | Q(party__icontains=text)
            )
        if {"account", "kind", "fund", "claim", "institution"} & set(on):
            rows = rows.filter(Exists(Posting.objects.filter(wanted)))
        undone = Exists(Entry.objects.filter(reverses=OuterRef("pk")))
        if on.get("state") == "standing":
            return rows.filter(~undone, reverses__isnull=True)
        if on.get("state") == "reversed":
            return rows.filter(undone)
        return rows.filter(reverses__isnull=False) if on.get("state") == "reversal" else rows


BY = (("institution", "机构"), ("case", "案件"), ("fund", "基金"), ("period", "月份"), ("suspicion", "疑点"))


class StatementForm(FilterForm):
    """By what, for which months, of whom."""

    by = forms.ChoiceField(label="对账方式", choices=BY, required=False)
    first = month_field("自")
    last = month_field("至")
    institution = text_field("机构编码")
    case = text_field("案件编号")
    account = choice_field("科目", ACCOUNTS)
    kind = choice_field("款项", KINDS)
    fund = choice_field("基金", FUNDS)
    main = ("by", "first", "last", "institution", "case")
    ranges = (("first", "last"),)


class PoolForm(FilterForm):
    """Which debts, sums to pay on, sums held."""

    q = text_field("当事人、案件编号")
    kind = choice_field("款项", KINDS)
    fund = choice_field("基金", FUNDS)
    own = choice_field("单位", (("own", "仅本单位"),))


class LineForm(FilterForm):
    """Which receipts of the bank."""

    q = text_field("付款户名、摘要附言")
    state = choice_field("状态", (("waiting", "待确认"), ("confirmed", "已入账")))
    first = day_field("到账日期自")
    last = day_field("至")
    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {
        "q": ("payer__icontains", "reference__icontains", "serial__icontains"),
        "first": "on__gte",
        "last": "on__lte",
    }
    ranges = (("first", "last"),)
