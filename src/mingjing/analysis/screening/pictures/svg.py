"""SVG in plain text: shapes with attributes only, so that it shows under any content policy, prints, and needs no script.

A drawing is 760 units broad. Colours are told apart by lightness too; what matters has a label or a shape of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

BROAD = 760.0
INK, SOFT, GRID, BAND, OWN, ALERT = "#243443", "#52616f", "#d8dfe6", "#cfdbe8", "#1f5f9f", "#b3332b"
COLOURS = ("#1f5f9f", "#c77700", "#2e7d4f", "#8a3f8f", "#b3332b", "#4a6572")


@dataclass(slots=True)
class Canvas:
    """A drawing that grows; `high` is its height."""

    high: float
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, fill: str = INK
    ) -> None:
        """Write words with their baseline at y."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = GRID,
        width: float = 1,
        dash: str = "",
    ) -> None:
        """Draw a line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'
        )

    def box(
        self, x: float, y: float, broad: float, high: float, *, fill: str, title: str = "", stroke: str = ""
    ) -> None:
        """Draw a rectangle."""
        inside = f"<title>{escape(title)}</title>" if title else ""
        edge = f' stroke="{stroke}"' if stroke else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(broad, 0.5):.1f}" height="{max(high, 0.5):.1f}" fill="{fill}"{edge}>{inside}</rect>'
        )

    def dot(self, x: float, y: float, r: float, *, fill: str, title: str = "", stroke: str = "#fff") -> None:
        """Draw a point."""
        inside = f"<title>{escape(title)}</title>" if title else ""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" stroke="{stroke}">{inside}</circle>'
        )

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        stroke: str,
        width: float = 1.6,
        dash: str = "",
        fill: str = "none",
    ) -> None:
        """Draw a line through points."""
        if not points:
            return
        way = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{way}" stroke="{stroke}" stroke-width="{width:g}" fill="{fill}"{dashed}/>'
        )

    def done(self, name: str) -> str:
        """Return the drawing, named for those who cannot see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BROAD:g} {self.high:g}" width="100%" role="img"'
            f' aria-label="{escape(name, quote=True)}，数据见表格">{"".join(self.parts)}</svg>'
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and the table behind it; `svg` may be empty where the table is the picture. `note` says what is left out."""

    kind: str
    title: str
    svg: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def round_up(value: float) -> float:
    """Return the smallest 1, 2, 5 × 10^n that is not below `value`."""
    if value <= 0:
        return 1.0
    unit = 1.0
    while unit > value:
        unit /= 10
    while unit * 10 < value:
        unit *= 10
    return next(unit * step for step in (1, 2, 5, 10) if unit * step >= value)


def short(words: str | None, most: int) -> str:
    """Return words cut to a length."""
    said = words or ""
    return said if len(said) <= most else f"{said[: most - 1]}…"


def yuan(value: object) -> str:
    """Return yuan with two places; a dash where there are none."""
    return "—" if value is None else f"{float(str(value)):,.2f}"


def plain(value: object) -> str:
    """Return a number without trailing zeros."""
    if value is None:
        return "—"
    text = f"{float(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")
