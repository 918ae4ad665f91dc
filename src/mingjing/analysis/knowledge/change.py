"""What a workbook would change in a bureau's rows: newer rows supersede by date, nothing is overwritten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mingjing.analysis.knowledge.codes import DIVISIONS, NAMES, Known
from mingjing.analysis.knowledge.document import KnowledgeList, Row, knowledge_list
from mingjing.analysis.knowledge.own import fact, files, order, overlaps, place_of, read, stem
from mingjing.analysis.knowledge.sheet import SheetRow, read_workbook
from mingjing.kernel.errors import DataError, Problem

_ITEM_ADVICE = (
    "编码录错，或目录未收录",
    "核对编码；确有此项目的，先在“项目名称”工作表（item_name）填入编码和名称，可同一次导入",
)
_ADVICE = {
    "admdvs": (
        "区划录错，或为医保专设区划（省本级、开发区等）",
        "核对区划；医保专设区划先填入“行政区划”工作表（division），可同一次导入",
    ),
    "rule_code": ("规则编码录错", "核对国家规则目录；不限规则的留空"),
}
Facts = dict[tuple[object, ...], Row]
KINDS = {"added": "新增", "superseding": "调整", "ended": "终止"}


@dataclass(frozen=True, slots=True)
class Change:
    """One row that the workbook adds or ends. `before` is the row it takes over from, the place's or the nation's."""

    found: KnowledgeList
    kind: str
    row: Row
    before: Row | None
    where: str

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """What differs from `before`, as (old, new) by column; days, place and sources apart."""
        if self.before is None:
            return {}
        names = ("enddate",) if self.kind == "ended" else (*self.found.columns, "sev")
        own = [name for name in names if name != "published"]
        return {
            name: (self.before[name], self.row[name]) for name in own if self.before[name] != self.row[name]
        }


@dataclass(slots=True)
class ImportPlan:
    """What an import would do: its changes, how many rows stay as they are, the rows of each list after it."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    after: dict[str, list[Row]] = field(default_factory=dict)


def plan_import(workbook: Path, folder: Path) -> ImportPlan:
    """Return what importing `workbook` into the local folder would change.

    Raises DataError that names every wrong cell; DocumentError when the folder's own rows are wrong already.
    """
    rows, problems = read_workbook(workbook)
    by_list: dict[str, list[SheetRow]] = {}
    for row in rows:
        by_list.setdefault(row.found.name, []).append(row)
    own = own_of(folder, {*by_list, NAMES, DIVISIONS})
    known = Known(
        {name: [*own[name], *(row.values for row in by_list.get(name, ()))] for name in (NAMES, DIVISIONS)}
    )
    plan = ImportPlan()
    for name, sheet_rows in by_list.items():
        found = sheet_rows[0].found
        nation = {} if _is_own(found, folder) else {fact(found, row): row for row in found.rows}
        fresh = [row for row in sheet_rows if row.faulty or not _settled(plan, row, nation)]
        problems += [problem for row in fresh for problem in _unknown(row, known)]
        problems += [
            problem for row in fresh if row.faulty and not row.values["kp_ref"] for problem in _lacking(row)
        ]
        problems += _merged(plan, found, [row for row in fresh if not row.faulty], own[name], nation)
    if problems:
        raise DataError.from_problems(problems)
    return plan


def own_of(folder: Path, names: set[str]) -> dict[str, list[Row]]:
    """Return the rows that a local folder itself holds of these lists, typed."""
    mine = files(folder)
    return {
        name: list(knowledge_list(name).rows)
        if _is_own(knowledge_list(name), folder)
        else read(knowledge_list(name), mine[name])
        if name in mine
        else []
        for name in names
    }


def _is_own(found: KnowledgeList, folder: Path) -> bool:
    return found.path.is_relative_to(folder.absolute())


def _unknown(row: SheetRow, known: Known) -> Iterator[Problem]:
    """Yield the codes, divisions and rules of a row that nothing knows."""
    for column, _, wrong in known.judged(row.found, row.values):
        if not wrong:
            continue
        why, do = _ADVICE.get(column, _ITEM_ADVICE)
        yield row.problem(column, wrong, why, do)


def _settled(plan: ImportPlan, row: SheetRow, nation: Facts) -> bool:
    """Bring a row into the form in which rows are kept; return whether it is a built-in row, left as it is."""
    values = row.values
    values["admdvs"] = stem(values["admdvs"]) if values["admdvs"] else None
    values["match"] = None if values["match"] == "=" else values["match"]
    built_in = nation.get(fact(row.found, values))
    same = built_in is not None and all(
        built_in[name] == values[name] for name in row.found.accepted if name != "match"
    )
    plan.unchanged += same
    return same


