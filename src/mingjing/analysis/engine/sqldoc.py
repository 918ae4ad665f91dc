"""An SQL document: a YAML header between `/*---` and `---*/`, then one SELECT."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlglot
import yaml
from sqlglot import exp

from mingjing.analysis.engine.translations import kept
from mingjing.kernel.errors import DocumentError

_OPEN = "/*---"
_CLOSE = "---*/"
_DATE = "!date"


@dataclass(frozen=True, slots=True)
class SqlDocument:
    """One parsed document. Line numbers are 1-based and point into the file."""

    path: Path
    header: Mapping[str, Any]
    sql: str
    header_line: int
    sql_line: int
    key_lines: Mapping[str, int]

    def where(self, key: str = "") -> str:
        """Return `file:line` of the header, or of the top-level header key `key`."""
        return f"{self.path}:{self.key_lines.get(key, self.header_line)}"

    @property
    def reads(self) -> tuple[str, ...]:
        """The relations that the SELECT names, sorted, without its own steps. Raises sqlglot's ParseError."""
        return tuple(kept("reads", self.sql, lambda: _reads(self.sql)).split())


def read(path: Path) -> SqlDocument:
    """Read one document. Raises DocumentError with file and line when its form is wrong."""
    return parse(path.read_text(encoding="utf-8"), path)


@lru_cache(maxsize=1024)
def parse(text: str, path: Path) -> SqlDocument:
    """Parse the text of a document; `path` only serves messages and later look-ups. The same text is parsed once."""
    start, end = text.find(_OPEN), text.find(_CLOSE)
    if start < 0 or text[:start].strip():
        raise DocumentError(
            "文件头缺失",
            where=f"{path}:1",
            why=f"第一行不是 {_OPEN}",
            do=f"在文件开头写 {_OPEN}，YAML 文件头之后写 {_CLOSE}",
        )
    if end < 0:
        raise DocumentError(
            "文件头没有结束", where=f"{path}:1", why=f"缺少 {_CLOSE}", do=f"在 SELECT 之前另起一行写 {_CLOSE}"
        )
    header_line = text.count("\n", 0, start) + 1
    body = text[end + len(_CLOSE) :]
    blank = body[: len(body) - len(body.lstrip())]
    sql_line = text.count("\n", 0, end + len(_CLOSE)) + 1 + blank.count("\n")
    header = _header(text[start + len(_OPEN) : end], path, header_line)
    sql = body.strip().rstrip(";").strip()
    if not sql:
        raise DocumentError("没有 SELECT 语句", where=f"{path}:{sql_line}", do="在文件头之后写一条 SELECT")
    lines = enumerate(text[:end].splitlines(), start=1)
    key_lines = {line.split(":")[0]: number for number, line in lines if line[:1].isalpha()}
    return SqlDocument(path, MappingProxyType(header), sql, header_line, sql_line, key_lines)


def _header(text: str, path: Path, first_line: int) -> dict[str, Any]:
    try:
        header = _read_header(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + mark.line if mark else first_line
        raise DocumentError(
            f"文件头不是合法的 YAML：{getattr(error, 'problem', error)}",
            where=f"{path}:{line}",
            why="缩进或引号有误；含冒号、# 或花括号的文字要加引号",
            do="改正该行后重试",
        ) from error
    if not isinstance(header, dict):
        raise DocumentError(
            "文件头不是“键: 值”的形式", where=f"{path}:{first_line}", do="参照 CONTRIBUTING 中的示例"
        )
    return header


def _reads(sql: str) -> str:
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {step.alias for step in tree.find_all(exp.CTE)}
    return " ".join(sorted({table.name for table in tree.find_all(exp.Table)} - own))


def _read_header(text: str) -> Any:
    plain = kept(f"header {yaml.__version__}", text, lambda: _plain(text))
    try:
        return json.loads(plain, object_hook=_dated)
    except ValueError:
        return _load(text)


def _load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _plain(text: str) -> str:
    """Return a header as JSON, which is read six times as fast; nothing when JSON cannot say the same."""
    header = _load(text)
    try:
        plain = json.dumps(header, ensure_ascii=False, default=lambda day: {_DATE: date.isoformat(day)})
        return plain if json.loads(plain, object_hook=_dated) == header else ""
    except (TypeError, ValueError):
        return ""


def _dated(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DATE]) if found.keys() == {_DATE} else found
