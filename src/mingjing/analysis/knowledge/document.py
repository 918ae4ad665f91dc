"""Knowledge lists as documents: `lists/<name>.yaml` describes, `<name>.csv` holds the dated, cited rows."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem

Row = dict[str, Any]

CATALOG = Catalog("knowledge", "mingjing.analysis.knowledge.lists", ".yaml", local_kind="knowledge")
MATCHES = ("=", "^")
PLACES = ("treatment", "insured", "none")


def _whole(text: str) -> int:
    return int(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError("not a number")
    return number.quantize(Decimal("0.0001"))


TYPES: dict[str, tuple[pa.DataType, Callable[[str], Any], str]] = {
    "text": (pa.string(), str, "文字"),
    "integer": (pa.int64(), _whole, "整数"),
    "decimal": (pa.decimal128(16, 4), _decimal, "数值"),
    "date": (pa.date32(), date.fromisoformat, "日期(YYYY-MM-DD)"),
}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list: `type` is text, integer, decimal or date; `values` closes it when not empty."""

    name: str
    type: str
    zh: str
    required: bool = False
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The column as a sheet is headed: the first words of its Chinese description."""
        return re.sub(r"^[A-Za-z0-9_]+ ", "", re.split(r"[，；：。,;:(（]", self.zh)[0].strip())

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of the column in a resolved table."""
        return TYPES[self.type][0]

    def read(self, value: Any) -> Any:
        """Return `value` typed; empty text is None. Raises ValueError with the reason in Chinese."""
        text = "" if value is None else str(value).strip()
        if not text:
            if self.required:
                raise ValueError("必填列为空")
            return None
        if self.values and text not in self.values:
            raise ValueError(f"“{text}”不在允许的取值 {'、'.join(self.values)} 之中")
        try:
            return TYPES[self.type][1](text)
        except (ValueError, InvalidOperation):
            raise ValueError(f"“{text}”不是{TYPES[self.type][2]}") from None


COMMON = (
    ListColumn("rule_code", "text", "国家规则编码(GZ…/ZB…；尚无公开编码的为 R2025-nn)，空=不限规则"),
    ListColumn("sev", "integer", "严重程度，覆盖规则的默认值", values=("1", "2", "3")),
    ListColumn("admdvs", "text", "适用区划前缀，空=全国"),
    ListColumn("begndate", "date", "起始日期(含)，空=无起始"),
    ListColumn("enddate", "date", "终止日期(含)，空=无终止"),
    ListColumn("match", "text", "编码匹配方式：= 相等，^ 前缀；空按 =", values=MATCHES),
    ListColumn("kp_ref", "text", "国家知识点出处：批次/附件#序号"),
    ListColumn("source", "text", "来源"),
)

_COMMON_BY_NAME = {column.name: column for column in COMMON}


