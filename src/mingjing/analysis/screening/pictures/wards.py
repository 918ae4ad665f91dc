"""Picture of the stays behind a finding on a hospital or a person: who was in bed when, those in and out together alike in colour."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    BROAD,
    COLOURS,
    SOFT,
    Canvas,
    Picture,
    plain,
    short,
    yuan,
)
from mingjing.analysis.screening.report_data import mask

_MOST, _LEFT, _ALONE = 40, 150.0, "#b8c2cc"


def ward(found: Marks, names: Names) -> Picture | None:
    """Draw the stays of a finding by their days, the earliest first; None without any."""
    stays = sorted(
        (r for r in found.rows if r["day"] and r["until"]),
        key=lambda r: (r["day"], r["until"], str(r["who"])),
    )
    if not stays:
        return None
    together = Counter((r["place"], r["day"], r["until"]) for r in stays)
    several = [
        key for key in dict.fromkeys((r["place"], r["day"], r["until"]) for r in stays) if together[key] > 1
    ]
    colours = {key: COLOURS[number % len(COLOURS)] for number, key in enumerate(several)}
    title, heads = "相关住院的入出院日历", ("人员", "机构", "日期", "夜数", "费用（元）", "同日入出院")
    table = [_told(r, names, together[r["place"], r["day"], r["until"]]) for r in stays]
    note = f"图中只画最早的 {_MOST} 次，共 {len(stays)} 次。" if len(stays) > _MOST else ""
    svg = _bars(stays[:_MOST], colours, names).done(title)
    return Picture("ward", title, svg, heads, table, note or found.left_out)


def _told(row: Row, names: Names, many: int) -> tuple[str, ...]:
    place = names.get(row["place"], str(row["place"]))
    days = f"{row['day']} 至 {row['until']}"
    return (
        mask(row["who"]),
        place,
        days,
        plain(row["n"]),
        yuan(row["amt"]),
        f"{many} 人" if many > 1 else "—",
    )


def _bars(stays: Sequence[Row], colours: Mapping[tuple[Any, ...], str], names: Names) -> Canvas:
    first: date = min(r["day"] for r in stays)
    days = max((max(r["until"] for r in stays) - first).days, 1)
    canvas, area = Canvas(48.0 + 16 * len(stays)), BROAD - _LEFT - 12
    for number in range(5):
        x = _LEFT + area * number / 4
        canvas.line(x, 18, x, canvas.high - 24)
        day = first + timedelta(days=round(days * number / 4))
        canvas.text(x, 13, f"{day:%Y-%m-%d}", anchor="middle" if number < 4 else "end", size=10, fill=SOFT)
    for number, row in enumerate(stays):
        y, start = 22 + 16 * number, _LEFT + area * (row["day"] - first).days / days
        broad = max(area * (row["until"] - row["day"]).days / days, 4)
        said = f"{mask(row['who'])} {names.get(row['place'], row['place'])} {row['day']} 至 {row['until']}"
        canvas.text(_LEFT - 8, y + 10, short(mask(row["who"]), 18), anchor="end", size=10)
        fill = colours.get((row["place"], row["day"], row["until"]), _ALONE)
        canvas.box(start, y, broad, 11, fill=fill, title=said)
    canvas.text(10, canvas.high - 6, "同色：同一机构同日入院、同日出院；灰：其余", size=11, fill=SOFT)
    return canvas
