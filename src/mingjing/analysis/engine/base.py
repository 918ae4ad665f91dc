"""Engine: the few verbs that marts, rules and screening need, whatever runs the SQL underneath."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

Columns = Mapping[str, str]
"""Column name -> DuckDB type (`VARCHAR`, `DECIMAL(16,2)`, `DATE` …), the one notation for both engines."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """An attached table of which every row gives its own rows of a result, and the bytes that a row of it needs
    in memory with all that is joined to it."""

    table: str
    row_bytes: int = 1000


class Engine(Protocol):
    """Runs portable SQL (see `portable.py`): DuckDB dialect, closed function list, our macros.

    Every relation is known by one plain name. Whole numbers come out as BIGINT and undeclared decimals as
    DECIMAL(38, scale), so that both engines hand out the same types.
    """

    name: str

    def attach_parquet(self, name: str, files: Sequence[Path], columns: Columns) -> None:
        """Make `name` a view over `files`, cast to `columns`.

        Columns that a file lacks are NULL, columns not asked for are left out, no files is an empty relation.
        """

    def attach_arrow(self, name: str, table: pa.Table) -> None:
        """Make `name` a small relation with the rows and types of `table`."""

    def attach_view(self, name: str, select: str) -> None:
        """Give a portable SELECT a name; nothing is computed."""

    def materialise(
        self,
        name: str,
        select: str,
        folder: Path,
        columns: Columns | None = None,
        pieces: Pieces | None = None,
    ) -> int:
        """Compute `select` once into `folder/name/*.parquet`, attach it as `name`, return its rows.

        The folder appears as a whole or not at all. `columns` gives order and types, default: as computed.
        With `pieces` an engine may work through that table's files a few at a time, within its memory.
        """

    def write(self, select: str, file: Path, columns: Columns | None = None) -> int:
        """Write `select` to one Parquet file, which appears as a whole or not at all; return its rows.

        `columns` gives order and types, default: as computed; who knows them spares the engine a look at the text.
        """

    def fetch(self, select: str) -> pa.Table:
        """Return the rows of `select`."""

    def describe(self, select: str) -> dict[str, str]:
        """Return column -> DuckDB type without running it. Raises EngineError with the binder's message."""

    def lock(self) -> None:
        """From now on no file outside the allowed folders can be reached and no setting changed."""

    def close(self) -> None:
        """Release memory, files and processes. Further calls fail."""
