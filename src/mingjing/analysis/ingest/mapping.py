"""A mapping, checked: how any source layout becomes tables of the standard. The form: docs/reference/mapping.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjing.analysis.ingest.expression import columns_in

PSEUDO = ("_file", "_row")
"""Columns that every source has: number of the file, and of the row in it (0-based)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one layout: glob patterns, sheet of a workbook (None: any that fits), row of the headings.

    `optional` are columns that a file may lack; they are NULL there.
    """

    files: tuple[str, ...]
    sheet: str | None
    header: int
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one column of a target table comes from; exactly one of column, const, sql, key is given.

    `map` translates codes, `otherwise` stands for values it lacks (None: such a row is refused), `date` is
    the strptime format of the text.
    """

    where: str
    column: str | None = None
    const: str | None = None
    sql: str | None = None
    key: tuple[str, ...] = ()
    prefix: str = ""
    map: Mapping[str, str] | None = None
    otherwise: str | None = None
    date: str | None = None

    def reads(self) -> set[str]:
        """Return the source columns it needs."""
        plain = {*self.key, *((self.column,) if self.column else ())}
        return plain | (columns_in(self.sql) if self.sql else set())


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one source that become rows of `table`.

    `only` says which rows concern the table (others are not read), `refusals` which of them are refused and
    why (condition, reason), `group` by which source columns rows are put together, `part` which of several
    rows of this table that one source row becomes.
    """

    table: str
    source: str
    part: int
    where: str
    only: str | None
    refusals: tuple[tuple[str, str], ...]
    group: tuple[str, ...]
    cells: Mapping[str, Cell]

    def reads(self) -> set[str]:
        """Return the source columns it needs."""
        conditions = [when for when, _ in self.refusals] + ([self.only] if self.only else [])
        needed = {*self.group}.union(*(cell.reads() for cell in self.cells.values()))
        return needed.union(*(columns_in(sql) for sql in conditions)) - set(PSEUDO)


@dataclass(frozen=True, slots=True)
class MappingDocument:
    """One mapping, checked."""

    name: str
    title: str
    sha256: str
    sources: Mapping[str, Source]
    blocks: tuple[Block, ...]
