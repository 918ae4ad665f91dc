"""Pictures of a key item: its place among the dearest, who uses it, and its course beside that of others."""

from collections.abc import Callable, Mapping, Sequence

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BAND,
    BROAD,
    INK,
    SOFT,
    Canvas,
    Picture,
    plain,
    round_up,
    short,
    yuan,
)

_SOLID, _PLACES = "#6f93b8", 30
Frame = tuple[float, float, float, float]


def ranking(found: Marks) -> Picture | None:
    """List the dearest items of the city with the own one among them; a table, bars in place of a drawing."""
    rows = sorted(
        (r for r in found.rows if r["part"] in ("rank", "rank_own")), key=lambda r: int(r["who"] or 0)
    )
    if not rows:
        return None
    canvas, most = Canvas(30.0 + 22 * len(rows)), max(float(r["amt"]) for r in rows)
    for number, row in enumerate(rows):
        y, fill = 6 + 22.0 * number, ALERT if row["part"] == "rank_own" else _SOLID
        canvas.text(30, y + 13, f"{row['who']}", anchor="end", size=11, fill=SOFT)
        canvas.text(38, y + 13, short(row["name"], 18))
        canvas.box(
            270,
            y + 2,
            380 * float(row["amt"]) / most,
            14,
            fill=fill,
            title=f"{row['name']} {yuan(row['amt'])} 元",
        )
        canvas.text(
            276 + 380 * float(row["amt"]) / most, y + 13, f"{float(row['amt']):,.0f}", size=11, fill=SOFT
        )
    canvas.text(38, canvas.high - 6, "近三个月全市费用（元）；红色为本品种", size=11, fill=SOFT)
    table = [(f"{r['who']}", str(r["name"]), yuan(r["amt"]), _growth(r), plain(r["minute"])) for r in rows]
    heads = ("名次", "品种", "近三个月费用（元）", "较此前三个月", "使用机构")
    title = "药品、耗材费用排名"
    return Picture("item_rank", title, canvas.done(title), heads, table)


def _growth(row: Row) -> str:
    return "—" if row["n"] is None else f"{float(row['n']) - 1:+.0%}"


def places(found: Marks, names: Names) -> Picture | None:
    """Draw the institutions that use the item as areas in proportion to what they billed of it."""
    rows = sorted(
        (r for r in found.rows if r["part"] in ("place", "place_own") and float(r["amt"] or 0) > 0),
        key=lambda r: (-float(r["amt"]), str(r["place"])),
    )
    if not rows:
        return None
    canvas, whole = Canvas(258.0), sum(float(r["amt"]) for r in rows)

    def draw(row: Row, frame: Frame) -> None:
        x, y, broad, high = frame
        name, share = names.get(row["place"], str(row["place"])), float(row["amt"]) / whole
        own = row["part"] == "place_own"
        words = f"{name} {yuan(row['amt'])} 元，占 {share:.1%}"
        canvas.box(x, y, broad, high, fill=ALERT if own else _SOLID, title=words, stroke="#fff")
        if broad > 60 and high > 32:
            canvas.text(x + 6, y + 16, short(name, int((broad - 8) / 12)), fill="#fff")
            canvas.text(x + 6, y + 30, f"{share:.0%}", size=11, fill="#fff")

    _divide(rows[:_PLACES], (8, 6, BROAD - 16, 226), draw)
    canvas.text(8, 252, "面积为近三个月在各机构的费用；红色为本机构", size=11, fill=SOFT)
    table = [
        (
            names.get(r["place"], str(r["place"])),
            plain(r["n"]),
            yuan(r["amt"]),
            f"{float(r['amt']) / whole:.1%}",
        )
        for r in rows
    ]
    note = f"图中只画费用最多的 {_PLACES} 家，共 {len(rows)} 家。" if len(rows) > _PLACES else ""
    title = "使用该品种的机构"
    return Picture(
        "item_places", title, canvas.done(title), ("机构", "数量", "费用（元）", "占比"), table, note
    )


def _divide(rows: Sequence[Row], frame: Frame, draw: Callable[[Row, Frame], None]) -> None:
    """Cut the frame in two across its longer side, as evenly as the order allows, until each row has its own."""
    if len(rows) == 1:
        draw(rows[0], frame)
        return
    weights = [float(r["amt"]) for r in rows]
    whole, at = sum(weights), 1
    while at < len(rows) - 1 and sum(weights[:at]) < whole / 2:
        at += 1
    share, (x, y, broad, high) = sum(weights[:at]) / whole, frame
    if broad >= high:
        _divide(rows[:at], (x, y, broad * share, high), draw)
        _divide(rows[at:], (x + broad * share, y, broad * (1 - share), high), draw)
    else:
        _divide(rows[:at], (x, y, broad, high * share), draw)
        _divide(rows[at:], (x, y + high * share, broad, high * (1 - share)), draw)


def course(found: Marks) -> Picture | None:
    """Draw the quantity by month as a multiple of the usual month, the quartiles of other institutions behind it."""
    own = {str(r["name"]): r for r in found.rows if r["part"] == "month"}
    if len(own) < 3:
        return None
    beside = {
        part: {str(r["name"]): float(r["n"]) for r in found.rows if r["part"] == part}
        for part in ("q1", "q2", "q3")
    }
    canvas = _months({month: float(row["n"]) for month, row in sorted(own.items())}, beside)
    words = "红线：各月用量与常月（中位数）之比"
    words += "；色带、虚线：其他机构的四分位、中位数" if beside["q2"] else ""
    canvas.text(46, 220, words, size=11, fill=SOFT)
    table = [
        (month, yuan(row["amt"]), plain(row["n"]), *(plain(beside[part].get(month)) for part in beside))
        for month, row in sorted(own.items())
    ]
    heads = ("月份", "费用（元）", "用量与常月之比", "其他机构下四分位", "其他机构中位数", "其他机构上四分位")
    title = "逐月用量与其他机构"
    return Picture("item_course", title, canvas.done(title), heads, table)


def _months(own: Mapping[str, float], beside: Mapping[str, Mapping[str, float]]) -> Canvas:
    canvas, left, top, high = Canvas(226.0), 46.0, 14.0, 160.0
    most = round_up(max([*own.values(), *(beside["q3"].get(month, 0) for month in own)]))
    step = (BROAD - left - 40) / (len(own) - 1)

    def line(values: Mapping[str, float]) -> list[tuple[float, float]]:
        return [
            (left + 8 + step * n, top + high * (1 - min(values[month] / most, 1)))
            for n, month in enumerate(own)
            if month in values
        ]

    for tick in (0.0, most / 2, most):
        y = top + high * (1 - tick / most)
        canvas.line(left, y, BROAD - 12, y)
        canvas.text(left - 6, y + 4, f"{tick:g}", anchor="end", size=11, fill=SOFT)
    canvas.path([*line(beside["q3"]), *reversed(line(beside["q1"]))], stroke="none", fill=BAND)
    canvas.path(line(beside["q2"]), stroke=INK, dash="5 4")
    canvas.path(line(own), stroke=ALERT, width=2)
    for number, month in enumerate(own):
        if number % max(1, len(own) // 8) == 0:
            x = left + 8 + step * number
            canvas.text(x, top + high + 18, month, anchor="middle", size=11, fill=SOFT)
    return canvas
