"""Grades: from the share of bad rows, by severity, to points, to a letter.

A table starts with 100 points. Each result takes up to 60 (critical), 25 (major) or 8 (minor) of them, in proportion
to where its share of bad rows lies between what the check allows and where it costs the most; of one check over
several columns only the dearest counts. The delivery is worth what its weakest core table is worth.
"""

from collections.abc import Iterable

_POINTS = {"critical": 60.0, "major": 25.0, "minor": 8.0}
_LETTERS = ((95.0, "A"), (85.0, "B"), (70.0, "C"), (50.0, "D"), (30.0, "E"))
CORE = ("fee_list_d", "setl_d", "mdtrt_d", "psn_info_b", "fixmedins_b")
"""Tables that nearly every rule rests on."""


def penalty(severity: str, bad: int, total: int, allow: float, full: float) -> float:
    """Return the points a result costs. `allow` and `full` are shares of `total`, allow < full."""
    if not total:
        return 0.0
    reach = (bad / total - allow) / (full - allow)
    return round(_POINTS[severity] * min(1.0, max(0.0, reach)), 2)


def score(costs: Iterable[tuple[str, float]]) -> float:
    """Return a table's points from (check, cost) pairs."""
    dearest: dict[str, float] = {}
    for check, cost in costs:
        dearest[check] = max(cost, dearest.get(check, 0.0))
    return round(max(0.0, 100.0 - sum(dearest.values())), 1)


def letter(points: float) -> str:
    """Return A to F."""
    return next((grade for least, grade in _LETTERS if points >= least), "F")


def overall(scores: dict[str, float]) -> float:
    """Return the delivery's points from those of its tables."""
    core = [scores[name] for name in CORE if name in scores]
    return min(core or scores.values(), default=0.0)
