"""Pictures of persons and counters: stock of drugs, a person's year, minutes and weeks of a counter."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.stays import SCENES
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BROAD,
    COLOURS,
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
from mingjing.analysis.screening.report_data import mask

_DRUGS, _PLACES, _MINUTES = 3, 8, 5
_WEEKDAYS = "一二三四五六日"


def saw(found: Marks, names: Names) -> Picture | None:
    """Draw the stock on hand of the drugs with the most of it, each purchase coloured by its shop."""
    drugs: dict[str, list[Row]] = defaultdict(list)
    for row in found.rows:
        drugs[row["name"] or "—"].append(row)
    chosen = sorted(drugs, key=lambda d: -max(float(r["n"] or 0) for r in drugs[d]))[:_DRUGS]
    if not chosen:
        return None
    shops = [shop for shop, _ in Counter(r["place"] for d in chosen for r in drugs[d]).most_common()]
    first, last = (
        min(r["day"] for d in chosen for r in drugs[d]),
        max(r["day"] for d in chosen for r in drugs[d]),
    )
    canvas, left, high = Canvas(130.0 * len(chosen) + 22 + 16 * len(shops[:6])), 60.0, 90.0
    span = max((last - first).days, 1)
    for number, drug in enumerate(chosen):
        _saw(canvas, drugs[drug], 130.0 * number + 20, (left, high, first, span), shops)
        canvas.text(left, 130.0 * number + 12, f"药品 {drug}（手头存量，天）")
    for number, shop in enumerate(shops[:6]):
        y = 130.0 * len(chosen) + 14 + 16 * number
        canvas.dot(left + 4, y - 4, 5, fill=COLOURS[number])
        canvas.text(left + 16, y, short(names.get(shop, shop), 30), size=11)
    rows = [
        (
            f"{r['day']}",
            drug,
            names.get(r["place"], str(r["place"])),
            plain(r["minute"]),
            plain(r["n"]),
            yuan(r["amt"]),
        )
        for drug in chosen
        for r in drugs[drug]
    ]
    note = f"只画存量最高的 {_DRUGS} 种，共 {len(drugs)} 种。" if len(drugs) > _DRUGS else ""
    heads = ("购买日期", "药品", "机构", "够用天数", "购前存量（天）", "金额（元）")
    return Picture(
        "stock_saw", "手头药品存量", canvas.done("手头药品存量"), heads, rows, note or found.left_out
    )


def _saw(
    canvas: Canvas,
    rows: Sequence[Row],
    top: float,
    area: tuple[float, float, date, int],
    shops: Sequence[str],
) -> None:
    left, high, first, span = area
    most = round_up(max(float(r["n"] or 0) + float(r["minute"] or 0) for r in rows))

    def at(day: date, stock: float) -> tuple[float, float]:
        return left + (BROAD - left - 20) * (day - first).days / span, top + high * (1 - min(stock / most, 1))

    for tick in (0.0, most / 2, most):
        canvas.line(left, at(first, tick)[1], BROAD - 16, at(first, tick)[1])
        canvas.text(left - 6, at(first, tick)[1] + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    way: list[tuple[float, float]] = []
    for row in sorted(rows, key=lambda r: r["day"]):
        stock = float(row["n"] or 0)
        way += [at(row["day"], stock), at(row["day"], stock + float(row["minute"] or 0))]
    canvas.path(way, stroke=SOFT, width=1.4)
    for row in rows:
        x, y = at(row["day"], float(row["n"] or 0) + float(row["minute"] or 0))
        place = shops.index(row["place"])
        canvas.dot(
            x,
            y,
            4,
            fill=COLOURS[place] if place < 6 else SOFT,
            title=f"{row['day']} 购 {plain(row['minute'])} 天，购前存量 {plain(row['n'])} 天",
        )
    canvas.text(left, top + high + 14, f"{first}", size=10, fill=SOFT)
    canvas.text(
        BROAD - 20, top + high + 14, f"{first + timedelta(days=span)}", anchor="end", size=10, fill=SOFT
    )


def visits(found: Marks, names: Names) -> Picture | None:
    """Draw a person's settlements of the year, one line per institution."""
    if not found.rows:
        return None
    times: Counter[str] = Counter()
    for row in found.rows:
        times[row["place"]] += int(row["n"] or 0)
    places = [place for place, _ in times.most_common(_PLACES)]
    canvas = _year(found.rows, places, names)
    rows = [
        (
            f"{r['day']}",
            names.get(r["place"], str(r["place"])),
            SCENES.get(r["part"], str(r["part"])),
            plain(r["n"]),
            yuan(r["amt"]),
        )
        for r in found.rows
    ]
    more = len(times) > _PLACES
    note = f"只画次数最多的 {_PLACES} 家，共 {len(times)} 家。" if more else found.left_out
    heads = ("日期", "机构", "类别", "笔数", "基金和账户（元）")
    title = "一年就医购药时间线"
    return Picture("visits", title, canvas.done(title), heads, rows, note)


