"""Pictures of a unit over time and of what its score is made of: a feature by period in its peers' band, the waterfall."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

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
    short,
)

_HEADS = ("期间", "本对象", "同组下四分位", "同组中位", "同组上四分位", "同组九成位", "是否偏离")
_LEFT, _TOP, _HIGH = 90.0, 16.0, 150.0
_NAME = 110.0
"""Room for the name of a period, with a gap."""
Point = tuple[float, float]


def courses(evidence: Mapping[str, Any]) -> list[Picture]:
    """Draw each feature of `evidence.course` by period: the unit's line over the peers' quartiles and median."""
    return [_course(one) for one in evidence.get("course") or () if _known(one)]


def _known(one: Mapping[str, Any]) -> list[Sequence[Any]]:
    return [row for row in one["rows"] if row[1] is not None]


def _course(one: Mapping[str, Any]) -> Picture:
    rows, title = _known(one), f"{one['zh']}各期走势"
    canvas = Canvas(_TOP + _HIGH + 48)
    values = [float(x) for row in rows for x in row[1:6] if x is not None]
    low, high = min(values), max(values)
    step = (BROAD - _LEFT - 30) / max(len(rows) - 1, 1)

    def line(part: int) -> list[Point]:
        span = (high - low) or 1.0
        return [
            (_LEFT + 8 + n * step, _TOP + _HIGH * (1 - (float(row[part]) - low) / span))
            for n, row in enumerate(rows)
            if row[part] is not None
        ]

    canvas.path([*line(4), *reversed(line(2))], stroke="none", fill=BAND)
    canvas.path(line(3), stroke=INK, dash="5 4")
    canvas.path(line(1), stroke=ALERT, width=2)
    for (x, y), row in zip(line(1), rows, strict=True):
        said = explain.shown_as(str(one.get("show") or ""), row[1])
        canvas.dot(
            x,
            y,
            5 if row[6] else 3,
            fill=ALERT if row[6] else OWN,
            title=f"{explain.period_said(row[0])} {said}",
        )
    _names(canvas, [explain.period_said(row[0]) for row in rows], [x for x, _ in line(1)])
    for value, height in ((high, _TOP + 4), (low, _TOP + _HIGH)):
        words = explain.shown_as(str(one.get("show") or ""), value)
        canvas.text(_LEFT - 6, height, words, anchor="end", size=11, fill=SOFT)
    canvas.text(_LEFT, canvas.high - 6, _LEGEND, size=11, fill=SOFT)
    table = [_row(row, str(one.get("show") or "")) for row in rows]
    return Picture("course", title, canvas.done(title), _HEADS, table)


def _names(canvas: Canvas, periods: Sequence[str], places: Sequence[float]) -> None:
    """Name the periods under the drawing, the last one and as many before it as there is room for."""
    step = places[1] - places[0] if places[1:] else _NAME
    every, last = ceil(_NAME / step), len(periods) - 1
    for number, (said, x) in enumerate(zip(periods, places, strict=True)):
        if (last - number) % every == 0:
            end = number == last > 0  # its middle would be cut off
            place, anchor = (BROAD, "end") if end else (x, "middle")
            canvas.text(place, _TOP + _HIGH + 18, said, anchor=anchor, size=11, fill=SOFT)


_LEGEND = "红线：本对象；色带：同组四分位之间；虚线：同组中位数；大红点：超出同组四分位距 1.5 倍的期间"


def _row(row: Sequence[Any], show: str) -> tuple[str, ...]:
    values = (explain.shown_as(show, value) for value in row[1:6])
    return (explain.period_said(row[0]), *values, "偏离" if row[6] else "—")


def since(evidence: Mapping[str, Any]) -> str:
    """Say since when the heaviest feature lies outside its peers; empty where its course does not tell."""
    period = str(evidence.get("period") or "")
    for one in evidence.get("course") or ():
        began, last, run = "", "", 0
        for row in one["rows"]:
            if row[6]:
                began, last, run = began or str(row[0]), str(row[0]), run + 1
            elif run and period in (last, _quarter(last)):
                break
            else:
                began, last, run = "", "", 0
        if run:
            said = f"{began} 起" if run == 1 else f"{began} 至 {last}，连续 {run} 期"
            return f"{said}，{one['zh']}偏离同组"
    return ""


def _quarter(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}Q{(int(number) + 2) // 3}" if number.isdigit() else month


_PARTS = ("方面", "主要特征", "该方面的得分", "累计得分")


def waterfall(evidence: Mapping[str, Any]) -> Picture | None:
    """Draw how the families add up to the score: each closes a part of what is left to one."""
    shares: Mapping[str, float] = evidence.get("contributions") or {}
    whole = float(evidence.get("score_raw") or 0)
    if len(shares) < 2 or not 0 < whole < 1:
        return None
    leading: dict[str, str] = {}
    for one in evidence.get("why") or ():
        leading.setdefault(str(one.get("family")), str(one["zh"]))
    canvas, left = Canvas(44.0 + 28 * len(shares)), 244.0
    area, before, table = BROAD - left - 70, 0.0, []
    for number, (family, share) in enumerate(sorted(shares.items(), key=lambda pair: -pair[1])):
        own = 1 - (1 - whole) ** float(share)
        after = 1 - (1 - before) * (1 - own)
        y, name = 12.0 + 28 * number, leading.get(family, "其他各项")
        canvas.text(left - 8, y + 14, short(name, 19), anchor="end")
        canvas.line(left, y + 22, left + area, y + 22, stroke=GRID)
        canvas.box(
            left + before * area, y + 2, (after - before) * area, 16, fill=OWN, title=f"{name} {own:.2f}"
        )
        canvas.text(left + after * area + 6, y + 14, f"{after:.2f}", size=11, fill=SOFT)
        table.append((f"第 {number + 1} 项", name, f"{own:.2f}", f"{after:.2f}"))
        before = after
    height = 12.0 + 28 * len(shares)
    canvas.line(left + FINDING * area, 6, left + FINDING * area, height, stroke=ALERT, dash="4 3")
    canvas.text(left, height + 20, f"各方面依次累计；虚线：成为疑点的 {FINDING:.2f}", size=11, fill=SOFT)
    return Picture("waterfall", "得分由哪些方面构成", canvas.done("得分由哪些方面构成"), _PARTS, table)
