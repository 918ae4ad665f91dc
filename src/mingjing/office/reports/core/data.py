"""A report as plain data, for pages and interfaces: figures as exact text, with what is behind each."""

from typing import Any

from mingjing.office.reports.core import checks
from mingjing.office.reports.core.figures import Table
from mingjing.office.reports.core.template import RowSpec


def as_data(table: Table) -> dict[str, Any]:
    """Return the report as JSON can hold it; amounts in yuan, `shown` in the unit of the column."""
    template = table.template
    return {
        "name": template.name,
        "title": table.title,
        "place": table.place,
        "first": table.period.first.isoformat(),
        "last": table.period.last.isoformat(),
        "options": dict(table.options),
        "columns": [
            {"number": one.number, "heads": list(one.heads), "unit": one.unit} for one in template.columns
        ],
        "rows": [_row(table, row) for row in template.rows],
        "findings": [
            {"error": one.error, "row": one.row, "column": one.column, "text": one.text}
            for one in checks.check(table)
        ],
    }


def _row(table: Table, row: RowSpec) -> dict[str, Any]:
    cells = []
    for column in table.template.columns:
        cell = table.cell(row.number, column.number)
        if column.how == "text":
            cells.append({"column": column.number, "shown": checks.remark(table, row.number)})
            continue
        cells.append(
            {
                "column": column.number,
                "value": f"{cell.value:f}",
                "shown": checks.shown(cell.value, column.unit),
                "institutions": sorted(cell.subjects),
                "keys": sorted(cell.keys),
            }
        )
    return {"number": row.number, "label": row.label, "group": row.group, "depth": row.depth, "cells": cells}