@dataclass(frozen=True)
class KnowledgeList:
    """A list of facts: what it means, which columns identify a fact, where it comes from, its own rows.

    `key` names the columns that identify one fact: of rows with equal key only one is in force at a place on
    a day. `codes` are the item-code columns among them; with `prefix` the first of them may be a code prefix
    (`match` = '^'). `place` tells which place decides the region: treatment, insured, or none.
    """

    name: str
    title: str
    doc: str
    source: str
    key: tuple[str, ...]
    codes: tuple[str, ...]
    prefix: bool
    place: str
    columns: dict[str, ListColumn]
    path: Path

    @property
    def regional(self) -> bool:
        """Whether local rows of a region may stand beside the national ones."""
        return self.place != "none"

    @property
    def accepted(self) -> dict[str, ListColumn]:
        """Own columns and those that every list has, by name."""
        return self.columns | _COMMON_BY_NAME

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The built-in rows, typed, in file order (sorted). Raises DocumentError naming the line."""
        path = self.path.with_suffix(".csv")
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restkey="(多余的列)")
            self._check_heading(path, reader.fieldnames or [])
            return tuple(self.typed(raw, f"{path.name}:{reader.line_num}", self.source) for raw in reader)

    @cached_property
    def places(self) -> frozenset[str]:
        """The divisions that built-in rows name, told without reading the rest of the rows."""
        with self.path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            heading = next(reader, [])
            if "admdvs" not in heading:
                return frozenset()
            at = heading.index("admdvs")
            return frozenset(row[at].strip() for row in reader if len(row) > at and row[at].strip())

    def typed(self, raw: Mapping[str, Any], where: str, source: str) -> Row:
        """Return one row typed, with every accepted column and `source` where it names none itself.

        Raises DocumentError naming `where` and the column.
        """
        accepted = self.accepted
        row: Row = dict.fromkeys(accepted)
        problems: list[Problem] = []
        for name, value in raw.items():
            column = accepted.get(name)
            if column is None:
                known = "、".join(accepted)
                problems.append(Problem(f"知识表 {self.name} 没有“{name}”列", where, do=f"可用的列：{known}"))
                continue
            try:
                row[name] = column.read(value)
            except ValueError as error:
                problems.append(Problem(f"{name}：{error}", where, do="对照该表的说明文件修改此列"))
        absent = [name for name, column in self.columns.items() if column.required and name not in raw]
        problems += [Problem(f"{name}：必填列没有提供", where, do="补上此列") for name in absent]
        problems += self.conflicts(row, where)
        if problems:
            raise DocumentError.from_problems(problems)
        row["source"] = row["source"] or source
        return row

    def _check_heading(self, path: Path, heading: Sequence[str]) -> None:
        wrong = [name for name in heading if name not in self.accepted]
        missing = [name for name, column in self.columns.items() if column.required and name not in heading]
        if wrong or missing:
            raise DocumentError(
                f"表头与说明不符：多出 {wrong}，缺少 {missing}",
                where=f"{path.name}:1",
                do=f"对照 {self.path.name} 修改",
            )

    def conflicts(self, row: Row, where: str) -> Iterator[Problem]:
        """Yield what contradicts itself in a typed row; each problem begins with the column it is about."""
        start, end = row.get("begndate"), row.get("enddate")
        if start and end and end < start:
            yield Problem(f"enddate：终止日期 {end} 早于起始日期 {start}", where, do="对调或更正两个日期")
        if row.get("admdvs") and not self.regional:
            yield Problem(f"admdvs：知识表 {self.name} 全国统一，不分地区", where, do="删去区划")
        if row.get("match") == "^" and not self.prefix:
            yield Problem(f"match：知识表 {self.name} 只按整码匹配", where, do="删去 ^，写全编码")
        elif row.get("match") == "^" and not row[self.codes[0]]:
            yield Problem(f"{self.codes[0]}：按前缀匹配而没有前缀", where, do="填写前缀，或删去 ^")


@cache
def lists() -> dict[str, KnowledgeList]:
    """Return every knowledge list by name, built-in ones and those of other wheels."""
    return {name: describe(name, path) for name, path in CATALOG.paths().items()}


def knowledge_list(name: str) -> KnowledgeList:
    """Return one list. Raises DocumentError when there is none of that name."""
    found = lists().get(name)
    if found is None:
        raise DocumentError(
            f"没有名为 {name} 的知识表", why="名称写错，或知识包未安装", do=f"现有：{'、'.join(lists())}"
        )
    return found


def describe(name: str, path: Path) -> KnowledgeList:
    """Return the list that the YAML file `path` describes. Raises DocumentError when the description is wrong."""
    head = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    try:
        columns = {
            column: ListColumn(
                column,
                spec["type"],
                spec["zh"],
                bool(spec.get("required", False)),
                tuple(str(value) for value in spec.get("values", ())),
            )
            for column, spec in head["columns"].items()
        }
        found = KnowledgeList(
            name,
            head["title"],
            head["doc"].strip(),
            head["source"].strip(),
            tuple(head["key"]),
            tuple(head.get("codes", ())),
            bool(head.get("prefix", False)),
            head.get("place", "treatment"),
            columns,
            path,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError(
            f"知识表说明缺少或写错了 {error}", where=str(path), do="写全 title、doc、source、key、columns"
        ) from error
    _check(found, head)
    return found


def _check(found: KnowledgeList, head: Mapping[str, Any]) -> None:
    known = {"title", "doc", "source", "key", "codes", "prefix", "place", "columns"}
    problems = [Problem(f"不认识的项 {key}", str(found.path)) for key in head if key not in known]
    problems += [
        Problem(
            f"列 {column.name} 的类型 {column.type} 不存在", str(found.path), do=f"可用：{'、'.join(TYPES)}"
        )
        for column in found.columns.values()
        if column.type not in TYPES
    ]
    problems += [
        Problem(f"key 或 codes 中的列 {name} 没有定义", str(found.path))
        for name in (*found.key, *found.codes)
        if name not in found.accepted
    ]
    if found.place not in PLACES:
        problems.append(
            Problem(f"place 不能是 {found.place}", str(found.path), do=f"可用：{'、'.join(PLACES)}")
        )
    if found.prefix and not found.codes:
        problems.append(Problem("prefix 表须用 codes 指明编码列", str(found.path)))
    if problems:
        raise DocumentError.from_problems(problems)
