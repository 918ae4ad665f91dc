"""Pictures of stays: days and classes of fees, stays in and out together, two bills side by side."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
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
    short,
    yuan,
)
from mingjing.analysis.screening.report_data import mask
from mingjing.analysis.standard.codelist import code_list

SCENES = {"IP": "住院", "OP": "门诊", "PH": "购药"}
_STATE = {"empty": "无检查治疗用药", "leave": "请假", "care": "有诊疗"}
_LONGEST, _MOST_STAYS, _MOST_ITEMS = 62, 30, 60
_EMPTY, _LEAVE, _MISSED = "#f3c9c5", "#e3e8ee", INK


def _charge(code: str | None) -> str:
    known = code_list("med_chrgitm_type")
    return known[code].zh if code in known else code or "其他"


def matrix(found: Marks, names: Names) -> Picture | None:
    """Draw days against classes of fees: how much each day, days without care, leave, and visits elsewhere."""
    fees = [r for r in found.rows if r["part"] == "fee" and r["day"]]
    states = {r["day"]: r["part"] for r in found.rows if r["part"] in _STATE}
    outside = [r for r in found.rows if r["part"] == "out"]
    missed = {r["day"] for r in found.rows if r["part"] == "check"}
    days = sorted({r["day"] for r in fees} | states.keys() | {r["day"] for r in outside})[:_LONGEST]
    if not days:
        return None
    sums: dict[tuple[str, date], float] = defaultdict(float)
    for row in fees:
        sums[_charge(row["name"]), row["day"]] += float(row["amt"] or 0)
    kinds = sorted(
        {kind for kind, _ in sums}, key=lambda k: -sum(v for (kind, _), v in sums.items() if kind == k)
    )
    canvas = Canvas(48.0 + _ROW * (len(kinds) + 1))
    step = min(30.0, (BROAD - _LEFT - 6) / len(days))
    _days(canvas, days, states, step, _ROW * (len(kinds) + 1))
    for line, kind in enumerate(kinds):
        _kind(canvas, kind, [sums.get((kind, day), 0.0) for day in days], days, step, 18 + _ROW * line)
    _outside(canvas, outside, days, _LEFT, step, 18 + _ROW * len(kinds), names)
    for number, day in enumerate(days):
        if day in missed:
            x, y = _LEFT + number * step, 18 + _ROW * len(kinds)
            canvas.box(x + step / 2 - 4, y + 7, 8, 8, fill=_MISSED, title=f"{day} 查床未在位")
    words = "柱高：该类费用当日金额（与该类最高日相比）；红底：无检查治疗用药；灰底：请假；红点：外院就诊；黑方块：查床未在位"
    canvas.text(_LEFT, canvas.high - 6, words, size=11, fill=SOFT)
    rows = [_day(day, states, sums, kinds, outside, names, day in missed) for day in days]
    title, heads = "逐日费用与外院就诊", ("日期", "状态", "费用（元）", "收费类别", "外院就诊、查床")
    return Picture("stay_matrix", title, canvas.done(title), heads, rows, found.left_out)


_LEFT, _ROW = 110.0, 22.0


def _days(canvas: Canvas, days: Sequence[date], states: Mapping[date, str], step: float, high: float) -> None:
    fills = {"empty": _EMPTY, "leave": _LEAVE}
    for number, day in enumerate(days):
        x, state = _LEFT + number * step, states.get(day, "")
        if state in fills:
            canvas.box(x, 18, step - 1, high, fill=fills[state], title=f"{day} {_STATE[state]}")
        if number % max(1, -(-40 // step)) == 0:
            canvas.text(x + step / 2, 13, f"{day:%m-%d}", anchor="middle", size=10, fill=SOFT)


def _kind(
    canvas: Canvas, kind: str, amounts: Sequence[float], days: Sequence[date], step: float, y: float
) -> None:
    most = max(amounts, default=1) or 1
    canvas.text(_LEFT - 6, y + 15, short(kind, 8), anchor="end")
    for number, amount in enumerate(amounts):
        if amount > 0:
            tall, x = 4 + (_ROW - 8) * amount / most, _LEFT + number * step + 2
            words = f"{days[number]} {kind} {yuan(amount)} 元"
            canvas.box(x, y + _ROW - 2 - tall, step - 5, tall, fill=OWN, title=words)


def _outside(
    canvas: Canvas,
    rows: Sequence[Row],
    days: Sequence[date],
    left: float,
    step: float,
    y: float,
    names: Names,
) -> None:
    canvas.text(left - 6, y + 15, "外院就诊", anchor="end")
    for row in rows:
        if row["day"] in days:
            words = f"{row['day']} {names.get(row['place'], row['place'])} {SCENES.get(row['name'], '')} {yuan(row['amt'])} 元"
            canvas.dot(left + (days.index(row["day"]) + 0.5) * step, y + 11, 5, fill=ALERT, title=words)


def _day(
    day: date,
    states: Mapping[date, str],
    sums: Mapping[tuple[str, date], float],
    kinds: Sequence[str],
    outside: Sequence[Row],
    names: Names,
    missed: bool,
) -> tuple[str, ...]:
    there = [(kind, sums[kind, day]) for kind in kinds if sums.get((kind, day))]
    visits = [
        f"{names.get(r['place'], r['place'])}（{SCENES.get(r['name'], '')}）"
        for r in outside
        if r["day"] == day
    ]
    return (
        f"{day}",
        _STATE.get(states.get(day, ""), "—"),
        yuan(sum(amount for _, amount in there)),
        "、".join(f"{kind} {yuan(amount)}" for kind, amount in there) or "—",
        "、".join([*visits, *(["查床未在位"] if missed else [])]) or "—",
    )


def calendar(found: Marks, names: Names) -> Picture | None:
    """Draw the stay, the person's other stays and visits elsewhere, and those who came and left with it."""
    stays = [r for r in found.rows if r["part"] in _RELATION and r["day"] and r["until"]]
    if not any(r["part"] == "this" for r in stays):
        return None
    order = list(_RELATION)
    stays.sort(key=lambda r: (order.index(r["part"]), r["day"], str(r["who"])))
    unique = list({(r["part"], r["who"], r["day"], r["place"]): r for r in stays}.values())
    kept = unique[:_MOST_STAYS]
    outs = [r for r in found.rows if r["part"] == "out"]
    table = [_stay(r, _RELATION[r["part"]][0], f"{r['day']} 至 {r['until']}", names) for r in kept]
    table += [_stay(r, "外院就诊", f"{r['day']}", names) for r in outs]
    note = f"只画 {_MOST_STAYS} 次，共 {len(unique)} 次。" if len(unique) > len(kept) else ""
    heads = ("关系", "人员", "机构", "日期", "夜数", "费用（元）")
    svg = _bars(kept, outs, names).done("入出院日历")
    return Picture("stay_calendar", "入出院日历", svg, heads, table, note or found.left_out)


