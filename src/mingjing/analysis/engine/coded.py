"""Codes: texts of few distinct values travel as small numbers while a large table is computed and written.

A text costs about 50 ns to write to Parquet, a DuckDB ENUM 5 to 10 (its dictionary is known beforehand), and 1
or 2 bytes instead of 16 in a hash table. Read back from Parquet it is the same text: a code never leaves the
statement that writes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mingjing.analysis.engine.edge import quote, text

FEW = 256
"""A column of more distinct texts stays text: its codes are looked up in a list."""
SMALL = 10_000
"""In a relation of at most so many rows every text becomes a code, whatever its distinct values."""
LARGE = 1_000_000
"""A statement that reads fewer rows of every table is done before its texts have been looked up."""
SAMPLE = 20_000
"""Rows looked at first: a column that has many texts among them is not read to the end."""

Fetch = Callable[[str], list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Code:
    """The distinct texts of one column, sorted, and the name of the ENUM type they belong to."""

    values: tuple[str, ...]
    kind: str

    def sql(self, column: str) -> str:
        """The column as a value of the ENUM.

        The list functions have one argument that varies, so DuckDB computes them once per entry of a Parquet
        dictionary; a cast is computed for every row.
        """
        if len(self.values) > FEW:
            return f"CAST({quote(column)} AS {self.kind})"
        listed = "[" + ", ".join(map(text, self.values)) + "]"
        place = f"list_position({listed}, {quote(column)})"
        return f"list_extract(CAST({listed} AS {self.kind}[]), {place})"


def type_name(column: str) -> str:
    """The ENUM type of all columns of one name or family: these meet without being turned back into texts."""
    return quote(f"code_{column.lower()}")


def distinct_texts(
    fetch: Fetch, source: str, columns: Collection[str], rows: int
) -> dict[str, tuple[str, ...]]:
    """Return the distinct texts of those of `columns` that can be coded; `source` is a scan of `rows` rows."""
    if rows <= SMALL:
        return _distinct(fetch, source, columns, SMALL)
    few = _distinct(fetch, f"(SELECT * FROM {source} LIMIT {SAMPLE})", columns, FEW)
    return _distinct(fetch, source, few, FEW)


def _distinct(fetch: Fetch, source: str, columns: Collection[str], most: int) -> dict[str, tuple[str, ...]]:
    if not columns:
        return {}
    parts = [
        f"(SELECT list(v) FROM (SELECT DISTINCT {quote(c)} AS v FROM {source} WHERE {quote(c)} IS NOT NULL"
        f" LIMIT {most + 1}))"
        for c in columns
    ]
    row = fetch(f"SELECT {', '.join(parts)}")[0]
    found = {c: values for c, values in zip(columns, row, strict=True) if isinstance(values, list)}
    # A text with a NUL cannot be written as a literal.
    return {
        c: tuple(sorted(values))
        for c, values in found.items()
        if len(values) <= most and not any("\0" in v for v in values)
    }


def families(tree: exp.Expr) -> dict[str, str]:
    """Return a common name for columns that a COALESCE of `tree` takes as alternatives: their values share a type."""
    found: dict[str, str] = {}
    for call in tree.find_all(exp.Coalesce):
        parts = [call.this, *call.expressions]
        if not all(isinstance(part, exp.Column) for part in parts):
            continue
        names = {found.get(part.name.lower(), part.name.lower()) for part in parts}
        first = min(names)
        found |= {name: first for name, family in found.items() if family in names}
        found |= {part.name.lower(): first for part in parts}
    return found


def merged(texts: Mapping[tuple[str, str], Sequence[str]], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the values of each ENUM type for the distinct texts of (relation, column), sorted as texts are.

    `kinds` names the type of each column.
    """
    found: dict[str, set[str]] = {}
    for (_, column), values in texts.items():
        found.setdefault(kinds[column], set()).update(values)
    return {kind: sorted(values) for kind, values in found.items()}
