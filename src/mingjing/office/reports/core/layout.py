"""Where the heads, the stub and the rows of a report stand: merged rectangles, for Excel and pages alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingjing.office.reports.core.template import RowSpec

STUB = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A merged cell, its first and last row and column counted from 0."""

    top: int
    left: int
    bottom: int
    right: int
    text: str

    @property
    def rows(self) -> int:
        """How many rows it spans."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """How many columns it spans."""
        return self.right - self.left + 1


def heads(columns: Sequence[Sequence[str]]) -> Iterator[Box]:
    """Yield the boxes of the heads of each column, equal neighbours merged."""
    levels = max(len(one) for one in columns)
    grid = [[one[min(level, len(one) - 1)] for one in columns] for level in range(levels)]
    done: set[tuple[int, int]] = set()
    for top in range(levels):
        for left, text in enumerate(grid[top]):
            if (top, left) in done:
                continue
            bottom, right = top, left
            while (
                right + 1 < len(grid[top]) and grid[top][right + 1] == text and (top, right + 1) not in done
            ):
                right += 1
            while bottom + 1 < levels and all(grid[bottom + 1][at] == text for at in range(left, right + 1)):
                bottom += 1
            done |= {(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)}
            yield Box(top, left, bottom, right, text)


def levels(columns: Sequence[Sequence[str]]) -> int:
    """Return how many rows the heads take."""
    return max(len(one) for one in columns)


def stub(given: Sequence[RowSpec]) -> Iterator[Box]:
    """Yield groups, in the column of their depth over all their rows, and labels right of them to the stub's end."""
    rows = {row.number: row for row in given}
    for row in given:
        top, left = row.number - 1, max(row.depth - 1, 0)
        if row.group:
            yield Box(top, left, top + _below(rows, row.number), left, row.group)
            left += 1
        elif row.depth > 1 or not row.children:
            left = min(max(row.depth - 1, 0), STUB - 1)
        yield Box(top, left, top, STUB - 1, row.label)


def _below(rows: Mapping[int, RowSpec], number: int) -> int:
    return sum(1 + _below(rows, child) for child in rows[number].children)
