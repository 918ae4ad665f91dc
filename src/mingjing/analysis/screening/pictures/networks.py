"""The picture of a gang: members, institutions and doctors, how often they met, and what was paid."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import (
    ALERT,
    BROAD,
    COLOURS,
    OWN,
    SOFT,
    Canvas,
    Picture,
    short,
    yuan,
)
from mingjing.analysis.screening.report_data import mask

MEMBERS, PLACES, DOCTORS, DATES = 30, 8, 8, 40


def network(found: Marks, names: Names, members: Sequence[str]) -> list[Picture]:
    """Draw who went where with whom (network), on which dates (timeline), and list the members with their money."""
    joint = [r for r in found.rows if r["part"] == "joint"]
    if not joint:
        return []
    pictures = (_web(joint, names, members), _dates(joint, names), _members(found.rows, joint, members))
    return [replace(one, note=one.note + found.left_out) for one in pictures]


def span(found: Marks) -> str:
    """Return from when to when the members met, and how often; empty when they never did."""
    days = sorted({(r["day"], r["place"]) for r in found.rows if r["part"] == "joint"})
    return f"{days[0][0]} 至 {days[-1][0]}，同日到场 {len(days)} 次" if days else ""


def _top(values: Counter[str], most: int) -> list[str]:
    return [value for value, _ in sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]


def _column(
    canvas: Canvas, labels: Sequence[str], x: float, anchor: str, fill: str, said: Mapping[str, str]
) -> dict[str, tuple[float, float]]:
    """Place one kind of node in a column; return where each stands. Words in the middle stand above their node."""
    places = {}
    aside = {"end": (-12.0, 4.0), "start": (12.0, 4.0), "middle": (0.0, -11.0)}[anchor]
    for number, label in enumerate(labels):
        y = 44 + (canvas.high - 80) * (number + 0.5) / len(labels)
        places[label] = (x, y)
        words = said.get(label, label)
        canvas.dot(x, y, 7, fill=fill, title=words)
        canvas.text(x + aside[0], y + aside[1], short(words, 12), anchor=anchor, size=11)
    return places


def _web(joint: Sequence[Row], names: Names, members: Sequence[str]) -> Picture:
    kinds = (
        _top(Counter(r["who"] for r in joint), MEMBERS),
        _top(Counter(r["place"] for r in joint), PLACES),
        _top(Counter(r["name"] for r in joint if r["name"]), DOCTORS),
    )
    lines: Counter[tuple[str, str, str]] = Counter()
    for row in joint:
        lines["p", row["who"], row["place"]] += 1
        if row["name"]:
            lines["d", row["name"], row["place"]] += 1
    rows = [
        ("人员到机构" if kind == "p" else "医师在机构", mask(one), names.get(place, place), f"{number:,}")
        for (kind, one, place), number in sorted(lines.items(), key=lambda pair: (-pair[1], pair[0]))[:100]
    ]
    note = _capped(
        ("成员", len(members), len(kinds[0])),
        ("机构", len({r["place"] for r in joint}), len(kinds[1])),
        ("医师", len({r["name"] for r in joint if r["name"]}), len(kinds[2])),
    )
    title = "成员、机构与医师的联系"
    svg = _woven(kinds, lines, names, len(members)).done(title)
    return Picture("network", title, svg, ("联系", "编号", "机构", "次数"), rows, note)


def _woven(
    kinds: tuple[list[str], list[str], list[str]],
    lines: Mapping[tuple[str, str, str], int],
    names: Names,
    members: int,
) -> Canvas:
    persons, places, doctors = kinds
    canvas = Canvas(max(240.0, 60 + 22.0 * max(map(len, kinds))))
    nodes = Canvas(canvas.high)
    left = _column(nodes, persons, 130, "end", ALERT, {p: f"人员 {mask(p)}" for p in persons})
    middle = _column(nodes, places, 400, "middle", OWN, {p: names.get(p, p) for p in places})
    right = _column(nodes, doctors, 640, "start", COLOURS[2], {d: f"医师 {mask(d)}" for d in doctors})
    most = max(lines.values())
    for (kind, one, place), number in sorted(lines.items()):
        ends = (left if kind == "p" else right).get(one), middle.get(place)
        if ends[0] and ends[1]:
            canvas.line(*ends[0], *ends[1], stroke="#b9c6d3", width=1 + 5 * number / most)
    canvas.parts += nodes.parts
    for x, words in ((130, f"成员（{members} 人）"), (400, "机构"), (640, "医师")):
        canvas.text(x, 22, words, anchor="middle", fill=SOFT)
    canvas.text(20, canvas.high - 8, "连线粗细为同日同机构至少两人到场的次数", size=11, fill=SOFT)
    return canvas


def _capped(*kinds: tuple[str, int, int]) -> str:
    said = [f"{name}共 {whole}，画出 {drawn}" for name, whole, drawn in kinds if whole > drawn]
    return f"{'；'.join(said)}。" if said else ""


def _dates(joint: Sequence[Row], names: Names) -> Picture:
    days = sorted({(r["day"], r["place"]) for r in joint})
    kept = days[-DATES:]
    there: dict[tuple[Any, str], set[str]] = defaultdict(set)
    paid: dict[tuple[Any, str], float] = defaultdict(float)
    for row in joint:
        there[row["day"], row["place"]].add(row["who"])
        paid[row["day"], row["place"]] += float(row["amt"] or 0)
    rows = [
        (f"{day}", names.get(place, place), f"{len(there[day, place])}", yuan(paid[day, place]))
        for day, place in kept
    ]
    note = f"只画最近 {DATES} 次，共 {len(days)} 次。" if len(days) > DATES else ""
    heads = ("日期", "机构", "到场成员", "基金和账户（元）")
    svg = _times(kept, there, _top(Counter(r["who"] for r in joint), MEMBERS), names).done("同日到场时间线")
    return Picture("meetings", "同日到场时间线", svg, heads, rows, note)


def _times(
    kept: Sequence[tuple[Any, str]],
    there: Mapping[tuple[Any, str], set[str]],
    persons: Sequence[str],
    names: Names,
) -> Canvas:
    places = _top(Counter(place for _, place in kept), len(COLOURS))
    canvas, left = Canvas(78.0 + 18 * len(persons)), 120.0
    step = min(26.0, (BROAD - left - 10) / len(kept))
    for number, (day, place) in enumerate(kept):
        x = left + (number + 0.5) * step
        if number % max(1, round(40 / step)) == 0:
            canvas.text(x, 13, f"{day:%m-%d}", anchor="middle", size=10, fill=SOFT)
        fill = COLOURS[places.index(place)] if place in places else SOFT
        for line, who in enumerate(persons):
            if who in there[day, place]:
                words = f"{day} {names.get(place, place)} {mask(who)}"
                canvas.dot(x, 28 + 18 * line, 5, fill=fill, title=words)
    for line, who in enumerate(persons):
        canvas.text(left - 8, 32 + 18 * line, f"人员 {mask(who)}", anchor="end", size=11)
    for number, place in enumerate(places[:4]):
        canvas.dot(20.0 + 180 * number, canvas.high - 22, 5, fill=COLOURS[number])
        words = short(names.get(place, place), 12)
        canvas.text(30.0 + 180 * number, canvas.high - 18, words, size=11)
    return canvas


def _members(every: Sequence[Row], joint: Sequence[Row], members: Sequence[str]) -> Picture:
    money: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    dates: dict[str, set[Any]] = defaultdict(set)
    for row in every:
        whole[row["who"]] += float(row["amt"] or 0)
    for row in joint:
        money[row["who"]] += float(row["amt"] or 0)
        dates[row["who"]].add((row["day"], row["place"]))
    listed = sorted(set(members) | money.keys(), key=lambda who: (-money[who], who))
    rows = [(mask(who), f"{len(dates[who])}", yuan(money[who]), yuan(whole[who])) for who in listed[:200]]
    total = f"合计：共同到场 {yuan(sum(money.values()))} 元，全部 {yuan(sum(whole.values()))} 元。"
    note = total + (f"只列 200 人，共 {len(listed)} 人。" if len(listed) > 200 else "")
    heads = ("成员", "共同到场次数", "共同到场的基金和账户（元）", "前后一年的基金和账户（元）")
    return Picture("members", "成员名单与金额", "", heads, rows, note)
