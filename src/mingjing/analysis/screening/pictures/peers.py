"""Pictures of a unit beside its peers: strips of the features that weigh most, scores by period, the plane of risk."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing.analysis.detectors.catalog.institution_risk.detector import BASE
from mingjing.analysis.detectors.kit import explain
from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BAND,
    BROAD,
    GRID,
    INK,
    OWN,
    SOFT,
    Canvas,
    Picture,
    plain,
    round_up,
    short,
    yuan,
)

_LEFT, _RIGHT = 244.0, 190.0


def strip(why: Sequence[Mapping[str, Any]]) -> Picture | None:
    """Draw each reason: the peers' quartiles, median and P90 with the own point; or the own point on the scoring scale."""
    shown = [one for one in why if one.get("value") is not None]
    if not shown:
        return None
    canvas = Canvas(30.0 + 34 * len(shown))
    for number, one in enumerate(shown):
        _strip(canvas, 34.0 * number + 24, one)
    canvas.text(
        _LEFT,
        canvas.high - 4,
        "色带：同组四分位（无同组的为计分区间）；竖线：中位数；短线：九成位；圆点：本对象",
        size=11,
        fill=SOFT,
    )
    rows = [
        (
            str(one["zh"]),
            str(one["shown"]),
            str(one.get("median_shown") or "—"),
            str(one.get("p90_shown") or plain(one.get("p90"))),
            str(one.get("peers") or "—"),
            "—" if one.get("z") is None else f"{one['z']:g}",
            f"{one['contribution']:.0%}" if one.get("contribution") is not None else "—",
        )
        for one in shown
    ]
    heads = ("特征", "本对象", "同组中位", "同组九成位", "同组数", "偏离 z", "占得分")
    return Picture("peer_strip", "各特征与同组相比", canvas.done("各特征与同组相比"), heads, rows)


def _strip(canvas: Canvas, y: float, one: Mapping[str, Any]) -> None:
    value, compared = float(one["value"]), one.get("median") is not None
    marks = [float(one[name]) for name in ("q1", "q3", "median", "p90") if one.get(name) is not None]
    cut = [float(x) for x in one.get("cut") or ()] if not compared else []
    every = [value, *marks, *cut, *([] if compared else [0.0, 1.0 if not cut else cut[0]])]
    low, high = min(every), max(every)
    span, area = (high - low) or 1.0, BROAD - _LEFT - _RIGHT

    def at(x: float) -> float:
        return _LEFT + 8 + (x - low) / span * (area - 16)

    canvas.text(_LEFT - 8, y + 4, short(str(one["zh"]), 19), anchor="end")
    canvas.line(_LEFT, y, _LEFT + area, y)
    if compared and one.get("q1") is not None:
        canvas.box(at(float(one["q1"])), y - 7, at(float(one["q3"])) - at(float(one["q1"])), 14, fill=BAND)
    elif cut:
        canvas.box(at(min(cut)), y - 7, at(max(cut)) - at(min(cut)), 14, fill="#f6e7cf")
    if compared:
        canvas.line(at(float(one["median"])), y - 9, at(float(one["median"])), y + 9, stroke=INK, width=2)
        canvas.line(at(float(one["p90"])), y - 5, at(float(one["p90"])), y + 5, stroke=SOFT, width=1.5)
    canvas.dot(at(value), y, 5.5, fill=ALERT, title=f"{one['zh']} {one['shown']}")
    beside = f"{one['shown']}；同组 {one['median_shown']}" if compared else str(one["shown"])
    canvas.text(_LEFT + area + 10, y + 4, short(beside, 24), fill=SOFT)


