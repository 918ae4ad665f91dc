"""A delivered file as Parquet rows of what stands in it, each traceable to its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjing.analysis.ingest.dialect import clean_heading
from mingjing.kernel.errors import DataError


@dataclass(frozen=True, slots=True)
class Staged:
    """One file, or one sheet of a workbook, as a Parquet file.

    `columns` are the headings and DuckDB types as delivered, `rows` the rows that could be split into columns.
    Row r (0-based, its `file_row_number`) stands on line r + `first_line`, unless `breaks` (columns row, line:
    from this row on) says otherwise. `malformed` (columns line_no, raw, reason) holds the lines that are no
    record; `marked` says that bad bytes (`encoding.MARK`) occur; `damage` why the file ends too early.
    """

    shown: str
    name: str
    path: Path
    columns: dict[str, str]
    rows: int
    first_line: int
    breaks: Path | None = None
    malformed: Path | None = None
    malformed_rows: int = 0
    marked: bool = False
    damage: str = ""
    encoding: str = ""
    excel: bool = False


def column_names(headings: Sequence[object], shown: str) -> list[str]:
    """Return headings as column names, blanks filled in. Raises DataError when two are the same."""
    names = [clean_heading(heading) or f"第{number}列" for number, heading in enumerate(headings, start=1)]
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise DataError(
                f"表头中有两列都叫 {name}",
                where=shown,
                why="无法判断哪一列才是要用的",
                do="删去或改名其中一列后重新交付",
            )
        seen.add(name.casefold())
    return names
