"""The water level: an institution's figures beside its peers, as a chart and a table."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingjing.office.institutions.models import Institution, Measure
from mingjing.office.ui.charts import Chart, bars
from mingjing.office.ui.tables import Empty
from mingjing.office.ui.values import NOTHING, count, percent

_MOST = 12
HIGH = Decimal(90)
_SHARES = ("占比", "率")


@dataclass(frozen=True, slots=True)
class Level:
    """The figures of one period: `rows` as tables show them, `periods` to choose from, where they come from."""

    screening: str
    period: str
    periods: list[str]
    rows: list[dict[str, Any]]
    chart: Chart


def measures(institution: Institution, period: str) -> tuple[str, str, list[str], list[Measure]] | None:
    """Return the run that measured, the period (the newest that compares most by default), all periods, the figures.

    None when no run has measured it.
    """
    found = list(Measure.objects.filter(institution=institution).order_by("code"))
    if not found:
        return None
    periods = sorted({one.period for one in found}, key=_order, reverse=True)
    best = max(
        periods, key=lambda p: (sum(one.period == p and one.peers is not None for one in found), _order(p))
    )
    chosen = period if period in periods else best
    some = [one for one in found if one.period == chosen]
    some.sort(key=lambda one: (one.percentile is None, -(one.percentile or 0), one.code))
    return found[0].screening_number, chosen, periods, some


def read(institution: Institution, period: str) -> Level | None:
    """Return the figures of `period`, of the newest one by default; None when no run has measured it."""
    found = measures(institution, period)
    if found is None:
        return None
    screening, chosen, periods, some = found
    return Level(screening, chosen, periods, [_row(one) for one in some], _chart(some))


def _order(period: str) -> str:
    """Order months and quarters by their end: 2026Q1 stands behind 2026-03."""
    if "Q" in period:
        year, quarter = period.split("Q")
        return f"{year}-{int(quarter) * 3:02}Q"
    return period


def _row(one: Measure) -> dict[str, Any]:
    return {
        "title": one.title,
        "value": said(one, one.value),
        "median": said(one, one.median),
        "p90": said(one, one.p90),
        "percentile": percentile(one),
        "peers": one.peers,
        "group": one.peer_group,
        "high": one.percentile is not None and one.percentile >= HIGH,
    }


def _chart(measures: list[Measure]) -> Chart:
    """Show what stands highest among its peers, as times the peers' median: figures have different units."""
    some = [one for one in measures if one.median and one.value is not None][:_MOST]
    series = {
        "本机构": [_times(one.value, one.median) for one in some],
        "同组九成位": [_times(one.p90, one.median) for one in some],
    }
    option = bars([one.title for one in some], series, across=True, unit="倍")
    cells = [
        (one.title, said(one, one.value), said(one, one.median), said(one, one.p90), percentile(one))
        for one in some
    ]
    heads = ("指标", "本机构", "同组中位", "同组九成位", "百分位")
    empty = Empty("没有可比的同组机构", "同组至少要有八家其他机构，才与同组比较。")
    title = "与同组机构相比（同组中位的倍数，按百分位由高到低）"
    return Chart("level", title, option, heads, cells, tall=True, empty=empty)


def _times(value: Decimal | None, median: Decimal | None) -> float:
    return round(float((value or Decimal(0)) / (median or Decimal(1))), 2)


def said(one: Measure, value: Decimal | None) -> str:
    """Return a figure of a measure: shares as a percentage, others with two places at most."""
    if value is None:
        return NOTHING
    return percent(value) if one.title.endswith(_SHARES) else count(round(value, 2))


def percentile(one: Measure) -> str:
    """Return the share of the peers that stand lower."""
    return NOTHING if one.percentile is None else count(round(one.percentile, 1))
