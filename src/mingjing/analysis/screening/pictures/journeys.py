"""Pictures of patients from elsewhere: where they come from, and on which days they arrive."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BROAD,
    OWN,
    SOFT,
    Canvas,
    Picture,
    plain,
    short,
    yuan,
)
from mingjing.analysis.screening.report_data import mask

_ORIGINS, _COUNTIES, _BUSLOAD = 10, 8, 4


@lru_cache(maxsize=1)
def _divisions() -> Mapping[str, str]:
    return {str(row["division"]): str(row["name"]) for row in lists()["division"].rows}


def _named(code: str | None) -> str:
    """The division of a four- or six-digit code, with the code where no name is known."""
    digits = f"{code or ''}".ljust(6, "0")[:6]
    return _divisions().get(digits, f"区划 {code}")


def arcs(found: Marks, names: Names) -> Picture | None:
    """Draw the cities of insurance as arcs to the institution, as broad as many persons came, beside all that came to the city."""
    if not found.rows:
        return None
    origins = sorted(found.rows, key=lambda r: (-float(r["n"] or 0), str(r["part"])))
    shown, most = origins[:_ORIGINS], max(float(r["n"] or 0) for r in origins)
    canvas = Canvas(56.0 + 30 * len(shown))
    goal = (600.0, 28 + 15.0 * len(shown))
    for number, row in enumerate(shown):
        start = (230.0, 34 + 30.0 * number)
        broad = 1 + 11 * float(row["n"] or 0) / most
        canvas.path(_arc(start, goal), stroke="#9db7d2" if number else ALERT, width=broad)
        canvas.dot(*start, 6, fill=ALERT if not number else OWN)
        words = f"{_named(row['part'])} {plain(row['n'])} 人"
        canvas.text(start[0] - 12, start[1] + 4, words, anchor="end")
    place = str(shown[0]["place"])
    canvas.dot(*goal, 9, fill=OWN, title=names.get(place, place))
    canvas.text(goal[0] + 14, goal[1] + 4, short(names.get(place, place), 11))
    words = "连线粗细为 182 天内来此结算的人数，最多的来源地为红色"
    canvas.text(20, canvas.high - 8, words, size=11, fill=SOFT)
    rows = [
        (_named(r["part"]), plain(r["n"]), plain(r["minute"]), _share(r["n"], r["minute"]), yuan(r["amt"]))
        for r in origins
    ]
    title = "异地患者来源"
    note = f"只画人数最多的 {_ORIGINS} 个来源地，共 {len(origins)} 个。" if len(origins) > _ORIGINS else ""
    heads = ("参保地", "来此人数", "来本市人数", "占来本市", "基金（元）")
    return Picture("flow_arcs", title, canvas.done(title), heads, rows, note)


def _arc(start: tuple[float, float], goal: tuple[float, float]) -> list[tuple[float, float]]:
    """A flat curve from one point to another."""
    steps = [number / 16 for number in range(17)]
    way = goal[0] - start[0]
    return [(start[0] + way * t, start[1] + (goal[1] - start[1]) * (3 * t * t - 2 * t**3)) for t in steps]


def _share(part: object, whole: object) -> str:
    return f"{float(str(part)) / float(str(whole)):.0%}" if part and whole else "—"


def arrivals(found: Marks, names: Names) -> Picture | None:
    """Draw the stays of patients from elsewhere by day of admission, one line per county, days of four and more red."""
    if not found.rows:
        return None
    counties = [one for one, _ in Counter(r["part"] for r in found.rows).most_common(_COUNTIES)]
    title = "外地参保人到院日历"
    rows = [
        (
            f"{r['day']}",
            f"{r['until'] or '—'}",
            _named(r["part"]),
            mask(r["who"]),
            short(r["name"], 24) or "—",
            plain(r["n"]),
            yuan(r["amt"]),
        )
        for r in found.rows
    ]
    heads = ("入院", "出院", "参保地", "人员", "诊断", "夜数", "总费用（元）")
    canvas = _calendar(found.rows, counties)
    return Picture("arrivals", title, canvas.done(title), heads, rows, found.left_out)


def _calendar(rows: Sequence[Row], counties: Sequence[str]) -> Canvas:
    first, last = min(r["day"] for r in rows), max(r["day"] for r in rows)
    span, left = max((last - first).days, 1), 160.0
    canvas = Canvas(54.0 + 30 * len(counties))

    def across(day: date) -> float:
        return float(left + 10 + (BROAD - left - 40) * (day - first).days / span)

    for number, county in enumerate(counties):
        y = 24 + 30.0 * number
        canvas.text(left - 8, y + 4, short(_named(county), 11), anchor="end")
        canvas.line(left, y, BROAD - 10, y)
        came = Counter(r["day"] for r in rows if r["part"] == county)
        for day, persons in sorted(came.items()):
            together = persons >= _BUSLOAD
            r = min(3 + 1.2 * persons, 13)
            canvas.dot(across(day), y, r, fill=ALERT if together else OWN, title=f"{day} 入院 {persons} 人")
            if together:
                canvas.text(across(day), y + 4, f"{persons}", anchor="middle", size=10, fill="#fff")
    canvas.text(left, canvas.high - 20, f"{first}", size=10, fill=SOFT)
    canvas.text(BROAD - 10, canvas.high - 20, f"{last}", anchor="end", size=10, fill=SOFT)
    canvas.text(
        left, canvas.high - 5, "圆点为同县参保人当日入院人数；四人以上为红色并标出人数", size=11, fill=SOFT
    )
    return canvas
