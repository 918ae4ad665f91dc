"""How a choice is shown: the plane of risk, both orders beside each other, what happened since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mingjing.analysis.screening.pictures import peers
from mingjing.analysis.screening.pictures.svg import Picture
from mingjing.office.inspections.core.choice import Choice
from mingjing.office.inspections.models import Plan, Target
from mingjing.office.inspections.services.candidates import Field
from mingjing.office.reports.models import Activity

WORDS = {"value": "按 V", "lot": "随机"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list by V beside the same line of the list by money; codes say who is chosen."""

    number: int
    by_value: Mapping[str, Any]
    by_money: Mapping[str, Any]


def plane(found: Field, choices: Sequence[Choice]) -> Picture:
    """Return the plane of all scored institutions in scope, those chosen drawn apart."""
    named = {one.code: WORDS[one.how] for one in choices}
    rows = [row | {"name": found.institutions[code].name} for code, row in found.risk.items()]
    return peers.plane(rows, named)


def both_lists(found: Field, visits: int) -> list[Line]:
    """Return the first `visits` by V and by money, as at small numbers money alone is hard to beat."""
    rows = [
        row | {"name": found.institutions[code].name, "visited": found.visited.get(code)}
        for code, row in found.risk.items()
    ]
    by_value = sorted(rows, key=lambda row: row["rank"])[:visits]
    by_money = sorted(rows, key=lambda row: row["rank_by_stake"])[:visits]
    return [
        Line(number, mine, other)
        for number, (mine, other) in enumerate(zip(by_value, by_money, strict=True), start=1)
    ]


def proposed(found: Field, choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Return the choices as rows: those by V in their order, then those by lot."""
    rows = [
        {
            "code": one.code,
            "name": found.institutions[one.code].name,
            "bureau": found.institutions[one.code].bureau.name,
            "how": WORDS[one.how],
            "stratum": one.stratum,
            "conflict": found.conflicts.get(one.code, ""),
            **{
                name: found.risk.get(one.code, {}).get(name)
                for name in ("intensity", "stake", "priority", "rank", "rank_by_stake")
            },
        }
        for one in choices
    ]
    return sorted(rows, key=lambda row: (row["how"] == WORDS["lot"], row["rank"] or 10**9, row["code"]))


def inspected(plan: Plan, targets: Sequence[Target]) -> dict[int, date]:
    """Return the first inspection on file since the plan was made, by institution."""
    rows = Activity.objects.filter(
        kind="inspection",
        withdrawn_at__isnull=True,
        on__gte=timezone.localdate(plan.created_at),
        institution__in=[one.institution_id for one in targets],
    ).order_by("-on")
    return {key: on for key, on in rows.values_list("institution_id", "on") if key is not None}


def sums(targets: Sequence[Target]) -> dict[str, Any]:
    """Return the figures of a plan."""
    return {
        "by_value": sum(one.how == Target.How.VALUE for one in targets),
        "by_lot": sum(one.how == Target.How.LOT for one in targets),
        "stake": sum((one.stake for one in targets), Decimal(0)),
        "strata": len({one.stratum for one in targets}),
    }
