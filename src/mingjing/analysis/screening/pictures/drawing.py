"""All pictures of one finding, by what the run kept of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mingjing.analysis.screening.pictures import counters, networks, peers, stays
from mingjing.analysis.screening.pictures.reading import Marks
from mingjing.analysis.screening.pictures.svg import Picture

Names = Mapping[str, str]
_KINDS: Mapping[str, Callable[[Marks, Names], Picture | None]] = {
    "stay_matrix": stays.matrix,
    "stay_calendar": stays.calendar,
    "two_bills": stays.bills,
    "stock_saw": counters.saw,
    "minute_raster": counters.minutes,
    "heat": counters.heat,
    "day_ribbon": counters.ribbon,
    "visits": counters.visits,
}


def draw(
    why: Sequence[Mapping[str, Any]],
    marks: Mapping[str, Marks],
    names: Names,
    *,
    members: Sequence[str] = (),
    history: Sequence[Mapping[str, Any]] = (),
) -> list[Picture]:
    """Return the pictures of a finding: the model's own first, then the scores by period, then the strips of features.

    `names` are institutions by code, `members` the persons of a group, `history` its scores by period.
    """
    own = [make(marks[kind], names) for kind, make in _KINDS.items() if kind in marks]
    web = networks.network(marks["network"], names, members) if "network" in marks else []
    every = [*web, *own, peers.trend(history), peers.strip(why)]
    return [one for one in every if one is not None]


def since(marks: Mapping[str, Marks], history: Sequence[Mapping[str, Any]], period: str) -> str:
    """Say from when on the finding's subject stands out; empty when only its evidence can tell."""
    return networks.span(marks["network"]) if "network" in marks else peers.since(history, period)


def places(marks: Mapping[str, Marks]) -> set[str]:
    """Return the codes of the institutions that the marks name."""
    return {row["place"] for found in marks.values() for row in found.rows if row["place"]}
