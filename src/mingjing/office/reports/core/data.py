"""A report as plain data, for pages and interfaces: figures as exact text, with what is behind each."""

from typing import Any

from mingjing.office.reports.core import checks
from mingjing.office.reports.core.figures import Table
from mingjing.office.reports.core.template import Column, RowSpec


def as_data(table: Table, whole: bool = True) -> dict[str, Any]:
    """Return the report as JSON can hold it; amounts in yuan, `shown` in the unit of the column.

    Not `whole`: how many institutions and keys are behind a cell, not which.
    """
    template = table.template
    return {
        "name": template.name,
        "kind": template.kind,
        "title": table.title,
        "place": table.place,
        "stub": template.stub,
        "blank_rows": template.blank_rows,
        "first": table.period.first.isoformat(),
        "last": table.period.last.isoformat(),
        "options": dict(table.options),
        "said": [[template.labels[name], template.choice(name, key)] for name, key in table.options.items()],
        "columns": [_column(one) for one in template.columns],
        "rows": [_row(table, row, whole) for row in template.rows],
        "findings": [
            {
                "error": one.error,
                "row": one.row,
                "label": template.title_of(template.rows[one.row - 1]),
                "column": one.column,
                "text": one.text,
            }
            for one in checks.check(table)
        ],
    }


def _column(one: Column) -> dict[str, Any]:
    return {
        "number": one.number,
        "heads": list(one.heads),
        "unit": one.unit,
        "text": one.how == "text",
        "name": one.name,
    }


def _row(table: Table, row: RowSpec, whole: bool) -> dict[str, Any]:
    cells = []
    for column in table.template.columns:
        cell = table.cell(row.number, column.number)
        shown = checks.printed(table, row.number, column)
        if column.how == "text":
            cells.append({"column": column.number, "shown": shown})
            continue
        cells.append(
            {
                "column": column.number,
                "value": f"{cell.value:f}",
                "shown": shown,
                "institutions": sorted(cell.subjects) if whole else len(cell.subjects),
                "keys": sorted(cell.keys) if whole else len(cell.keys),
            }
        )
    return {
        "number": row.number, "label": row.label, "title": table.template.title_of(row), "group": row.group, "depth": row.depth,
        "children": list(row.children), "cells": cells,
    }  # fmt: skip
