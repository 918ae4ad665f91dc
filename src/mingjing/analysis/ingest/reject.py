"""Refused rows, whole, with file, line, column, value and reason."""

from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.cell import shown
from mingjing.analysis.ingest.conform import ROW_ID, Feed, refusals, scan
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.standard.schema import Table

OWN_COLUMNS = ("file", "line_no", "column", "value", "reason", "raw")
"""Ours, before the columns as delivered; `raw` is the line itself where it could not be split into columns."""

_PARQUET = "FORMAT parquet, COMPRESSION zstd"


def collect_reasons(
    engine: DuckDBEngine, table: Table, feeds: Sequence[Feed], bad: str, twins: str, name: str
) -> None:
    """Make the relation `name` (row id, column, value, reason) of all rows that are refused."""
    _locate(engine, feeds, bad, twins, f"{name}_line")
    selects = [_conflicts(table, feeds, twins, f"{name}_line")]
    if engine.native(f"SELECT 1 FROM {bad} LIMIT 1").num_rows:
        selects += [refusals(feed, table, bad) for feed in feeds]
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {' UNION ALL '.join(selects)}")


def _parts(feeds: Sequence[Feed]) -> dict[int, Staged]:
    return {number: staged for feed in feeds for number, staged in feed.parts.items()}


def _conflicts(table: Table, feeds: Sequence[Feed], twins: str, lines: str) -> str:
    names = text(", ".join(table.key))
    file = (
        "CASE kept_file "
        + "".join(f"WHEN {number} THEN {text(staged.shown)} " for number, staged in _parts(feeds).items())
        + "END"
    )
    here = f"{file} || ' 第 ' || kept.line_no || ' 行'"
    there = "'批次 ' || twin.kept_batch || ' 已入库的行'"
    reason = f"'主键与“' || coalesce({there}, {here}) || '”相同而内容不同，保留先出现的那一行'"
    return (
        f'SELECT {", ".join(f"twin.{part}" for part in ROW_ID)}, {names} AS "column", twin.key_value AS value,'
        f" {reason} AS reason FROM {twins} AS twin"
        f" LEFT JOIN {lines} AS kept ON kept._file = twin.kept_file AND kept._row = twin.kept_row"
        " WHERE twin.verdict = 'conflict'"
    )


def _locate(engine: DuckDBEngine, feeds: Sequence[Feed], bad: str, twins: str, name: str) -> None:
    """Make the relation `name` (_file, _row, line_no) for every row that is refused or named in a reason."""
    wanted = (
        f"SELECT _file, _row FROM {bad} UNION SELECT _file, _row FROM {twins} WHERE verdict = 'conflict'"
        f" UNION SELECT kept_file, kept_row FROM {twins} WHERE verdict = 'conflict' AND kept_batch IS NULL"
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name}_wanted AS {wanted}")
    selects = [_lines(number, staged, f"{name}_wanted") for number, staged in _parts(feeds).items()]
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {' UNION ALL '.join(selects)}")


def _lines(number: int, staged: Staged, wanted: str) -> str:
    rows = f"(SELECT _file, _row FROM {wanted} WHERE _file = {number}) AS row"
    if staged.breaks is None:
        return f"SELECT _file, _row, _row + {staged.first_line} AS line_no FROM {rows}"
    return (
        f"SELECT _file, _row, mark.line + (row._row - mark.row) AS line_no FROM {rows}"
        f" ASOF JOIN read_parquet({text(staged.breaks)}) AS mark ON row._row >= mark.row"
    )


def write_refused(engine: DuckDBEngine, feeds: Sequence[Feed], reasons: str, target: Path) -> int:
    """Write the refused rows of a table to `target` and return how many; nothing is written for none."""
    found = engine.native(f"SELECT DISTINCT _file FROM {reasons}")["_file"].to_pylist()
    selects = [
        _whole_rows(number, staged, reasons) for number, staged in _parts(feeds).items() if number in found
    ]
    owned = (feed.parts.values() for feed in feeds if feed.owns_lines)
    selects += [_malformed(staged) for parts in owned for staged in parts if staged.malformed]
    if not selects:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    union = " UNION ALL BY NAME ".join(selects)
    engine.execute(f"COPY (SELECT * FROM ({union}) ORDER BY file, line_no) TO {text(target)} ({_PARQUET})")
    return int(engine.native(f"SELECT count(*) AS n FROM read_parquet({text(target)})")["n"][0].as_py())


def _whole_rows(number: int, staged: Staged, reasons: str) -> str:
    own = {name.casefold() for name in OWN_COLUMNS}
    columns = "".join(
        f", {shown(f'source.{quote(name)}')} AS {quote(f'{name}（原列）' if name.casefold() in own else name)}"
        for name in staged.columns
    )
    return (
        f'SELECT {text(staged.shown)} AS file, line.line_no, why."column", why.value, why.reason,'
        f" CAST(NULL AS VARCHAR) AS raw{columns} FROM {reasons} AS why"
        f" JOIN {reasons}_line AS line ON line._file = why._file AND line._row = why._row"
        f" JOIN {scan(staged)} AS source ON source.file_row_number = why._row WHERE why._file = {number}"
    )


def _malformed(staged: Staged) -> str:
    return (
        f'SELECT {text(staged.shown)} AS file, line_no, CAST(NULL AS VARCHAR) AS "column",'
        f" CAST(NULL AS VARCHAR) AS value, reason, {shown('raw')} AS raw"
        f" FROM read_parquet({text(staged.malformed)})"
    )
