"""Rows as delivered into rows of the standard, set-wise; a row with anything wrong in it is bad as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.cell import cleaned, problem, shown, typed, wrong
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.ingest.tally import total_select
from mingjing.analysis.standard.schema import Table

ROW_ID = ("_file", "_row", "_part")
"""Which source row a row comes from: number of the file, row in it (0-based), part when one row gives several."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What one or more staged files give to one table.

    `parts` are the files by their number in the delivery. `select` yields the row id, `_refuse` (a reason, or
    NULL) and the delivered columns of the standard under their names, in the DuckDB types of `types`.
    `owns_lines` says that lines that could not be split count as rows of this table.
    """

    parts: Mapping[int, Staged]
    select: str
    types: Mapping[str, str]
    owns_lines: bool = True

    @property
    def rows(self) -> int:
        """Rows in the files, whether or not they become rows of the table."""
        return sum(staged.rows for staged in self.parts.values())

    @property
    def unsplit(self) -> int:
        """Lines that no row could be made of, where they count for this table."""
        return sum(staged.malformed_rows for staged in self.parts.values()) if self.owns_lines else 0

    @property
    def excel(self) -> bool:
        """Whether dates may stand as Excel's serial numbers."""
        return any(staged.excel for staged in self.parts.values())

    @property
    def marked(self) -> bool:
        """Whether cells may hold marks of bad bytes or lost digits."""
        return any(staged.marked for staged in self.parts.values())


def scan(staged: Staged) -> str:
    """Return the native scan of a staged file, with `file_row_number`."""
    return f"read_parquet({text(staged.path)}, file_row_number = true, hive_partitioning = false)"


def feed_of(number: int, staged: Staged, table: Table) -> tuple[Feed, list[str]]:
    """Return the feed of a file whose headings are the standard's names, and the headings that are not."""
    known = {name.casefold(): name for name in table.columns}
    picked = {known[heading.casefold()]: heading for heading in staged.columns if heading.casefold() in known}
    unknown = [heading for heading in staged.columns if heading.casefold() not in known]
    columns = "".join(f", {quote(heading)} AS {quote(name)}" for name, heading in picked.items())
    row_id = f"{number} AS _file, file_row_number AS _row, 0 AS _part"
    select = f"SELECT {row_id}, CAST(NULL AS VARCHAR) AS _refuse{columns} FROM {scan(staged)}"
    types = {name: staged.columns[heading] for name, heading in picked.items()}
    return Feed({number: staged}, select, types), unknown


def _raw(name: str) -> str:
    return quote(f"raw {name}")


def _values(feed: Feed, table: Table) -> str:
    """SELECT of row id, `raw <column>` (cleaned) for delivered columns, and every column in its type."""
    raws = [
        f"{cleaned(quote(name), kind, table.columns[name])} AS {_raw(name)}"
        for name, kind in feed.types.items()
    ]
    values = [
        f"{typed(_raw(column.name), feed.types[column.name], column, feed.excel)} AS {quote(column.name)}"
        if column.name in feed.types
        else f"CAST(NULL AS {column.sql_type}) AS {quote(column.name)}"
        for column in table.columns.values()
    ]
    inner = ", ".join((*ROW_ID, "_refuse", *raws))
    return f"SELECT *, {', '.join(values)} FROM (SELECT {inner} FROM ({feed.select}))"


def _problems(feed: Feed, table: Table) -> dict[str, str]:
    """Return, by column, SQL for what is wrong with its cell; columns where nothing can be are left out."""
    found = {
        name: problem(_raw(name), quote(name), column, feed.marked, name in feed.types)
        for name, column in table.columns.items()
    }
    return {name: sql for name, sql in found.items() if sql is not None}


def conformed(feed: Feed, table: Table) -> str:
    """Return the SELECT of the feed's rows: row id, `_bad`, and every column of the standard in its type."""
    cells = (
        wrong(_raw(name), quote(name), column, feed.marked, name in feed.types)
        for name, column in table.columns.items()
    )
    bad = ["_refuse IS NOT NULL", *(cell for cell in cells if cell is not None)]
    columns = ", ".join(quote(name) for name in table.columns)
    return (
        f"SELECT {', '.join(ROW_ID)}, ({' OR '.join(bad)}) AS _bad, {columns} FROM ({_values(feed, table)})"
    )


def refusals(feed: Feed, table: Table, bad_rows: str) -> str:
    """Return the SELECT of why rows are bad: row id, first bad `column` and `value`, `reason` (all of them).

    `bad_rows` is a relation with the row ids to look at.
    """
    problems = _problems(feed, table)
    first = "".join(f" WHEN ({sql}) IS NOT NULL THEN {text(name)}" for name, sql in problems.items())
    value = "".join(
        f" WHEN ({sql}) IS NOT NULL THEN {shown(_raw(name)) if name in feed.types else 'NULL'}"
        for name, sql in problems.items()
    )
    reasons = ", ".join(("_refuse", *problems.values()))
    return (
        f'SELECT {", ".join(ROW_ID)}, CASE WHEN _refuse IS NOT NULL THEN NULL{first} END AS "column",'
        f" CASE WHEN _refuse IS NOT NULL THEN NULL{value} END AS value, concat_ws('；', {reasons}) AS reason"
        f" FROM ({_values(feed, table)}) SEMI JOIN {bad_rows} USING ({', '.join(ROW_ID)})"
    )


def bad_cells(feed: Feed, table: Table, bad_rows: str) -> str:
    """Return the SELECT (one row) of how many cells of each delivered, typed column are not of their type."""
    counts = [
        f"count(*) FILTER (WHERE {_raw(name)} IS NOT NULL AND {quote(name)} IS NULL) AS {quote(name)}"
        for name in feed.types
        if table.columns[name].type != "text"
    ]
    listed = ", ".join(("count(*) AS _rows", *counts))
    return f"SELECT {listed} FROM ({_values(feed, table)}) SEMI JOIN {bad_rows} USING ({', '.join(ROW_ID)})"


def totals(feed: Feed, table: Table) -> str:
    """Return the SELECT (one row: rows, yuan) of what was delivered, good and bad together."""
    return total_select(table, f"({_values(feed, table)})")
