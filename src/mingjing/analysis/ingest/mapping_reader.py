"""Reads mapping documents; every mistake is reported with file, line and key."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.ingest.expression import compile_expression
from mingjing.analysis.ingest.mapping import Block, Cell, MappingDocument, Source
from mingjing.analysis.standard.schema import tables
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem, UsageError

_MAPPINGS = Catalog("mapping", "mingjing.analysis.ingest.mappings", ".yaml", local_kind="mappings")
_DOCUMENT = {"title", "reference", "sources", "tables"}
_SOURCE = {"files", "sheet", "header", "optional"}
_BLOCK = {"from", "only", "refuse", "group", "repeat", "columns"}
_CELL = {"column", "const", "sql", "key", "prefix", "map", "else", "date"}
_REFUSAL = {"when", "reason"}
_WAYS = ("column", "const", "sql", "key")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")

Place = tuple[str | int, ...]


def mapping_names() -> list[str]:
    """Return the names of the built-in mappings."""
    return list(_MAPPINGS.paths())


def find_mapping(wanted: str) -> MappingDocument:
    """Return the mapping called `wanted`: a built-in name or a file. Raises UsageError, DocumentError."""
    built_in = _MAPPINGS.paths()
    path = built_in.get(wanted, Path(wanted))
    if not path.is_file():
        near = get_close_matches(wanted, built_in, n=1)
        raise UsageError(
            f"找不到映射 {wanted}",
            why=f"内置映射：{'、'.join(built_in) or '无'}",
            do=f"是不是 {near[0]}？" if near else "给出内置映射的名字，或映射文件的路径",
        )
    return read_mapping(path)


def read_mapping(path: Path) -> MappingDocument:
    """Read and check one mapping. Raises DocumentError with every problem found."""
    text = path.read_text(encoding="utf-8")
    try:
        root, tree = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(
            "不是合法的 YAML",
            where=f"{path}:{mark.line + 1 if mark else 1}",
            why=str(getattr(error, "problem", error)),
            do="核对缩进、冒号和引号",
        ) from error
    reader = _Reader(path, dict(_lines(tree, ())))
    document = reader.document(root, hashlib.sha256(text.encode()).hexdigest())
    if reader.problems:
        raise DocumentError.from_problems(reader.problems)
    return document


def _lines(node: Any, at: Place) -> Iterator[tuple[Place, int]]:
    """Yield the line on which each key or list entry of a YAML tree stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, str(key.value))
            yield place, key.start_mark.line + 1
            yield from _lines(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*at, number), value.start_mark.line + 1
            yield from _lines(value, (*at, number))


