"""Pictures of the outpatient pool: what it pays per settlement, how often people come, and which bills are repeated."""

from collections.abc import Mapping, Sequence
from typing import Any

from mingjing.analysis.screening.pictures.reading import Marks, Names
from mingjing.analysis.screening.pictures.statements import MOST_VISITS, POOL_STEP
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BAND,
    BROAD,
    OWN,
    SOFT,
    Canvas,
    Picture,
    plain,
    round_up,
    short,
    yuan,
)

Shares = Mapping[int, float]


def payments(found: Marks, cap: object = None) -> Picture | None:
    """Draw how many settlements the pool paid so much of, beside the other institutions of the city, and the cap if known."""
    own, peers = _shares(found, "paid"), _shares(found, "paid_peers")
    if not own:
        return None
    caps = [round(float(str(cap)))] if cap is not None else []
    last = max([*own, *caps]) + POOL_STEP
    canvas, at = _bars(own, peers, last, POOL_STEP)
    for most in caps:
        canvas.line(at(most), 14, at(most), 154, stroke=ALERT, width=2, dash="5 3")
        canvas.text(at(most), 12, f"次均限额 {most} 元", anchor="end", size=11, fill=ALERT)
    words = "蓝柱：该机构各档统筹支付额的笔数占比；灰线：同市其他机构" + ("" if caps else "；次均限额未知")
    canvas.text(46, 205, words, size=11, fill=SOFT)
    counts = {int(r["minute"]): r for r in found.rows if r["part"] == "paid"}
    rows = [
        (
            f"{low} 至 {low + POOL_STEP} 元",
            plain(r["n"]),
            f"{own[low]:.1%}",
            f"{peers.get(low, 0):.1%}",
            yuan(r["amt"]),
        )
        for low, r in sorted(counts.items())
    ]
    title = "统筹支付额的分布"
    heads = ("统筹支付额", "笔数", "占比", "同市其他机构占比", "统筹支付（元）")
    return Picture("pool_histogram", title, canvas.done(title), heads, rows)


def frequency(found: Marks) -> Picture | None:
    """Draw on how many days of the quarter each person came, beside those of the other institutions of the city."""
    own, peers = _shares(found, "seen"), _shares(found, "seen_peers")
    if not own:
        return None
    canvas, _ = _bars(own, peers, MOST_VISITS + 1, 1)
    words = f"横轴：一人在一个季度的就诊日数（{MOST_VISITS} 为以上合计）；蓝柱：该机构的人员占比；灰线：同市其他机构"
    canvas.text(46, 205, words, size=11, fill=SOFT)
    counts = {int(r["minute"]): r["n"] for r in found.rows if r["part"] == "seen"}
    rows = [
        (f"{days} 日", plain(counts[days]), f"{own[days]:.1%}", f"{peers.get(days, 0):.1%}")
        for days in sorted(counts)
    ]
    title = "人均就诊日数"
    return Picture(
        "pool_visits", title, canvas.done(title), ("就诊日数", "人数", "占比", "同市其他机构占比"), rows
    )


def _shares(found: Marks, part: str) -> dict[int, float]:
    rows = [r for r in found.rows if r["part"] == part and r["minute"] is not None]
    whole = sum(float(r["n"]) for r in rows)
    return {int(r["minute"]): float(r["n"]) / whole for r in rows if whole}


def _bars(own: Shares, peers: Shares, last: int, step: int) -> tuple[Canvas, Any]:
    """Bars of the own shares and the course of the peers' up to `last`; and where a value lies."""
    most = round_up(max([*own.values(), *peers.values()]))
    canvas, left, top, high = Canvas(210.0), 46.0, 14.0, 140.0
    area = BROAD - left - 12

    def at(value: float) -> float:
        return left + area * value / last

    for tick in (0.0, most / 2, most):
        y = top + high * (1 - tick / most)
        canvas.line(left, y, BROAD - 12, y)
        canvas.text(left - 6, y + 4, f"{tick:.0%}", anchor="end", size=11, fill=SOFT)
    for low, share in own.items():
        tall = high * share / most
        words = f"{low} 起 {share:.1%}"
        canvas.box(at(low), top + high - tall, area * step / last - 1, tall, fill=OWN, title=words)
    course: Sequence[tuple[float, float]] = [
        (at(low + step / 2), top + high * (1 - peers.get(low, 0) / most)) for low in range(0, last, step)
    ]
    canvas.path(course, stroke="#8a97a5", width=2)
    every = step * max(1, round(last / step / 12))
    for value in range(0, last, every):
        middle = at(value + step / 2) if step == 1 else at(value)
        canvas.text(middle, top + high + 16, f"{value}", anchor="middle", size=10, fill=SOFT)
    return canvas, at


def sheets(found: Marks, names: Names) -> Picture | None:
    """Draw the bills that return most often, with how many persons and illnesses had the same."""
    rows = sorted((r for r in found.rows if r["name"]), key=lambda r: (-float(r["n"]), r["name"]))
    if not rows:
        return None
    canvas, most = Canvas(34.0 + 34 * len(rows)), max(float(r["n"]) for r in rows)
    for number, row in enumerate(rows):
        y = 8 + 34.0 * number
        canvas.text(8, y + 10, short(row["name"], 52), size=11)
        canvas.box(8, y + 14, 480, 9, fill=BAND)
        canvas.box(8, y + 14, 480 * float(row["n"]) / most, 9, fill=OWN)
        words = f"{plain(row['n'])} 次、{plain(row['who'])} 人、{plain(row['minute'])} 个病种"
        canvas.text(500, y + 22, words, size=11)
    canvas.text(8, canvas.high - 6, "三项以上、完全相同的费用项目，92 天内次数最多的八组", size=11, fill=SOFT)
    table = [
        (str(r["name"]), plain(r["n"]), plain(r["who"]), plain(r["minute"]), yuan(r["amt"])) for r in rows
    ]
    title = "反复出现的相同费用项目"
    return Picture(
        "sheets", title, canvas.done(title), ("项目", "就诊次数", "人数", "病种数", "金额（元）"), table
    )
