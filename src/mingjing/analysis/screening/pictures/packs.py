"""Pictures of packs that came back: from which shop to which, each code in time; and a pharmacy's weeks beside others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BAND,
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

_SHOPS, _CODES = 12, 40


def flow(found: Marks, names: Names) -> Picture | None:
    """Draw the shops that first sold the packs and those that sold them again, with the number of codes between them."""
    lanes = Counter((row["part"], row["place"]) for row in found.rows)
    if not lanes:
        return None
    sources = _most(Counter(row["part"] for row in found.rows))
    goals = _most(Counter(row["place"] for row in found.rows))
    canvas = Canvas(70.0 + 30 * max(len(sources), len(goals)))
    left = {shop: (250.0, _level(canvas, n, sources)) for n, shop in enumerate(sources)}
    right = {shop: (510.0, _level(canvas, n, goals)) for n, shop in enumerate(goals)}
    most = max(lanes.values())
    for (source, goal), number in sorted(lanes.items()):
        if source in left and goal in right:
            canvas.line(*left[source], *right[goal], stroke="#b9c6d3", width=1 + 6 * number / most)
    for shops, at, fill, anchor, aside in (
        (sources, left, OWN, "end", -12.0),
        (goals, right, ALERT, "start", 12.0),
    ):
        for shop in shops:
            canvas.dot(*at[shop], 7, fill=fill, title=names.get(shop, shop))
            canvas.text(at[shop][0] + aside, at[shop][1] + 4, short(names.get(shop, shop), 16), anchor=anchor)
    canvas.text(250, 20, "首次售出", anchor="middle", fill=SOFT)
    canvas.text(510, 20, "再次售出", anchor="middle", fill=SOFT)
    canvas.text(20, canvas.high - 8, "连线粗细为七天以后再次售给他人的追溯码数", size=11, fill=SOFT)
    rows = [
        (names.get(source, source), names.get(goal, goal), f"{number:,}")
        for (source, goal), number in sorted(lanes.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    title = "药盒在机构之间的流向"
    return Picture(
        "flow_map", title, canvas.done(title), ("首次售出", "再次售出", "追溯码"), rows, found.left_out
    )


def _most(counts: Counter[str]) -> list[str]:
    return [shop for shop, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOPS]]


def _level(canvas: Canvas, number: int, shops: Sequence[str]) -> float:
    return 34 + (canvas.high - 64) * (number + 0.5) / len(shops)


def codes(found: Marks, names: Names) -> Picture | None:
    """Draw each code from its first sale to the next, coloured by the shop that sold it first."""
    if not found.rows:
        return None
    drawn = found.rows[:_CODES]
    first, last = min(row["day"] for row in drawn), max(row["until"] for row in drawn)
    sources = _most(Counter(row["part"] for row in drawn))
    canvas, left = Canvas(52.0 + 14 * len(drawn)), 190.0
    span = max((last - first).days, 1)

    def at(day: date) -> float:
        return float(left + (BROAD - left - 16) * (day - first).days / span)

    for number, row in enumerate(drawn):
        y, code = 16.0 + 14 * number, row["name"].partition("|")[0]
        source, goal = (names.get(row[end], row[end]) for end in ("part", "place"))
        colour = COLOURS[sources.index(row["part"]) % len(COLOURS)] if row["part"] in sources else SOFT
        canvas.text(left - 10, y + 4, code, anchor="end", size=10)
        canvas.line(at(row["day"]), y, at(row["until"]), y, stroke=colour, width=1.4)
        canvas.dot(at(row["day"]), y, 3.5, fill=colour, title=f"{row['day']} {source}售出")
        canvas.dot(at(row["until"]), y, 3.5, fill=ALERT, title=f"{row['until']} {goal}再次售出")
    canvas.text(left, canvas.high - 20, f"{first}", size=10, fill=SOFT)
    canvas.text(BROAD - 16, canvas.high - 20, f"{last}", anchor="end", size=10, fill=SOFT)
    words = "左端：首次售出（按机构着色）；右端红点：由另一机构再次售给他人"
    canvas.text(left, canvas.high - 5, words, size=11, fill=SOFT)
    note = f"只画最早的 {_CODES} 个，共 {found.total} 个。" if found.total > _CODES else ""
    title = "追溯码两次售出的时间线"
    heads = ("追溯码", "药品", "首次售出", "机构", "购药人", "再次售出", "机构", "相隔天数")
    table = [_sold_twice(row, names) for row in found.rows]
    return Picture("code_line", title, canvas.done(title), heads, table, note or found.left_out)


def _sold_twice(row: Row, names: Names) -> tuple[str, ...]:
    code, _, drug = row["name"].partition("|")
    source, goal = (str(names.get(row[end], row[end])) for end in ("part", "place"))
    days = f"{(row['until'] - row['day']).days}"
    return (code, drug or "—", f"{row['day']}", source, mask(row["who"]), f"{row['until']}", goal, days)


def span(found: Marks) -> str:
    """Return from when to when packs came back; empty when none did."""
    days = sorted(row["until"] for row in found.rows)
    return f"{days[0]} 至 {days[-1]}，再次售出 {found.total} 个追溯码" if days else ""


def weeks(found: Marks, names: Names) -> Picture | None:
    """Draw what was paid week by week, as multiples of the median week, with the pharmacies of the city as a band."""
    own = [row for row in found.rows if row["part"] == "own"]
    if len(own) < 2:
        return None
    half, most = (
        {row["day"]: row for row in found.rows if row["part"] == part} for part in ("median", "p90")
    )
    canvas, left, top, high = Canvas(230.0), 46.0, 14.0, 160.0
    first, last = own[0]["day"], own[-1]["day"]
    highest = round_up(max(float(row["n"]) for row in found.rows))

    def at(day: date, times: float) -> tuple[float, float]:
        broad = (BROAD - left - 16) * (day - first).days / max((last - first).days, 1)
        return left + broad, top + high * (1 - min(times / highest, 1))

    for tick in (0.0, highest / 2, highest):
        canvas.line(left, at(first, tick)[1], BROAD - 12, at(first, tick)[1])
        canvas.text(left - 6, at(first, tick)[1] + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    known = [day for day in sorted(half) if first <= day <= last and day in most]
    upper = [at(day, float(most[day]["n"])) for day in known]
    lower = [at(day, float(half[day]["n"])) for day in known]
    canvas.path([*upper, *reversed(lower)], stroke="none", fill=BAND)
    for year in range(first.year, last.year + 1):
        if first <= date(year, 12, 31) <= last:
            x = at(date(year, 12, 31), 0)[0]
            canvas.line(x, top, x, top + high, stroke=SOFT, dash="4 3")
            canvas.text(x, top + high + 14, f"{year}-12-31", anchor="middle", size=10, fill=SOFT)
    canvas.path([at(row["day"], float(row["n"])) for row in own], stroke=ALERT, width=2)
    canvas.text(left, top + high + 30, f"{first}", size=10, fill=SOFT)
    canvas.text(BROAD - 16, top + high + 30, f"{last}", anchor="end", size=10, fill=SOFT)
    words = "红线：本店每周基金和账户支付与其周中位数之比；色带：同市药店中位数至九成位；虚线：年度末"
    canvas.text(left, 224, words, size=11, fill=SOFT)
    return _weekly(canvas, own, half, most, found.left_out)


def _weekly(
    canvas: Canvas, own: Sequence[Row], half: Mapping[date, Row], most: Mapping[date, Row], note: str
) -> Picture:
    rows = [(f"{r['day']}", yuan(r["amt"]), plain(r["n"]), _beside(half, r), _beside(most, r)) for r in own]
    heads = ("周（星期一）", "支付（元）", "与平常之比", "同市中位", "同市九成位")
    title = "逐周支付与同市药店"
    return Picture("weekly_series", title, canvas.done(title), heads, rows, note)


def _beside(series: Mapping[date, Row], row: Row) -> str:
    return plain(series[row["day"]]["n"]) if row["day"] in series else "—"
