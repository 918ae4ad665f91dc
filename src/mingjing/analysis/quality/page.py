"""The quality report as a page: one self-contained HTML file, fit for printing."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mingjing.analysis.quality.check import SEVERITIES

_TEMPLATES = Path(__file__).parent / "templates"


def render(data: dict[str, Any], title: str) -> str:
    """Return the HTML of a report as `report.build_report` gives it."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(rows=_rows, yuan=yuan, percent=percent)
    template = environment.get_template("quality.html.j2")
    return template.render(report=data, title=title, severities=SEVERITIES, totals=_totals(data))


def _totals(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return rows and yuan over all tables, by what became of them."""
    kinds = ("read", "accepted", "refused", "duplicate")
    return {
        kind: {
            "rows": sum(table[kind]["rows"] for table in data["tables"]),
            "yuan": sum((Decimal(table[kind]["yuan"] or 0) for table in data["tables"]), Decimal()),
        }
        for kind in kinds
    }


def _rows(value: int) -> str:
    return f"{value:,}"


def yuan(value: str | Decimal | None) -> str:
    """Return an amount with separators and two decimals; a dash for a table without money."""
    return "—" if value is None else f"{Decimal(value):,.2f}"


def percent(share: float) -> str:
    """Return a share as per cent, small ones not rounded away."""
    if 0 < share < 0.0001:
        return "<0.01%"
    return f"{share:.2%}"
