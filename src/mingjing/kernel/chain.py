"""The audit chain, without database: how an entry is hashed, how an export is written and checked.

An export is JSON Lines in canonical form. The first line describes it and covers itself by `sum`:
`{"format", "seq", "digest", "shown", "exported_at", "by", "sum"}` (`seq`, `digest`: the head of the chain). Each
further line is one entry in order of `seq`, from 1 to the head. An entry that the reader may not see is there as
`{"seq", "previous", "digest"}`: its content is left out, its place in the chain is not.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing.kernel.errors import DataError

FORMAT = "mingjing-audit/1"
START = "0" * 64
CHAINED = (
    "seq", "at", "actor", "actor_name", "organisation", "organisation_path", "action", "noun", "object_id",
    "before", "after", "address", "agent", "previous",
)  # fmt: skip
_FULL, _SEALED = {*CHAINED, "digest"}, {"seq", "previous", "digest"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What an intact export holds: entries in the chain, entries with content, digest of the head."""

    entries: int
    shown: int
    head: str


def canonical(value: Any) -> str:
    """Return the one JSON text of `value`."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(fields: Mapping[str, Any]) -> str:
    """Return the sha256 of an entry's chained fields; `at` is text in UTC with microseconds."""
    return _sha256({name: fields[name] for name in CHAINED})


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def follow(entries: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Pass the entries on; raise DataError at the first that does not continue the chain."""
    seq, last = 0, START
    for entry in entries:
        if entry["seq"] != seq + 1:
            raise _broken(seq + 1, f"缺少第 {seq + 1} 条，接着的是第 {entry['seq']} 条", "记录被删除或调换")
        if entry["previous"] != last:
            raise _broken(entry["seq"], "与上一条的哈希不衔接", "本条或上一条被改动")
        if set(entry) != _SEALED and entry["digest"] != digest(entry):
            raise _broken(entry["seq"], "内容与哈希不符", "内容被改动")
        seq, last = entry["seq"], entry["digest"]
        yield entry


def header(seq: int, head: str, shown: int, exported_at: str, by: str) -> dict[str, Any]:
    """Return the first line of an export."""
    line = {
        "format": FORMAT,
        "seq": seq,
        "digest": head,
        "shown": shown,
        "exported_at": exported_at,
        "by": by,
    }
    return {**line, "sum": _sha256(line)}


def check(lines: Iterable[bytes]) -> Checked:
    """Check an export line by line (each with its line end); raise DataError at the first thing that is wrong."""
    rest = iter(lines)
    top = _header(next(rest, b""))
    entries = shown = 0
    head = START
    for entry in follow(_entry(number, line) for number, line in enumerate(rest, 2)):
        entries, head, shown = entry["seq"], entry["digest"], shown + (set(entry) == _FULL)
    if (entries, head) != (top["seq"], top["digest"]):
        raise _broken(entries + 1, f"到第 {entries} 条为止，与链头（第 {top['seq']} 条）不符", "末尾被截断")
    if shown != top["shown"]:
        raise DataError(f"应有 {top['shown']} 条带内容，实有 {shown} 条", why="有记录的内容被抹去")
    return Checked(entries, shown, head)


def _header(line: bytes) -> dict[str, Any]:
    top = _parse(1, line)
    expected = {"format", "seq", "digest", "shown", "exported_at", "by", "sum"}
    if set(top) != expected or top["format"] != FORMAT:
        raise DataError("不是审计日志导出文件", where="第 1 行", do="核对文件；须为“导出审计日志”所得")
    if top["sum"] != _sha256({name: value for name, value in top.items() if name != "sum"}):
        raise DataError("首行被改动", where="第 1 行")
    return top


def _entry(number: int, line: bytes) -> dict[str, Any]:
    entry = _parse(number, line)
    if set(entry) not in (_FULL, _SEALED) or not isinstance(entry["seq"], int):
        raise DataError("不是一条审计记录", where=f"第 {number} 行", why="内容被改动")
    return entry


def _parse(number: int, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
        same = isinstance(value, dict) and f"{canonical(value)}\n".encode() == line
    except ValueError:
        same = False
    if not same:
        raise DataError("不是原样的导出内容", where=f"第 {number} 行", why="文件被改动或截断")
    return value  # type: ignore[no-any-return]


def _broken(seq: int, what: str, why: str) -> DataError:
    return DataError(what, where=f"第 {seq} 条审计记录", why=why, do="保全现有日志和备份，立即报告安全负责人")
