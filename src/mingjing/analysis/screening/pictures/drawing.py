"""All pictures of one finding, by what the run kept of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mingjing.analysis.screening.pictures import (
    coding,
    counters,
    courses,
    journeys,
    key_items,
    networks,
    packs,
    parts,
    peers,
    pool,
    stays,
    wards,
    workloads,
)
from mingjing.analysis.screening.pictures.reading import Marks, Names
from mingjing.analysis.screening.pictures.svg import Picture

_KINDS: Mapping[str, Callable[[Marks, Names], Picture | None]] = {
    "stay_matrix": stays.matrix,
    "stay_calendar": stays.calendar,
    "two_bills": stays.bills,
    "ward": wards.ward,
    "stock_saw": counters.saw,
    "minute_raster": counters.minutes,
    "heat": counters.heat,
    "day_ribbon": workloads.ribbon,
    "parts": parts.parts,
    "work_days": workloads.days,
    "visits": counters.visits,
    "weeks": packs.weeks,
    "flow_arcs": journeys.arcs,
    "arrivals": journeys.arrivals,
    "sheets": pool.sheets,
    "cc_cost": coding.costs,
}
_OF_CODES = (packs.flow, packs.codes)


def draw(
    evidence: Mapping[str, Any],
    marks: Mapping[str, Marks],
    names: Names,
    *,
    members: Sequence[str] = (),
    history: Sequence[Mapping[str, Any]] = (),
) -> list[Picture]:
    """Return the pictures of a finding: the model's own first, then its strips, courses, scores by period, waterfall.

    `names` are institutions by code, `members` the persons of a group, `history` its scores by period.
    """
    own = [make(marks[kind], names) for kind, make in _KINDS.items() if kind in marks]
    web = networks.network(marks["network"], names, members) if "network" in marks else []
    flows = [make(marks["codes"], names) for make in _OF_CODES] if "codes" in marks else []
    cap = dict(evidence.get("own") or {}).get("cap")
    paid = [pool.payments(marks["pool"], cap), pool.frequency(marks["pool"])] if "pool" in marks else []
    if "key_items" in marks:
        used = marks["key_items"]
        own = [key_items.course(used), key_items.places(used, names), key_items.ranking(used), *own]
    strip = peers.strip(list(evidence.get("why") or ()))
    over_time = [*courses.courses(evidence), peers.trend(history), courses.waterfall(evidence)]
    every = [*web, *flows, *paid, *own, strip, *over_time]
    return [one for one in every if one is not None]


def since(
    marks: Mapping[str, Marks], history: Sequence[Mapping[str, Any]], evidence: Mapping[str, Any]
) -> str:
    """Say from when on the finding's subject stands out; empty when only its evidence can tell."""
    if "codes" in marks:
        return packs.span(marks["codes"])
    if "network" in marks:
        return networks.span(marks["network"])
    if "parts" in marks:
        return parts.span(marks["parts"])
    if (evidence.get("own") or {}).get("first_on"):
        return ""
    return courses.since(evidence) or peers.since(history, str(evidence.get("period") or ""))


def places(marks: Mapping[str, Marks]) -> set[str]:
    """Return the codes of the institutions that the marks name."""
    sold = {row["part"] for row in marks["codes"].rows} if "codes" in marks else set()
    return sold | {row["place"] for found in marks.values() for row in found.rows if row["place"]}
