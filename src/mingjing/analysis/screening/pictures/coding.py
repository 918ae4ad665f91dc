"""Pictures of codes beside care: each hospital by the share of its stays with complications and by what these cost."""

from mingjing.analysis.screening.pictures.reading import Marks, Names
from mingjing.analysis.screening.pictures.svg import ALERT, BROAD, GRID, OWN, SOFT, Canvas, Picture, plain

_FRAME = (70.0, 16.0, BROAD - 100.0, 260.0)  # left, top, broad, high
_HEADS = ("医院", "伴并发症占比", "伴、不伴并发症的费用之比", "病例数")
_LISTED = 60


def costs(marks: Marks, names: Names) -> Picture | None:
    """Draw one dot per hospital of the level: complications that cost nothing lie low and to the right."""
    rows = [row for row in marks.rows if row["amt"] is not None]
    if not any(row["part"] == "own" for row in rows):
        return None
    canvas, (left, top, broad, high) = Canvas(340.0), _FRAME
    most = max(2.0, *(float(row["amt"]) for row in rows))

    def at(share: float, ratio: float) -> tuple[float, float]:
        return left + share * broad, top + high * (1 - ratio / most)

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = at(tick, 0)[0]
        canvas.line(x, top, x, top + high, stroke=GRID)
        canvas.text(x, top + high + 16, f"{tick:.0%}", anchor="middle", size=11, fill=SOFT)
        y = at(0, most * tick)[1]
        canvas.text(left - 6, y + 4, plain(round(most * tick, 2)), anchor="end", size=11, fill=SOFT)
    canvas.line(left, at(0, 1)[1], left + broad, at(0, 1)[1], dash="4 3")
    for row in sorted(rows, key=lambda one: (one["part"] == "own", str(one["place"]))):
        x, y = at(min(float(row["n"]), 1.0), float(row["amt"]))
        own, name = row["part"] == "own", names.get(str(row["place"]), str(row["place"]))
        words = f"{name}：占比 {float(row['n']):.0%}，费用之比 {float(row['amt']):.2f}"
        canvas.dot(x, y, 6 if own else 4, fill=ALERT if own else OWN, title=words)
    canvas.text(left, 334, _WORDS, size=11, fill=SOFT)
    shown = sorted(rows, key=lambda one: (one["part"] != "own", -float(one["n"])))[:_LISTED]
    table = [
        (
            names.get(str(row["place"]), str(row["place"])),
            f"{float(row['n']):.1%}",
            f"{float(row['amt']):.2f}",
            f"{row['minute']:,}",
        )
        for row in shown
    ]
    title = "各医院伴并发症占比与费用之比"
    return Picture("cc_cost", title, canvas.done(title), _HEADS, table)


_WORDS = "横轴：伴并发症病例占比；纵轴：伴与不伴并发症病例的费用之比（虚线为一样）；红点：本医院；其余：同省同级医院"
