"""Which confirmed suspicions of the list were chosen: those ticked, or all that the filters find."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from mingjing.analysis.standard.schema import behaviours
from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.services import register
from mingjing.office.cases.tables import waiting
from mingjing.office.leads.models import Suspicion, Verdict
from mingjing.office.ui.filters import (
    FilterForm,
    Filters,
    amount_field,
    choice_field,
    day_field,
    text_field,
)

MOST = 500
_CONFIRMED = ((Verdict.TRUE.value, Verdict.TRUE.label), (Verdict.PARTLY.value, Verdict.PARTLY.label))


class UnhandledFilterForm(FilterForm):
    """What the confirmed suspicions without a case can be narrowed by."""

    main = ("institution", "behaviour", "bureau", "verdict", "amount_from")
    lookups = {
        "institution": ("lead__institution__code", "lead__institution__name__icontains"),
        "behaviour": "behaviour",
        "verdict": "verdict",
        "lead": "lead__number",
        "person": "lead__person__psn_no",
        "rule": "rule_code__iexact",
        "amount_from": "cnfm_amt__gte",
        "amount_to": "cnfm_amt__lte",
        "since": "occurred_on__gte",
        "until": "occurred_on__lte",
    }
    ranges = (("amount_from", "amount_to"), ("since", "until"))

    institution = text_field("定点机构（编码或名称）")
    behaviour = choice_field("违法违规行为", ())
    bureau = choice_field("承办单位", ())
    verdict = choice_field("核查结论", _CONFIRMED)
    amount_from = amount_field("查实金额不低于（元）")
    amount_to = amount_field("查实金额不高于（元）")
    since = day_field("行为日期自")
    until = day_field("行为日期至")
    rule = text_field("规则代码")
    lead = text_field("线索编号")
    person = text_field("参保人编号")

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        self.offer("bureau", user.organisation.bureau_names())
        self.offer("behaviour", [(code, one.zh) for code, one in behaviours().items()])


class UnhandledFilters(Filters):
    """The filters of one request."""

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(UnhandledFilterForm(data, user), data)

    def apply(self, rows: QuerySet[Suspicion]) -> QuerySet[Suspicion]:
        """Narrow `rows`; a bureau includes those below it."""
        rows = super().apply(rows)
        if bureau := self.on.get("bureau"):
            rows = rows.filter(lead__held_by__in=Organisation.objects.get(pk=bureau).below())
        return rows


@dataclass(frozen=True)
class Chosen:
    """The suspicions chosen, all of them in scope and still without case and reason; grouped by institution."""

    rows: tuple[Suspicion, ...]
    hidden: tuple[tuple[str, str], ...]

    @property
    def amount(self) -> Decimal:
        """Return what was confirmed of them in yuan."""
        return sum((one.cnfm_amt or Decimal(0) for one in self.rows), Decimal(0))

    @property
    def by_institution(self) -> list[tuple[Any, list[Suspicion], Decimal]]:
        """Return institution, suspicions and amount, the largest amount first."""
        grouped: dict[int, list[Suspicion]] = {}
        for one in self.rows:
            grouped.setdefault(one.lead.institution_id, []).append(one)
        found = [
            (some[0].lead.institution, some, sum((one.cnfm_amt or Decimal(0) for one in some), Decimal(0)))
            for some in grouped.values()
        ]
        return sorted(found, key=lambda one: -one[2])


def chosen(data: QueryDict, user: User) -> Chosen:
    """Read a selection from a form. Raises InvalidError when nothing is left of it, or more than MOST."""
    whole = data.get("all") == "1"
    keys = [int(one) for one in data.getlist("pick") if one.isdecimal()][: MOST + 1]
    rows = waiting(register.unhandled(user))
    if whole:
        rows = UnhandledFilters(QueryDict(data.get("filters", "")), user).apply(rows)
    else:
        rows = rows.filter(pk__in=keys)
    found = tuple(rows.order_by("pk")[: MOST + 1])
    if not found:
        raise InvalidError("没有选择疑点，或者所选疑点已经处理", do="刷新列表，重新选择")
    if len(found) > MOST:
        raise InvalidError(f"一次最多处理 {MOST:,} 条疑点", do="请缩小筛选范围，分次办理")
    return Chosen(found, tuple(("pick", str(one.pk)) for one in found))
