"""The marts: derived tables that rules share, each defined once in a file of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlglot

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.base import Pieces
from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem, UsageError

CATALOG = Catalog("marts", "mingjing.analysis.marts", ".sql", local_kind="marts")

_REQUIRED = ("mart", "title", "grain", "doc", "columns", "cases")
_OPTIONAL = ("pieces", "piece_bytes")
_COLUMN_KEYS = {"type", "zh", "needs"}
_CASE_KEYS = {"name", "given", "knowledge", "gives"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MartColumn:
    """One column: DuckDB type, Chinese meaning, and the `table.column`s without which it means nothing."""

    type: str
    zh: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MartCase:
    """Rows in, rows out: `gives` are the mart's rows for `given`, each with the columns the case is about."""

    name: str
    given: Mapping[str, list[Row]]
    knowledge: Mapping[str, list[Row]]
    gives: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Mart:
    """One mart. `depends` are the tables, knowledge lists and marts its SELECT reads, sorted.

    `pieces` is the table of which every row gives its own rows of the mart, so that it may be built from a few of
    that table's files at a time: so few that a join of their rows (`piece_bytes` each) with everything about them
    stays in memory. None when rows of different files meet in the mart.
    """

    name: str
    title: str
    grain: tuple[str, ...]
    doc: str
    columns: dict[str, MartColumn]
    sql: str
    depends: tuple[str, ...]
    pieces: Pieces | None
    cases: tuple[MartCase, ...]
    path: Path

    @property
    def sql_types(self) -> dict[str, str]:
        """Column name to DuckDB type, in the order of the SELECT."""
        return {name: column.type for name, column in self.columns.items()}


@cache
def marts() -> dict[str, Mart]:
    """Return every mart by name. Raises DocumentError when a file is malformed."""
    return {name: _mart(sqldoc.read(path)) for name, path in CATALOG.paths().items()}


def order(names: Iterable[str]) -> list[str]:
    """Return the marts `names` and all they build on, each after what it reads.

    Raises UsageError for an unknown mart and DocumentError when marts read each other in a circle.
    """
    done: list[str] = []
    for name in sorted(set(names)):
        if name not in marts():
            raise UsageError(f"没有中间表 {name}", do=f"可用的中间表：{'、'.join(marts())}")
        _visit(name, (), done)
    return done


def _visit(name: str, trail: tuple[str, ...], done: list[str]) -> None:
    if name in done:
        return
    if name in trail:
        circle = " → ".join((*trail[trail.index(name) :], name))
        raise DocumentError(
            f"中间表互相引用：{circle}",
            where=str(marts()[name].path),
            do="去掉其中一处引用，或把共用的部分另建一个中间表",
        )
    for base in marts()[name].depends:
        if base in marts():
            _visit(base, (*trail, name), done)
    done.append(name)


def _mart(document: SqlDocument) -> Mart:
    header = document.header
    problems = _problems(document)
    if problems:
        raise DocumentError.from_problems(problems)
    return Mart(
        name=header["mart"],
        title=header["title"],
        grain=tuple(header["grain"]),
        doc=header["doc"].strip(),
        columns={
            name: MartColumn(spec["type"], spec["zh"], tuple(spec.get("needs") or ()))
            for name, spec in header["columns"].items()
        },
        sql=document.sql,
        depends=_depends(document),
        pieces=Pieces(header["pieces"], header.get("piece_bytes", 1000)) if "pieces" in header else None,
        cases=tuple(_case(raw) for raw in header["cases"]),
        path=document.path,
    )


def _case(raw: Row) -> MartCase:
    return MartCase(raw["name"], raw.get("given") or {}, raw.get("knowledge") or {}, tuple(raw["gives"]))


def _depends(document: SqlDocument) -> tuple[str, ...]:
    try:
        return document.reads
    except sqlglot.errors.ParseError as error:
        detail = error.errors[0] if error.errors else {}
        line = document.sql_line + int(detail.get("line") or 1) - 1
        raise DocumentError(
            f"SQL 语法错误：{detail.get('description', error)}",
            where=f"{document.path}:{line}",
            do="改正后用 mingjing rules test 复查",
        ) from error


def _problems(document: SqlDocument) -> list[Problem]:
    header, where = document.header, document.where
    missing = [key for key in _REQUIRED if key not in header]
    if missing:
        return [Problem(f"文件头缺少 {'、'.join(missing)}", where(), do="参照其他中间表补全")]
    unknown = set(header) - {*_REQUIRED, *_OPTIONAL}
    problems = [Problem(f"文件头有不认识的项 {key}", where(key)) for key in sorted(unknown)]
    if header["mart"] != document.path.stem:
        problems.append(
            Problem(
                f"中间表名 {header['mart']} 与文件名不一致", where("mart"), do=f"改为 {document.path.stem}"
            )
        )
    for name, spec in header["columns"].items():
        if not {"type", "zh"} <= set(spec) <= _COLUMN_KEYS:
            problems.append(Problem(f"列 {name} 的说明要有 type、zh，可有 needs", where("columns")))
    problems += [
        Problem(f"粒度中的 {name} 不是本表的列", where("grain"))
        for name in header["grain"]
        if name not in header["columns"]
    ]
    for raw in header["cases"]:
        if not {"name", "gives"} <= set(raw) <= _CASE_KEYS:
            problems.append(
                Problem(f"案例 {raw.get('name', '')} 要有 name、gives，可有 given、knowledge", where("cases"))
            )
    return problems
