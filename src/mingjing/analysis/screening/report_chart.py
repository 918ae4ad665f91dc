"""Where the bars of the report's charts go: plain geometry, drawn as inline SVG by the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingjing.analysis.screening.report_data import Share


@dataclass(frozen=True, slots=True)
class Piece:
    """One severity's part of a bar: `degree` 1 to 3, where it starts and how long it is."""

    degree: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled bar; `place` is where it stands along the other axis."""

    share: Share
    place: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Vertical bars of breadth `broad`; `ticks` are (position, yuan), every `label_every`th bar is labelled."""

    width: float
    height: float
    left: float
    broad: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    label_every: int


_WIDTH, _LEFT, _TOP, _AREA, _FOOT = 1100.0, 84.0, 14.0, 230.0, 34.0
_LABELS, _BROADEST = 12, 64.0


def rows_chart(rows: Sequence[Share]) -> tuple[Bar, ...]:
    """Horizontal bars in the order given, in per cent of the longest."""
    longest = max((row.net for row in rows), default=Decimal(0)) or Decimal(1)
    return tuple(Bar(row, number, _pieces(row, 100 / float(longest))) for number, row in enumerate(rows))


def columns_chart(rows: Sequence[Share]) -> Columns:
    """Vertical bars over time with round gridlines; `start` of a piece is its upper end."""
    top = _round_up(max((row.net for row in rows), default=Decimal(0)))
    step, base = (_WIDTH - _LEFT) / max(len(rows), 1), _TOP + _AREA
    broad = min(step * 0.62, _BROADEST)
    bars = []
    for number, row in enumerate(rows):
        upwards = _pieces(row, _AREA / top)
        pieces = tuple(Piece(p.degree, base - p.start - p.length, p.length) for p in upwards)
        bars.append(Bar(row, _LEFT + (number + 0.5) * step, pieces))
    ticks = tuple((base - _AREA * quarter / 4, top * quarter // 4) for quarter in range(5))
    return Columns(_WIDTH, base + _FOOT, _LEFT, broad, tuple(bars), ticks, -(-len(rows) // _LABELS) or 1)


def _pieces(row: Share, scale: float) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    start = 0.0
    for degree, amount in enumerate(row.degrees, start=1):
        length = float(amount) * scale
        if length > 0:
            pieces.append(Piece(degree, start, length))
            start += length
    return tuple(pieces)


def _round_up(amount: Decimal) -> int:
    """The smallest of 4, 8, 12, 20, 40 … × 10^n that is not below `amount`: its quarters are round numbers."""
    unit = 1
    while True:
        for factor in (4, 8, 12, 20):
            if amount <= factor * unit:
                return factor * unit
        unit *= 10