@dataclass(slots=True)
class _Reader:
    """Turns the YAML of one mapping into dataclasses and collects what is wrong with it."""

    path: Path
    lines: dict[Place, int]
    problems: list[Problem] = field(default_factory=list)

    def document(self, root: Any, sha256: str) -> MappingDocument:
        top = self._mapping(root, (), _DOCUMENT)
        sources = {
            str(name): self._source(entry, ("sources", str(name)))
            for name, entry in self._mapping(top.get("sources"), ("sources",)).items()
        }
        blocks = [
            block
            for name, entry in self._mapping(top.get("tables"), ("tables",)).items()
            for block in self._table(str(name), entry, sources)
        ]
        if not sources or not blocks:
            self._wrong((), "至少要有一个 sources 和一个 tables", "参照 docs/reference/mapping.md")
        return MappingDocument(self.path.stem, str(top.get("title", "")), sha256, sources, tuple(blocks))

    def where(self, place: Place) -> str:
        """Return `file:line: key.key` of the nearest place whose line is known."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        dotted = ".".join(str(part) for part in place)
        return f"{self.path}:{self.lines.get(known, 1)}" + (f" {dotted}" if dotted else "")

    def _wrong(self, place: Place, what: str, do: str, why: str = "") -> None:
        self.problems.append(Problem(what, self.where(place), why, do))

    def _mapping(self, value: Any, place: Place, keys: set[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._wrong(place, "这里应是“键: 值”的形式", "参照 docs/reference/mapping.md")
            return {}
        for key in value if keys else ():
            if key not in (keys or ()):
                self._wrong(
                    (*place, str(key)), f"未知的键 {key}", f"可用的键：{'、'.join(sorted(keys or ()))}"
                )
        return {str(key): entry for key, entry in value.items()}

    def _source(self, entry: Any, place: Place) -> Source:
        source = self._mapping(entry, place, _SOURCE)
        files = source.get("files", [])
        if not files:
            self._wrong(place, "缺少 files", '写明文件名或通配符，例如 files: "*.csv"')
        header = source.get("header", 1)
        if not isinstance(header, int) or header < 1:
            self._wrong((*place, "header"), "header 应是表头所在的行号", "从 1 数起")
            header = 1
        patterns = (files,) if isinstance(files, str) else tuple(map(str, files))
        optional = source.get("optional", [])
        if not isinstance(optional, list):
            self._wrong((*place, "optional"), "optional 应是列名的列表", "例如 optional: [备注]")
            optional = []
        return Source(patterns, source.get("sheet"), header, frozenset(map(str, optional)))

    def _table(self, name: str, entry: Any, sources: dict[str, Source]) -> list[Block]:
        place: Place = ("tables", name)
        if name not in tables():
            near = get_close_matches(name, tables(), n=1)
            self._wrong(place, f"数据标准里没有表 {name}", f"是不是 {near[0]}？" if near else "核对表名")
            return []
        entries = list(enumerate(entry)) if isinstance(entry, list) else [(None, entry)]
        blocks = [
            block
            for number, part in entries
            for block in self._blocks(name, part, place if number is None else (*place, number), sources)
        ]
        return [replace(block, part=part) for part, block in enumerate(blocks)]

    def _blocks(self, table: str, entry: Any, place: Place, sources: dict[str, Source]) -> list[Block]:
        """Return the blocks an entry stands for: one, or one for each value of `repeat`."""
        raw = self._mapping(entry, place, _BLOCK)
        if raw.get("from") not in sources:
            self._wrong(
                (*place, "from"), f"没有来源 {raw.get('from')}", f"sources 中有：{'、'.join(sources)}"
            )
            return []
        once = {key: value for key, value in raw.items() if key != "repeat"}
        repeats = self._repeats(raw.get("repeat"), (*place, "repeat"))
        return [self._block(table, _fill(once, values), place) for values in repeats]

    def _repeats(self, entry: Any, place: Place) -> list[dict[str, str]]:
        if entry is None:
            return [{}]
        names = self._mapping(entry, place)
        if len(names) != 1:
            self._wrong(place, "repeat 只能有一个名字", "例如 repeat: {n: 1..10}")
            return [{}]
        name, values = next(iter(names.items()))
        span = _RANGE.fullmatch(str(values))
        if span:
            values = list(range(int(span[1]), int(span[2]) + 1))
        if not isinstance(values, list) or not values:
            self._wrong(place, "repeat 的值应是列表或 1..10 这样的范围", "例如 repeat: {n: 1..10}")
            return [{}]
        return [{name: str(value)} for value in values]

    def _block(self, table: str, raw: dict[str, Any], place: Place) -> Block:
        group = tuple(raw.get("group") or ())
        cells = {
            name: self._cell(entry, (*place, "columns", name), bool(group))
            for name, entry in self._mapping(raw.get("columns"), (*place, "columns")).items()
        }
        self._check_columns(table, cells, (*place, "columns"))
        if group and raw.get("refuse"):
            self._wrong(
                (*place, "refuse"), "有 group 的块不能再写 refuse", "把条件写进另一个不分组的块，或用 only"
            )
        refusals = []
        for number, entry in enumerate(raw.get("refuse") or ()):
            at = (*place, "refuse", number)
            refusal = self._mapping(entry, at, _REFUSAL)
            if not refusal.get("when") or not refusal.get("reason"):
                self._wrong(at, "缺少 when 或 reason", "写明条件和拒收原因")
                continue
            refusals.append((self._sql(refusal["when"], (*at, "when")), str(refusal["reason"])))
        only = self._sql(raw["only"], (*place, "only")) if raw.get("only") else None
        return Block(table, raw["from"], 0, self.where(place), only, tuple(refusals), group, cells)

    def _check_columns(self, table: str, cells: dict[str, Cell], place: Place) -> None:
        columns = tables()[table].columns
        for name in cells:
            if name not in columns:
                near = get_close_matches(name, columns, n=1)
                self._wrong(
                    (*place, name), f"表 {table} 没有列 {name}", f"是不是 {near[0]}？" if near else "核对列名"
                )
        missing = [name for name, column in columns.items() if column.required and name not in cells]
        if missing:
            self._wrong(
                place,
                f"缺少必填列 {'、'.join(missing)}",
                "为每个必填列写明来源；来源里没有的，用 const 或 key",
            )

    def _cell(self, entry: Any, place: Place, grouped: bool) -> Cell:
        where = self.where(place)
        if not isinstance(entry, dict):
            return Cell(where, column=str(entry))
        raw = self._mapping(entry, place, _CELL)
        ways = [way for way in _WAYS if way in raw]
        if len(ways) != 1:
            self._wrong(place, f"须在 {'、'.join(_WAYS)} 中选一种", "一列只有一个来源")
            return Cell(where)
        if "map" in raw and not isinstance(raw["map"], dict):
            self._wrong((*place, "map"), "map 应是“源代码: 标准代码”的对照", '例如 map: {male: "1"}')
            raw.pop("map")
        return Cell(
            where=where,
            column=str(raw["column"]) if "column" in raw else None,
            const=str(raw["const"]) if "const" in raw else None,
            sql=self._sql(raw["sql"], (*place, "sql"), grouped) if "sql" in raw else None,
            key=tuple(map(str, raw.get("key", ()))),
            prefix=str(raw.get("prefix", "")),
            map={str(key): str(value) for key, value in raw["map"].items()} if "map" in raw else None,
            otherwise=str(raw["else"]) if "else" in raw else None,
            date=raw.get("date"),
        )

    def _sql(self, sql: Any, place: Place, aggregates: bool = False) -> str:
        try:
            return compile_expression(str(sql), self.where(place), aggregates)
        except DocumentError as error:
            self.problems += error.problems
            return "NULL"


def _fill(value: Any, names: dict[str, str]) -> Any:
    """Return `value` with `{name}` replaced in every text of it."""
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, list):
        return [_fill(entry, names) for entry in value]
    if isinstance(value, dict):
        return {key: _fill(entry, names) for key, entry in value.items()}
    return value