def trend(rows: Sequence[Mapping[str, Any]]) -> Picture | None:
    """Draw the unit's score by period beside the median and P90 of all units that the model scored."""
    known = [row for row in rows if row["score"] is not None]
    if len(known) < 2:
        return None
    canvas, left, top, area = Canvas(230.0), 50.0, 16.0, 160.0
    step = (BROAD - left - 20) / max(len(known) - 1, 1)

    def at(number: int, value: float) -> tuple[float, float]:
        return left + 8 + number * (step * 0.97), top + area * (1 - value)

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        height = at(0, tick)[1]
        canvas.line(left, height, BROAD - 10, height, dash="4 3" if tick == FINDING else "")
        canvas.text(left - 6, height + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    upper = [at(n, float(r["p90"] or 0)) for n, r in enumerate(known)]
    lower = [at(n, float(r["median"] or 0)) for n, r in enumerate(known)]
    canvas.path([*upper, *reversed(lower)], stroke="none", fill=BAND)
    own = [at(n, float(r["score"])) for n, r in enumerate(known)]
    canvas.path(own, stroke=ALERT, width=2)
    for number, ((x, y), row) in enumerate(zip(own, known, strict=True)):
        canvas.dot(x, y, 4, fill=ALERT, title=f"{explain.period_said(row['period'])} 得分 {row['score']:.2f}")
        if number % max(1, len(known) // 8) == 0:
            anchor = "start" if number == 0 else "end" if number == len(known) - 1 else "middle"
            canvas.text(
                x, top + area + 18, explain.period_said(row["period"]), anchor=anchor, size=11, fill=SOFT
            )
    words = f"红线：本对象得分；色带：同期全部评分对象的中位数至九成位；虚线：成为疑点的 {FINDING:.2f}"
    canvas.text(left, 224, words, size=11, fill=SOFT)
    return Picture("trend", "各期得分", canvas.done("各期得分"), _TREND, [_period(row) for row in known])


_TREND = ("期间", "得分", "中位数", "九成位", "评分对象数")


def _period(row: Mapping[str, Any]) -> tuple[str, ...]:
    beside = [f"{float(row[name] or 0):.2f}" for name in ("median", "p90")]
    return (explain.period_said(row["period"]), f"{row['score']:.2f}", *beside, f"{row['units']:,}")


def since(rows: Sequence[Mapping[str, Any]], period: str) -> str:
    """Say in which period the unbroken run of findings that ends with `period` began; empty without scores by period."""
    began = ""
    for row in rows:
        if str(row["period"]) > period:
            break
        flagged = row["score"] is not None and row["score"] >= FINDING
        began = (began or str(row["period"])) if flagged else ""
    if not began:
        return ""
    return (
        f"{period}，此前没有达到 {FINDING:.2f} 的期间相接"
        if began == period
        else f"{began} 起各期得分均达到 {FINDING:.2f}，至 {period}"
    )


_CURVES = (0, 9, 29, 99)  # through the institutions at these places of the order by V
_FRAME = (80.0, 14.0, BROAD - 110.0, 320.0)  # left, top, broad, high
_LISTED = 60
_PLANE = ("机构", "强度 I", "金额 S（元）", "V", "选取")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where an intensity and a stake stand: stakes from 10^low to 10^most, intensities up to `widest`."""

    low: int
    most: int
    widest: float

    def at(self, intensity: float, stake: float) -> tuple[float, float]:
        """Return the place."""
        left, top, broad, high = _FRAME
        share = (math.log10(max(stake, 10**self.low)) - self.low) / (self.most - self.low)
        return left + min(intensity / self.widest, 1) * broad, top + high * (1 - min(max(share, 0), 1))


def plane(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str] | None = None) -> Picture:
    """Draw institutions by intensity I and stake S (log scale) with lines of equal V = S × (b + I).

    `rows` have code, name, intensity, stake, priority; `chosen` says which are drawn apart and as what (code -> words).
    """
    canvas, named = Canvas(400.0), chosen or {}
    scale = _scale(rows)
    _axes(canvas, scale)
    _equals(canvas, scale, sorted((float(r["priority"]) for r in rows), reverse=True))
    for row in sorted(rows, key=lambda r: str(r["code"]) in named):
        apart = named.get(str(row["code"]), "")
        x, y = scale.at(float(row["intensity"]), float(row["stake"]))
        words = f"{row['name']}：强度 {float(row['intensity']):.2f}，金额 {yuan(row['stake'])} 元"
        fill = OWN if not apart else _BY_LOT if apart == "随机" else ALERT
        canvas.dot(x, y, 5.5 if apart else 3, fill=fill, title=f"{words}（{apart}）" if apart else words)
    table = [
        (
            str(r["name"]),
            f"{float(r['intensity']):.3f}",
            yuan(r["stake"]),
            yuan(r["priority"]),
            named.get(str(r["code"]), ""),
        )
        for r in sorted(rows, key=lambda r: -float(r["priority"]))[:_LISTED]
    ]
    note = f"表格只列 V 最大的 {_LISTED} 家，共 {len(rows)} 家。" if len(rows) > _LISTED else ""
    return Picture("plane", "强度与涉及金额", canvas.done("强度与涉及金额"), _PLANE, table, note)


_BY_LOT = "#2e7d4f"


def _scale(rows: Sequence[Mapping[str, Any]]) -> _Scale:
    stakes = [float(r["stake"]) for r in rows if float(r["stake"]) > 0] or [1.0, 10.0]
    low = math.floor(math.log10(max(min(stakes), 1000.0)))
    most = max(math.ceil(math.log10(max(stakes))), low + 1)
    return _Scale(low, most, max(round_up(max((float(r["intensity"]) for r in rows), default=0.2)), 0.1))


def _axes(canvas: Canvas, scale: _Scale) -> None:
    left, top, broad, high = _FRAME
    for power in range(scale.low, scale.most + 1):
        height = scale.at(0, 10**power)[1]
        canvas.line(left, height, left + broad, height)
        canvas.text(left - 6, height + 4, _money(10**power), anchor="end", size=11, fill=SOFT)
    for number in range(5):
        words = f"{scale.widest * number / 4:g}"
        canvas.text(left + broad * number / 4, top + high + 16, words, anchor="middle", size=11, fill=SOFT)
    canvas.text(left + broad, top + high + 34, "强度 I（与规模无关）", anchor="end", size=12, fill=SOFT)
    words = f"纵轴：近 12 个月基金和账户支出 S（元，对数）；虚线：V = S×({BASE:g}+I) 相等；红点：按 V 选取，绿点：随机抽取"
    canvas.text(left - 70, 394, words, size=11, fill=SOFT)


def _equals(canvas: Canvas, scale: _Scale, values: Sequence[float]) -> None:
    """Draw lines of equal V."""
    _, top, _, high = _FRAME
    for value in dict.fromkeys(values[min(len(values) - 1, n)] for n in _CURVES if values):
        steps = (scale.widest * n / 24 for n in range(25))
        curve = [scale.at(i, value / (BASE + i)) for i in steps]
        canvas.path([p for p in curve if top < p[1] < top + high], stroke=GRID, dash="5 4", width=1.5)


def _money(value: float) -> str:
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if value >= unit:
            return f"{value / unit:,.0f} {name}"
    return f"{value:,.0f}"