def _merged(
    plan: ImportPlan, found: KnowledgeList, sheet_rows: Sequence[SheetRow], own: Sequence[Row], nation: Facts
) -> Iterator[Problem]:
    mine = {fact(found, row): row for row in own}
    earlier_rows = _by_place(found, [*nation.values(), *own])
    seen: dict[tuple[object, ...], SheetRow] = {}
    for row in sheet_rows:
        identity = fact(found, row.values)
        earlier = seen.setdefault(identity, row)
        if earlier is not row:
            do = "删去一行，或为新规定填写新的起始日期"
            yield row.problem(
                found.key[0], f"与第 {earlier.number} 行重复", "同一事项、同一地区、同一起始日期", do
            )
        elif identity in mine:
            yield from _again(plan, row, mine, identity)
        else:
            yield from _new(plan, row, nation, mine, earlier_rows)
    rows = sorted(mine.values(), key=lambda row: order(found, row))
    yield from _overlapping(found, rows, seen)
    plan.after[found.name] = rows


def _again(plan: ImportPlan, row: SheetRow, mine: Facts, identity: tuple[object, ...]) -> Iterator[Problem]:
    """A row that the folder has: the same, ended, or an attempt to rewrite it."""
    found, old, new = row.found, mine[identity], row.values
    differing = [name for name in found.accepted if name != "match" and old[name] != new[name]]
    if not differing:
        plan.unchanged += 1
    elif differing == ["enddate"] and new["enddate"]:
        plan.changes.append(Change(found, "ended", new, old, row.cells.get("enddate", "")))
        mine[identity] = new
    else:
        do = "保留原行；规定有变的，另起一行填写新的起始日期；原规定停止的，只在原行填写终止日期"
        for name in differing:
            yield row.problem(name, f"与已登记的“{_shown(old[name])}”不同", "已登记的行不得改写", do)


def _new(
    plan: ImportPlan, row: SheetRow, nation: Facts, mine: Facts, by_place: dict[tuple[object, ...], list[Row]]
) -> Iterator[Problem]:
    found, values = row.found, row.values
    identity, place = fact(found, values), place_of(found, values)
    if identity in nation:
        do = "填写适用区划，另立本地行" if found.regional else "这张表全国统一，只接受新的事项"
        yield row.problem(found.key[0], "与内置行是同一事项而内容不同", "内置行不得改写", do)
        return
    yield from _lacking(row)
    national = place_of(found, values | {"admdvs": None})
    before = _predecessor(values, by_place.get(place, ())) or _predecessor(values, by_place.get(national, ()))
    kind = "superseding" if before and before["admdvs"] else "added"
    plan.changes.append(Change(found, kind, values, before, f"{row.sheet} 第 {row.number} 行"))
    mine[identity] = values
    by_place.setdefault(place, []).append(values)


def _lacking(row: SheetRow) -> Iterator[Problem]:
    """Yield what a row of a place must say and does not."""
    why = "本地行必须说明依据和适用地区"
    if not row.values["source"] and "source" not in row.faulty:
        yield row.problem("source", "没有写明依据", why, "填写文件名、文号")
    if row.found.regional and not row.values["admdvs"] and "admdvs" not in row.faulty:
        do = "填写 6 位区划代码，市填 420100、省填 420000"
        yield row.problem("admdvs", "没有填写适用区划", why, do)


def _by_place(found: KnowledgeList, rows: Sequence[Row]) -> dict[tuple[object, ...], list[Row]]:
    places: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        places.setdefault(place_of(found, row), []).append(row)
    return places


def _predecessor(values: Row, rows: Sequence[Row]) -> Row | None:
    """Return, of the rows of one fact and place, the one in force on the day on which the new one begins."""
    since = values["begndate"] or date.min
    before = [
        row
        for row in rows
        if (row["begndate"] or date.min) <= since and (row["enddate"] or date.max) >= since
    ]
    return max(before, key=lambda row: row["begndate"] or date.min, default=None)


def _overlapping(
    found: KnowledgeList, rows: Sequence[Row], seen: dict[tuple[object, ...], SheetRow]
) -> Iterator[Problem]:
    """A row with an end must be over when the next one for its fact and place begins; an open one gives way."""
    for earlier, later in overlaps(found, rows):
        row, column = seen.get(fact(found, later)), "begndate"
        if row is None:
            row, column = seen[fact(found, earlier)], "enddate"
        days = f"{_shown(earlier['begndate'])} 至 {earlier['enddate']} 与 {later['begndate']} 起"
        do = "改正起止日期，使前一行先终止"
        yield row.problem(column, f"有效期重叠（{days}）", "同一事项、同一地区在一天内只能有一行有效", do)


def _shown(value: Any) -> str:
    return "空" if value is None else str(value)
