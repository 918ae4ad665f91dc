"""A quality check is a document: a YAML header and one SELECT, registered by being a file in `checks/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.standard.schema import tables
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem

_CHECKS = Catalog("quality check", "mingjing.analysis.quality.checks", ".sql")
SEVERITIES = {"critical": "严重", "major": "重要", "minor": "一般"}
_REQUIRED = {"title", "severity", "needs", "advice"}
_OPTIONAL = {"each", "allow", "full"}
_ALLOW, _FULL = 0.001, 0.2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    `sql` yields one row: `bad` and `total` (BIGINT), `yuan` (of the bad rows, or NULL), `example` (text, or NULL).
    It is run once for each entry of `each`, whose names stand in it as `{name}`; `table` and `column` among them
    say what a result is about. `needs` are the tables and `table.column`s without which it says nothing. A share of
    bad rows up to `allow` costs nothing, from `full` on it costs the most.
    """

    name: str
    title: str
    severity: str
    advice: str
    needs: tuple[str, ...]
    each: tuple[Mapping[str, str], ...]
    allow: float
    full: float
    sql: str
    where: str

    def filled(self, text: str, names: Mapping[str, str]) -> str:
        """Return `text` with `{name}` replaced."""
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        return text


def checks() -> list[Check]:
    """Return every check, sorted by name. Raises DocumentError for a malformed one."""
    return [_read(sqldoc.read(path)) for path in _CHECKS.paths().values()]


def _read(document: sqldoc.SqlDocument) -> Check:
    header = document.header
    problems = [
        Problem(f"文件头缺少 {key}", document.where(), do="参照同一文件夹里其他检查")
        for key in sorted(_REQUIRED - header.keys())
    ]
    problems += [
        Problem(
            f"文件头有未知的键 {key}",
            document.where(key),
            do=f"可用的键：{'、'.join(sorted(_REQUIRED | _OPTIONAL))}",
        )
        for key in header.keys() - _REQUIRED - _OPTIONAL
    ]
    if header.get("severity") not in SEVERITIES:
        problems.append(
            Problem("severity 有误", document.where("severity"), do=f"可用：{'、'.join(SEVERITIES)}")
        )
    if problems:
        raise DocumentError.from_problems(problems)
    return Check(
        name=document.path.stem,
        title=header["title"],
        severity=header["severity"],
        advice=header["advice"],
        needs=tuple(header["needs"]),
        each=_each(header.get("each"), document),
        allow=float(header.get("allow", _ALLOW)),
        full=float(header.get("full", _FULL)),
        sql=document.sql,
        where=document.where(),
    )


def _each(entry: Any, document: sqldoc.SqlDocument) -> tuple[Mapping[str, str], ...]:
    if entry is None:
        return ({},)
    if isinstance(entry, list):
        return tuple({name: str(value) for name, value in names.items()} for names in entry)
    if entry not in _GENERATORS:
        raise DocumentError(
            f"each 不能是 {entry}",
            where=document.where("each"),
            do=f"写成列表，或用 {'、'.join(_GENERATORS)}",
        )
    return _GENERATORS[entry]()


def _coded_columns() -> tuple[Mapping[str, str], ...]:
    return tuple(
        {"table": table.name, "column": column.name, "codes": column.codes}
        for table in tables().values()
        for column in table.columns.values()
        if column.codes
    )


def _parents() -> tuple[Mapping[str, str], ...]:
    return tuple(
        {
            "table": table.name,
            "column": column,
            "parent": place.split(".")[0],
            "key": place.split(".")[1],
            "yuan": table.yuan or "NULL",
        }
        for table in tables().values()
        for column, place in table.parents.items()
    )


def _events() -> tuple[Mapping[str, str], ...]:
    return tuple({"table": table.name, "column": table.event} for table in tables().values() if table.event)


def _tables() -> tuple[Mapping[str, str], ...]:
    return tuple({"table": name} for name in tables())


_GENERATORS: dict[str, Callable[[], tuple[Mapping[str, str], ...]]] = {
    "coded columns": _coded_columns,
    "parents": _parents,
    "events": _events,
    "tables": _tables,
}
