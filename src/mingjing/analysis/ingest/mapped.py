"""A delivery in any other layout: a mapping turned into feeds of the standard's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.cell import as_text
from mingjing.analysis.ingest.conform import Feed, scan
from mingjing.analysis.ingest.delivery import Delivery, SourceFile, by_patterns
from mingjing.analysis.ingest.layout import Feeds, Reading
from mingjing.analysis.ingest.mapping import PSEUDO, Block, Cell, MappingDocument
from mingjing.analysis.ingest.staged import Staged
from mingjing.kernel.errors import DataError, DocumentError, EngineError, Problem

_ORDER = "_file * 1099511627776 + _row"


@dataclass(frozen=True, slots=True)
class MappedLayout:
    """Files and columns named as somebody else names them, read by way of a mapping."""

    mapping: MappingDocument

    @property
    def identity(self) -> dict[str, str]:
        """See Layout."""
        return {"name": self.mapping.name, "title": self.mapping.title, "sha256": self.mapping.sha256}

    def find(self, root: Path) -> Delivery:
        """See Layout."""
        delivery = by_patterns(root, {name: source.files for name, source in self.mapping.sources.items()})
        present = {file.name for file in delivery.files}
        problems = [
            Problem(
                f"没有来源 {name} 的文件",
                str(root),
                f"映射要的是 {'、'.join(source.files)}",
                "补齐文件后重试",
            )
            for name, source in self.mapping.sources.items()
            if name not in present
        ]
        if problems:
            raise DataError.from_problems(problems)
        return delivery

    def reading(self, file: SourceFile) -> Reading:
        """See Layout."""
        source = self.mapping.sources[file.name]
        return Reading(self._wanted(file.name), source.header, source.sheet)

    def feeds(self, engine: DuckDBEngine, staged: Sequence[Staged]) -> Feeds:
        """See Layout."""
        found = Feeds()
        owned: set[str] = set()
        for name in self.mapping.sources:
            parts = {number: part for number, part in enumerate(staged) if part.name == name}
            _demand_columns(parts, self._wanted(name) - self.mapping.sources[name].optional)
            found.unused[name] = _unused(parts, self._wanted(name))
        for block in self.mapping.blocks:
            parts = {number: part for number, part in enumerate(staged) if part.name == block.source}
            owns = block.source not in owned and not block.group
            owned |= {block.source} if owns else set()
            found.by_table.setdefault(block.table, []).append(_feed(engine, block, parts, owns))
        return found

    def _wanted(self, source: str) -> set[str]:
        """Return the columns of `source` that the mapping reads."""
        return set().union(*(block.reads() for block in self.mapping.blocks if block.source == source))


def _demand_columns(parts: dict[int, Staged], wanted: set[str]) -> None:
    problems = []
    for staged in parts.values():
        have = {name.casefold() for name in staged.columns}
        missing = sorted(name for name in wanted if name.casefold() not in have)
        if missing:
            problems.append(
                Problem(
                    f"缺少映射要用的列 {'、'.join(missing)}",
                    staged.shown,
                    f"文件中的列：{'、'.join(staged.columns)}",
                    "核对文件，或改正映射中的列名",
                )
            )
    if problems:
        raise DataError.from_problems(problems)


def _unused(parts: dict[int, Staged], wanted: set[str]) -> list[str]:
    used = {name.casefold() for name in wanted}
    columns = dict.fromkeys(name for staged in parts.values() for name in staged.columns)
    return [name for name in columns if name.casefold() not in used]


def _feed(engine: DuckDBEngine, block: Block, parts: dict[int, Staged], owns: bool) -> Feed:
    select = _select(block, parts)
    try:
        described = engine.native(f"DESCRIBE {select}")
    except EngineError as error:
        raise DocumentError.from_problems(_blame(engine, block, parts, error)) from error
    types = dict(zip(described["column_name"].to_pylist(), described["column_type"].to_pylist(), strict=True))
    return Feed(parts, select, {name: types[name] for name in block.cells}, owns)


def _blame(engine: DuckDBEngine, block: Block, parts: dict[int, Staged], error: EngineError) -> list[Problem]:
    """Return the problems of the cells that do not fit the source, or of the block when none stands out."""
    problems = []
    for name, cell in block.cells.items():
        alone = Block(block.table, block.source, 0, block.where, None, (), block.group, {name: cell})
        try:
            engine.native(f"DESCRIBE {_select(alone, parts)}")
        except EngineError as reason:
            problems.append(
                Problem("表达式与源数据不符", cell.where, reason.problems[0].why, "核对列名和类型")
            )
    return problems or [
        Problem("条件与源数据不符", block.where, error.problems[0].why, "核对 only 和 refuse")
    ]


def _select(block: Block, parts: dict[int, Staged]) -> str:
    """Return the SELECT that `Feed` wants: row id, reason to refuse, target columns."""
    inner = " UNION ALL ".join(_source(number, part, parts, block.reads()) for number, part in parts.items())
    where = f" WHERE {block.only}" if block.only else ""
    refusals = [f"CASE WHEN {when} THEN {text(reason)} END" for when, reason in block.refusals]
    refusals += [reason for cell in block.cells.values() if (reason := _unmapped(cell, block.group))]
    refuse = f"nullif(concat_ws('；', {', '.join(refusals)}), '')" if refusals else "CAST(NULL AS VARCHAR)"
    cells = "".join(f", {_value(cell, block.group)} AS {quote(name)}" for name, cell in block.cells.items())
    if not block.group:
        return f"SELECT _file, _row, {block.part} AS _part, {refuse} AS _refuse{cells} FROM ({inner}){where}"
    first = f"min({_ORDER})"
    row_id = f"{first} // 1099511627776 AS _file, {first} % 1099511627776 AS _row, {block.part} AS _part"
    keys = ", ".join(quote(name) for name in block.group)
    return f"SELECT {row_id}, {refuse} AS _refuse{cells} FROM ({inner}){where} GROUP BY {keys}"


def _source(number: int, staged: Staged, parts: dict[int, Staged], wanted: set[str]) -> str:
    """Return the SELECT of the columns a block reads, text trimmed, in the same types for every file."""
    have = {name.casefold(): name for name in staged.columns}
    columns = []
    for name in sorted(wanted):
        heading = have.get(name.casefold())
        if heading is None:
            columns.append(f"NULL AS {quote(name)}")
            continue
        kinds = {
            kind
            for part in parts.values()
            for column, kind in part.columns.items()
            if column.casefold() == name.casefold()
        }
        plain = len(kinds) == 1 and kinds != {"VARCHAR"}
        columns.append(
            f"{quote(heading) if plain else as_text(quote(heading), staged.columns[heading])} AS {quote(name)}"
        )
    row_id = f"{number} AS _file, file_row_number AS _row"
    return f"SELECT {', '.join((row_id, *columns))} FROM {scan(staged)}"


def _picked(column: str, group: tuple[str, ...]) -> str:
    """SQL for a source column; of a group, its first filled value."""
    name = quote(column)
    if not group or column in group:
        return name
    return f"arg_min({name}, {_ORDER}) FILTER (WHERE {name} IS NOT NULL)"


def _plain(cell: Cell, group: tuple[str, ...]) -> str:
    if cell.const is not None:
        return text(cell.const)
    if cell.sql is not None:
        return f"({cell.sql})"
    if cell.column is not None:
        return _picked(cell.column, group)
    names = [name if name in PSEUDO else _picked(name, group) for name in cell.key]
    joined = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in names)
    filled = " OR ".join(f"{name} IS NOT NULL" for name in names)
    return f"CASE WHEN {filled} THEN {text(cell.prefix)} || md5(concat_ws('|', {joined})) END"


def _value(cell: Cell, group: tuple[str, ...]) -> str:
    value = _plain(cell, group)
    if cell.map is not None:
        cases = "".join(f" WHEN {text(old)} THEN {text(new)}" for old, new in cell.map.items())
        other = text(cell.otherwise) if cell.otherwise is not None else "NULL"
        value = f"CASE WHEN {value} IS NULL THEN NULL ELSE CASE CAST({value} AS VARCHAR){cases} ELSE {other} END END"
    if cell.date is not None:
        as_date = f"try_strptime(CAST({value} AS VARCHAR), {text(cell.date)})"
        unread = f"{text(f'不合格式 {cell.date}：')} || CAST({value} AS VARCHAR)"
        value = f"coalesce(strftime({as_date}, '%Y-%m-%d %H:%M:%S'), {unread})"
    return value


def _unmapped(cell: Cell, group: tuple[str, ...]) -> str | None:
    """SQL for the sentence that a value has no place in the code map; None when it always has."""
    if cell.map is None or cell.otherwise is not None:
        return None
    value = f"CAST({_plain(cell, group)} AS VARCHAR)"
    known = ", ".join(text(old) for old in cell.map)
    label = text(f"{cell.column or '表达式'}“")
    return f"CASE WHEN {value} NOT IN ({known}) THEN {label} || {value} || '”不在映射的代码对照中' END"
