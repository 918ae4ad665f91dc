"""Suppressions: findings that a bureau has dealt with for a time, each with a reason, an author and an expiry."""

import csv
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import pyarrow as pa

from mingjing.analysis.rules import document
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError, Problem, UsageError

EVERY_RULE = "*"
SUBJECTS = ("psn_no", "fixmedins_code", "mdtrt_id")
_DATES = ("added_on", "expires_on")
_FORM = "finding_id 单独填写；或填 rule_code（* 为全部规则）和 psn_no、fixmedins_code、mdtrt_id 中的至少一项"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One row of a suppressions.csv; it holds up to and on `expires_on`. `where` is file and line."""

    finding_id: str
    rule_code: str
    psn_no: str
    fixmedins_code: str
    mdtrt_id: str
    reason: str
    author: str
    added_on: date
    expires_on: date
    where: str = ""

    @property
    def key(self) -> str:
        """What names this row on the command line: short, and the same as long as the row is."""
        parts = [str(getattr(self, name)) for name in COLUMNS]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]

    @property
    def subject(self) -> dict[str, str]:
        """The columns that a finding must agree with, without the rule's code."""
        named = {name: str(getattr(self, name)) for name in ("finding_id", *SUBJECTS)}
        return {name: value for name, value in named.items() if value}


COLUMNS = tuple(field.name for field in fields(Suppression) if field.name != "where")


def read_all() -> list[Suppression]:
    """Return the rows of every local folder. Raises DocumentError that names every faulty row with its line."""
    return read(folder / local.SUPPRESSIONS for folder in local.folders())


def read(paths: Iterable[Path]) -> list[Suppression]:
    """Return the rows of these files; a file that is not there has none. Raises DocumentError."""
    rows: list[Suppression] = []
    problems: list[Problem] = []
    codes = {EVERY_RULE, *document.CATALOG.paths()}
    for path in paths:
        if not path.is_file():
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            problems += _header_problems(path, reader.fieldnames or ())
            for raw in [] if problems else reader:
                where = f"{path}:{reader.line_num}"
                row = {name: (raw.get(name) or "").strip() for name in COLUMNS}
                faults = _row_problems(row, codes, where)
                problems += faults
                if not faults and any(row.values()):
                    rows.append(_row(row, where))
    if problems:
        raise DocumentError.from_problems(problems)
    return rows


def _row(row: dict[str, str], where: str) -> Suppression:
    days = {name: date.fromisoformat(row[name]) for name in _DATES}
    return Suppression(**{**row, **days}, where=where)  # type: ignore[arg-type]


def _header_problems(path: Path, names: Sequence[str]) -> list[Problem]:
    if set(names) == set(COLUMNS):
        return []
    wrong = "、".join(sorted(set(COLUMNS) ^ set(names)))
    why = "缺少或多出的列：" + wrong
    return [
        Problem("豁免清单的表头不对", f"{path}:1", why, f"表头应为 {','.join(COLUMNS)}（UTF-8 编码的 CSV）")
    ]


def _row_problems(row: dict[str, str], codes: Iterable[str], where: str) -> list[Problem]:
    if not any(row.values()):
        return []
    problems = [
        Problem(f"{name} 为空", where, do="豁免须写明理由、经办人、登记日期和到期日期")
        for name in ("reason", "author", *_DATES)
        if not row[name]
    ]
    for name in _DATES:
        try:
            date.fromisoformat(row[name] or "2000-01-01")
        except ValueError:
            problems.append(Problem(f"{name} 的“{row[name]}”不是日期", where, do="写成 2026-12-31"))
    subject = [row[name] for name in SUBJECTS if row[name]]
    alone = bool(row["finding_id"]) and not row["rule_code"] and not subject
    if not alone and not (row["rule_code"] and subject and not row["finding_id"]):
        problems.append(Problem("没有说清豁免什么", where, do=_FORM))
    elif not alone and row["rule_code"] not in codes:
        problems.append(
            Problem(f"没有规则 {row['rule_code']}", where, "编码有误", "用 mingjing rules list 查看")
        )
    return problems


def add(folder: Path, row: Suppression) -> Suppression:
    """Add a row to the folder's file. Raises DocumentError for a faulty row, UsageError for one that stands already."""
    file = folder / local.SUPPRESSIONS
    values = {name: str(value) for name, value in asdict(row).items() if name in COLUMNS}
    problems = _row_problems(values, {EVERY_RULE, *document.CATALOG.paths()}, str(file))
    if problems:
        raise DocumentError.from_problems(problems)
    if row.expires_on < row.added_on:
        raise UsageError(f"到期日期 {row.expires_on} 早于登记日期 {row.added_on}", do="到期日期写今天或以后")
    rows = read([file])
    same = next((one for one in rows if (one.rule_code, one.subject) == (row.rule_code, row.subject)), None)
    if same and same.expires_on >= row.added_on:
        raise UsageError(
            f"已有对同一对象的豁免 {same.key}（到期日 {same.expires_on}）",
            where=same.where,
            do=f"要改期，先运行 mingjing suppress remove {same.key}",
        )
    _write(file, [*rows, row])
    return row


def remove(folder: Path, key: str) -> Suppression:
    """Take the row named `key` out of the folder's file and return it. Raises UsageError when there is none."""
    file = folder / local.SUPPRESSIONS
    rows = read([file])
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise UsageError(f"没有编号为 {key} 的豁免", where=str(file), do="用 mingjing suppress list 查看编号")
    _write(file, [row for row in rows if row is not found])
    return found


def _write(file: Path, rows: Sequence[Suppression]) -> None:
    draft = file.with_name(file.name + ".tmp")
    # With the mark that tells Excel the text is UTF-8.
    with draft.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows({name: getattr(row, name) for name in COLUMNS} for row in rows)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def table(rows: Sequence[Suppression], day: date) -> pa.Table:
    """Return the rows in force on `day` as a table, `number` counting from 0 in the order of `rows`."""
    live = [(number, row) for number, row in enumerate(rows) if row.expires_on >= day]
    columns: dict[str, pa.Array] = {"number": pa.array([number for number, _ in live], pa.int64())}
    for name in COLUMNS:
        if name in _DATES:
            columns[name] = pa.array([getattr(row, name) for _, row in live], pa.date32())
        else:
            columns[name] = pa.array([getattr(row, name) or None for _, row in live], pa.string())
    return pa.table(columns)