_RELATION = {"this": ("本次", ALERT), "own": ("本人其他住院", COLOURS[1]), "beside": ("同进同出", OWN)}


def _stay(row: Row, relation: str, days: str, names: Names) -> tuple[str, ...]:
    place = names.get(row["place"], str(row["place"]))
    nights = plain(row["n"]) if row["until"] else "—"
    return (relation, mask(row["who"]), place, days, nights, yuan(row["amt"]))


def _bars(kept: Sequence[Row], outs: Sequence[Row], names: Names) -> Canvas:
    first: date = min(r["day"] for r in kept)
    last: date = max(r["until"] for r in kept)
    days = max((last - first).days, 1)
    canvas, left = Canvas(48.0 + 20 * len(kept)), 250.0
    area = BROAD - left - 12

    def at(day: date) -> float:
        return left + area * (day - first).days / days

    for number in range(5):
        day = first + timedelta(days=round(days * number / 4))
        canvas.line(at(day), 18, at(day), canvas.high - 24)
        anchor = "middle" if number < 4 else "end"
        canvas.text(at(day), 13, f"{day:%m-%d}", anchor=anchor, size=10, fill=SOFT)
    for number, row in enumerate(kept):
        y, broad = 22 + 20 * number, max(at(row["until"]) - at(row["day"]), 4)
        words = f"{mask(row['who'])} {names.get(row['place'], row['place'])}"
        canvas.text(left - 8, y + 12, short(words, 18), anchor="end", size=11)
        said = f"{words} {row['day']} 至 {row['until']}"
        canvas.box(at(row["day"]), y, broad, 14, fill=_RELATION[row["part"]][1], title=said)
    for row in outs:
        said = f"{row['day']} 在 {names.get(row['place'], row['place'])} {SCENES.get(row['name'], '')}"
        canvas.dot(at(row["day"]), 29, 5, fill=INK, title=said)
    words = (
        "红：本次住院；橙：本人其他住院；蓝：同进同出（前后一日内）的他人住院；黑点：本次住院期间的外院就诊"
    )
    canvas.text(left - 240, canvas.high - 6, words, size=11, fill=SOFT)
    return canvas


def bills(found: Marks, names: Names) -> Picture | None:
    """Lay the two bills side by side, the items that differ first."""
    sides: dict[str, dict[str, tuple[float, float]]] = {"this": {}, "twin": {}}
    for row in found.rows:
        if row["part"] in sides:
            sides[row["part"]][row["name"] or "—"] = (float(row["n"] or 0), float(row["amt"] or 0))
    if not sides["this"] or not sides["twin"]:
        return None
    rows = []
    for item in sorted(sides["this"].keys() | sides["twin"].keys()):
        mine, other = sides["this"].get(item), sides["twin"].get(item)
        differs = mine is None or other is None or mine[0] != other[0]
        said = "仅本次" if other is None else "仅对照" if mine is None else "数量不同" if differs else "相同"
        rows.append((not differs, item, mine, other, said))
    rows.sort(key=lambda r: (r[0], r[1]))
    same = sum(r[0] for r in rows)
    table = [(item, *_cells(mine), *_cells(other), said) for _, item, mine, other, said in rows[:_MOST_ITEMS]]
    heads = ("项目", "本次数量", "本次金额", "对照数量", "对照金额", "比较")
    twin = next(r for r in found.rows if r["part"] == "twin")
    note = (
        f"对照：人员 {mask(twin['who'])}，{names.get(twin['place'], twin['place'])}，{twin['day']} 至 {twin['until']}。"
        f"共 {len(rows)} 个项目，其中 {same} 个数量相同。"
    )
    if len(rows) > _MOST_ITEMS:
        note += f"只列 {_MOST_ITEMS} 个。"
    return Picture("two_bills", "两份费用清单对照", "", heads, table, note)


def _cells(side: tuple[float, float] | None) -> tuple[str, str]:
    return ("—", "—") if side is None else (plain(side[0]), yuan(side[1]))
