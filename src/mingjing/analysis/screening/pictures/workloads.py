"""Pictures of what a code billed: the minutes of one day laid end to end, its entries by the clock, and the days of the quarter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from mingjing.analysis.screening.pictures.counters import clock
from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BROAD,
    COLOURS,
    OWN,
    SOFT,
    Canvas,
    Picture,
    plain,
    round_up,
    short,
    yuan,
)
from mingjing.analysis.screening.report_data import mask

_ITEMS, _LEFT, _HEAD = 14, 220.0, 64.0


def ribbon(found: Marks, names: Names) -> Picture | None:
    """Draw the day under one code: its minutes by hand end to end against 24 hours, then a mark per entry by the clock."""
    rows = [r for r in found.rows if r["part"] == "line" and r["name"]]
    if not rows:
        return None
    hands = {r["name"]: (float(r["n"]), float(r["amt"])) for r in found.rows if r["part"] == "hands"}
    items: dict[str, float] = defaultdict(float)
    for row in rows:
        items[row["name"]] += float(row["n"] or 0)
    order = sorted(items, key=lambda item: (-hands.get(item, (0.0, 0.0))[0], -items[item], item))[:_ITEMS]
    canvas = Canvas(44.0 + 22 * len(order) + (_HEAD if hands else 0.0))
    if hands:
        _end_to_end(canvas, hands, order)
    _hours(canvas, rows, items, order, hands, _HEAD if hands else 0.0)
    table = [_line(r, names, hands) for r in rows]
    more = len(items) > _ITEMS
    note = f"只画用时最长、数量最多的 {_ITEMS} 个项目，共 {len(items)} 个。" if more else found.left_out
    title = f"{rows[0]['day']} 计费时段"
    heads = ("时刻", "项目", "人员", "机构", "数量", "标准时长（分钟）", "金额（元）")
    return Picture("day_ribbon", title, canvas.done(title), heads, table, note)


def _line(row: Row, names: Names, hands: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    took = float(row["n"] or 0) * hands[row["name"]][1] if row["name"] in hands else None
    return (
        clock(row["minute"]),
        str(row["name"]),
        mask(row["who"]),
        names.get(row["place"], str(row["place"])),
        plain(row["n"]),
        plain(took),
        yuan(row["amt"]),
    )


def _end_to_end(canvas: Canvas, hands: Mapping[str, tuple[float, float]], order: Sequence[str]) -> None:
    """The minutes of every service after each other, as if one followed the other without a pause."""
    whole = sum(minutes for minutes, _ in hands.values()) / 60
    area = (BROAD - _LEFT - 60) / max(24.0, whole)
    canvas.text(_LEFT - 8, 30, "手工操作首尾相接", anchor="end")
    start = _LEFT
    for item, (minutes, each) in sorted(hands.items(), key=lambda pair: (-pair[1][0], pair[0])):
        fill = COLOURS[order.index(item) % len(COLOURS)] if item in order else SOFT
        words = f"{item}：每次 {plain(each)} 分钟，共 {plain(minutes)} 分钟"
        canvas.box(start, 18, area * minutes / 60, 16, fill=fill, title=words)
        start += area * minutes / 60
    end = _LEFT + area * 24
    canvas.line(end, 12, end, 42, stroke=ALERT, width=1.6, dash="4 3")
    canvas.text(end, 10, "24 小时", anchor="middle", size=10, fill=ALERT)
    canvas.text(_LEFT, 52, f"按标准时长合计 {plain(whole)} 小时", size=11, fill=SOFT)


def _hours(
    canvas: Canvas,
    rows: Sequence[Row],
    items: Mapping[str, float],
    kept: Sequence[str],
    hands: Mapping[str, tuple[float, float]],
    top: float,
) -> None:
    area = BROAD - _LEFT - 60
    for hour in range(0, 25, 4):
        x = _LEFT + area * hour / 24
        canvas.line(x, top + 18, x, canvas.high - 22)
        canvas.text(x, top + 13, f"{hour:02}:00", anchor="middle", size=10, fill=SOFT)
    for number, item in enumerate(kept):
        y, each = top + 22 + 22 * number, hands.get(item, (0.0, 0.0))[1]
        fill = COLOURS[number % len(COLOURS)] if item in hands else "#8a97a5"
        canvas.text(_LEFT - 8, y + 13, short(item, 15), anchor="end")
        for row in (r for r in rows if r["name"] == item):
            minute = int(row["minute"] or 0)
            broad = min(max(area * each * float(row["n"] or 0) / 1440, 3), area * (1440 - minute) / 1440)
            words = f"{clock(minute)} {mask(row['who'])} × {plain(row['n'])}"
            canvas.box(_LEFT + area * minute / 1440, y + 2, broad, 14, fill=fill, title=words, stroke="#fff")
        canvas.text(BROAD - 4, y + 13, f"× {plain(items[item])}", anchor="end", size=11, fill=SOFT)
    words = "彩条：记账时刻起、长为标准时长；灰条：没有标准时长的项目；右侧：当日数量"
    words += "" if any(r["minute"] for r in rows) else "；数据没有记账时刻"
    canvas.text(_LEFT - 120, canvas.high - 6, words, size=11, fill=SOFT)


def days(found: Marks, names: Names) -> Picture | None:
    """Draw the hours by hand and the visits of each day of the quarter under one code."""
    hours: dict[date, float] = defaultdict(float)
    seen: dict[date, int] = defaultdict(int)
    for row in found.rows:
        hours[row["day"]] += float(row["n"] or 0) / 60
        seen[row["day"]] += int(row["minute"] or 0)
    if len(hours) < 2:
        return None
    timed = any(hours.values())
    values: Mapping[date, float] = hours if timed else seen
    unit, limit = ("手工操作时数（小时）", 24.0) if timed else ("门诊人次", None)
    canvas = _columns(values, unit, limit)
    rows = [
        (
            f"{row['day']}",
            names.get(row["place"], str(row["place"])),
            plain(row["minute"]),
            plain(float(row["n"]) / 60) if row["n"] is not None else "—",
        )
        for row in found.rows
    ]
    title = "本季逐日工作量"
    heads = ("日期", "机构", "开单门诊人次", "手工操作时数（小时）")
    return Picture("work_days", title, canvas.done(title), heads, rows, found.left_out)


def _columns(values: Mapping[date, float], unit: str, limit: float | None) -> Canvas:
    """One column a day from the first to the last, with a line at `limit`."""
    canvas, left, top, high = Canvas(190.0), 46.0, 26.0, 120.0
    most = round_up(max([*values.values(), limit or 0.0, 1.0]))
    first, last = min(values), max(values)
    step = (BROAD - left - 12) / ((last - first).days + 1)
    canvas.text(left, 12, unit, size=11, fill=SOFT)
    for tick in (0.0, most / 2, most):
        y = top + high * (1 - tick / most)
        canvas.line(left, y, BROAD - 12, y)
        canvas.text(left - 6, y + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    for day, value in values.items():
        tall, x = high * value / most, left + step * (day - first).days
        over = limit is not None and value > limit
        canvas.box(
            x,
            top + high - tall,
            max(step - 1, 1),
            tall,
            fill=ALERT if over else OWN,
            title=f"{day} {value:g}",
        )
    if limit is not None:
        y = top + high * (1 - limit / most)
        canvas.line(left, y, BROAD - 12, y, stroke=ALERT, dash="4 3")
        canvas.text(BROAD - 12, y - 4, f"{limit:g} 小时", anchor="end", size=10, fill=ALERT)
    for day, anchor, x in ((first, "start", left), (last, "end", BROAD - 12)):
        canvas.text(x, top + high + 16, f"{day}", anchor=anchor, size=10, fill=SOFT)
    return canvas
