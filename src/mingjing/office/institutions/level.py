"""The water level: an institution's figures beside its peers, as a chart and a table."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingjing.office.institutions.models import Institution, Measure
from mingjing.office.ui.charts import Chart, bars
from mingjing.office.ui.tables import Empty
from mingjing.office.ui.values import NOTHING, count

_MOST = 12
HIGH = Decimal(90)


@dataclass(frozen=True, slots=True)
class Level:
    """The figures of one period: `rows` as tables show them, `periods` to choose from, where they come from."""

    screening: str
    period: str
    periods: list[str]
    rows: list[dict[str, Any]]
    chart: Chart


def read(institution: Institution, period: str) -> Level | None:
    """Return the figures of `period`, of the newest one by default; None when no run has measured it."""
    found = list(Measure.objects.filter(institution=institution).order_by("code"))
    if not found:
        return None
    periods = sorted({one.period for one in found}, key=_order, reverse=True)
    best = max(periods, key=lambda p: (sum(one.period == p for one in found), _order(p)))
    chosen = period if period in periods else best
    rows = [_row(one) for one in found if one.period == chosen]
    return Level(found[0].screening_number, chosen, periods, rows, _chart(rows))


def _order(period: str) -> str:
    """Order months and quarters by their end: 2026Q1 stands behind 2026-03."""
    if "Q" in period:
        year, quarter = period.split("Q")
        return f"{year}-{int(quarter) * 3:02}Q"
    return period


def _row(one: Measure) -> dict[str, Any]:
    return {
        "title": one.title,
        "value": one.value,
        "median": one.median,
        "p90": one.p90,
        "percentile": one.percentile,
        "peers": one.peers,
        "group": one.peer_group,
        "high": one.percentile is not None and one.percentile >= HIGH,
    }


def _chart(rows: list[dict[str, Any]]) -> Chart:
    """Show what stands highest among its peers, as times the peers' median: figures have different units."""
    some = [
        row for row in rows if row["median"] and row["value"] is not None and row["percentile"] is not None
    ]
    some = sorted(some, key=lambda row: -row["percentile"])[:_MOST]
    series = {
        "本机构": [_times(row["value"], row["median"]) for row in some],
        "同组九成位": [_times(row["p90"], row["median"]) for row in some],
    }
    option = bars([row["title"] for row in some], series, across=True, unit="同组中位 = 1")
    cells = [
        (row["title"], said(row["value"]), said(row["median"]), said(row["p90"]), said(row["percentile"]))
        for row in some
    ]
    heads = ("指标", "本机构", "同组中位", "同组九成位", "百分位")
    empty = Empty("没有可比的同组机构", "同组至少要有八家其他机构，才与同组比较。")
    return Chart(
        "level",
        "与同组机构相比（同组中位的倍数，按百分位由高到低）",
        option,
        heads,
        cells,
        tall=True,
        empty=empty,
    )


def _times(value: Decimal | None, median: Decimal) -> float:
    return round(float((value or Decimal(0)) / median), 2)


def said(value: Decimal | None) -> str:
    """Return a figure with at most two places."""
    return NOTHING if value is None else count(round(value, 2))
