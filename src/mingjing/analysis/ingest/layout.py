"""How a delivery is laid out: which file holds what, and what each gives to which table of the standard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.conform import Feed, feed_of
from mingjing.analysis.ingest.delivery import Delivery, SourceFile, by_table_name
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.standard.schema import tables


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one file: the column names that may occur, the row of the headings, the sheet (None: all that fit)."""

    known: Collection[str]
    header: int = 1
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Feeds:
    """What goes to each table, and the delivered columns that go nowhere, by table or source."""

    by_table: dict[str, list[Feed]] = field(default_factory=dict)
    unused: dict[str, list[str]] = field(default_factory=dict)


class Layout(Protocol):
    """A delivery in the form of the standard, or in any other by way of a mapping."""

    @property
    def identity(self) -> dict[str, str] | None:
        """Name and content hash of the mapping; None when the delivery is in the form of the standard."""

    def find(self, root: Path) -> Delivery:
        """Return the files of the delivery. Raises UsageError, DataError."""

    def reading(self, file: SourceFile) -> Reading:
        """Say how to read `file`."""

    def feeds(self, engine: DuckDBEngine, staged: Sequence[Staged]) -> Feeds:
        """Return what the staged files give to the tables.

        Raises DataError when columns are missing, DocumentError when an expression does not fit them.
        """


class StandardLayout:
    """Files and columns named as in the standard."""

    identity = None

    def find(self, root: Path) -> Delivery:
        """See Layout."""
        return by_table_name(root, list(tables()))

    def reading(self, file: SourceFile) -> Reading:
        """See Layout."""
        return Reading(known=tables()[file.name].columns)

    def feeds(self, engine: DuckDBEngine, staged: Sequence[Staged]) -> Feeds:
        """See Layout."""
        found = Feeds()
        for number, part in enumerate(staged):
            feed, unused = feed_of(number, part, tables()[part.name])
            found.by_table.setdefault(part.name, []).append(feed)
            seen = found.unused.setdefault(part.name, [])
            seen += [name for name in unused if name not in seen]
        return found