def _year(rows: Sequence[Row], places: Sequence[str], names: Names) -> Canvas:
    first, last = min(r["day"] for r in rows), max(r["day"] for r in rows)
    span, left = max((last - first).days, 1), 220.0
    canvas = Canvas(44.0 + 24 * len(places))
    for number, place in enumerate(places):
        y = 16 + 24 * number
        canvas.text(left - 8, y + 4, short(names.get(place, place), 15), anchor="end")
        canvas.line(left, y, BROAD - 10, y)
        for row in (r for r in rows if r["place"] == place):
            x = left + (BROAD - left - 16) * (row["day"] - first).days / span
            fill = {"IP": ALERT, "OP": OWN}.get(row["part"], COLOURS[2])
            words = f"{row['day']} {SCENES.get(row['part'], '')} {yuan(row['amt'])} 元"
            canvas.dot(x, y, 4, fill=fill, title=words)
    canvas.text(left, canvas.high - 20, f"{first}", size=10, fill=SOFT)
    canvas.text(BROAD - 10, canvas.high - 20, f"{last}", anchor="end", size=10, fill=SOFT)
    canvas.text(left, canvas.high - 5, "红：住院；蓝：门诊；绿：购药", size=11, fill=SOFT)
    return canvas


def minutes(found: Marks, names: Names) -> Picture | None:
    """Draw a counter's day in steps of five minutes, beside what the same hours usually have."""
    now = [r for r in found.rows if r["part"] == "now" and r["minute"] is not None]
    if not now:
        return None
    steps: Counter[int] = Counter()
    for row in now:
        steps[int(row["minute"]) // _MINUTES] += int(row["n"])
    usual = {
        int(r["minute"]) // 60: float(r["n"]) * _MINUTES / 60 for r in found.rows if r["part"] == "usual"
    }
    rows = [(clock(r["minute"]), mask(r["who"]), plain(r["n"]), yuan(r["amt"])) for r in now]
    title = f"{now[0]['day']} 逐分钟结算"
    heads = ("时刻", "人员", "笔数", "基金和账户（元）")
    return Picture("minute_raster", title, _raster(steps, usual).done(title), heads, rows, found.left_out)


def clock(minute: int | None) -> str:
    """Return minutes of a day as a clock shows them."""
    return f"{int(minute or 0) // 60:02}:{int(minute or 0) % 60:02}"


def _raster(steps: Mapping[int, int], usual: Mapping[int, float]) -> Canvas:
    most = round_up(max([*steps.values(), *usual.values()]))
    canvas, left, top, high = Canvas(210.0), 46.0, 14.0, 140.0
    area = BROAD - left - 12
    for tick in (0.0, most / 2, most):
        y = top + high * (1 - tick / most)
        canvas.line(left, y, BROAD - 12, y)
        canvas.text(left - 6, y + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    for step, number in steps.items():
        tall, x = high * number / most, left + area * step * _MINUTES / 1440
        words = f"{clock(step * _MINUTES)} 起五分钟 {number} 笔"
        canvas.box(x, top + high - tall, max(area * _MINUTES / 1440, 2), tall, fill=ALERT, title=words)
    for hour in range(24):
        y = top + high * (1 - usual.get(hour, 0.0) / most)
        canvas.line(left + area * hour / 24, y, left + area * (hour + 1) / 24, y, stroke=OWN, width=2)
        if hour % 3 == 0:
            canvas.text(left + area * hour / 24, top + high + 16, f"{hour:02}:00", size=10, fill=SOFT)
    words = "红柱：当日每五分钟结算笔数；蓝线：前后 45 天同一小时的平均（折合五分钟）"
    canvas.text(left, 205, words, size=11, fill=SOFT)
    return canvas


def heat(found: Marks, names: Names) -> Picture | None:
    """Draw settlements per day as a calendar of weeks."""
    counts = {row["day"]: int(row["n"]) for row in found.rows if row["day"]}
    if len(counts) < 2:
        return None
    first = min(counts) - timedelta(days=min(counts).weekday())
    weeks = ((max(counts) - first).days // 7) + 1
    most = max(counts.values())
    canvas, cell, left = Canvas(190.0), 22.0, 50.0
    for weekday in range(7):
        canvas.text(
            left - 8, 34 + cell * weekday, f"周{_WEEKDAYS[weekday]}", anchor="end", size=11, fill=SOFT
        )
    for week in range(weeks):
        start = first + timedelta(days=7 * week)
        if week % 3 == 0:
            canvas.text(left + week * 42, 14, f"{start:%m-%d}", size=10, fill=SOFT)
        for weekday in range(7):
            day = start + timedelta(days=weekday)
            number = counts.get(day, 0)
            depth = round(235 - 175 * number / most)
            fill = f"#{depth:02x}{min(depth + 20, 245):02x}f5" if number else "#f4f6f8"
            canvas.box(
                left + week * 42, 20 + cell * weekday, 39, cell - 3, fill=fill, title=f"{day} {number} 笔"
            )
            if number:
                canvas.text(
                    left + week * 42 + 19,
                    34 + cell * weekday,
                    f"{number}",
                    anchor="middle",
                    size=10,
                    fill="#fff" if depth < 150 else INK,
                )
    rows = [
        (f"{day}", f"周{_WEEKDAYS[day.weekday()]}", f"{number:,}") for day, number in sorted(counts.items())
    ]
    return Picture("heat", "每日结算笔数", canvas.done("每日结算笔数"), ("日期", "星期", "笔数"), rows)
