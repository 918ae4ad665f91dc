"""Answers of pages with a table: the whole page, only the table, only its totals, or a file."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from mingjing.office.ui.export import exported
from mingjing.office.ui.tables import Sheet


def listing(
    request: HttpRequest,
    template: str,
    sheet: Sheet,
    context: dict[str, Any] | None = None,
    *,
    title: str = "导出",
    on_export: Callable[[int], None] | None = None,
) -> HttpResponseBase:
    """Return what the address and htmx ask for of a page that shows `sheet`.

    `title` names the exported file; `on_export` is told the number of rows, to record the export.
    """
    shown = {"sheet": sheet, **(context or {})}
    if (kind := request.GET.get("export")) and sheet.table.export:
        response = exported(sheet, kind, title)
        if on_export:
            on_export(sheet.total)
        return response
    if request.GET.get("part") == "totals":
        return render(request, "ui/table_totals.html", shown)
    page: HttpResponse = render(request, "ui/table.html" if asks_for(request, sheet) else template, shown)
    patch_vary_headers(page, ["HX-Request", "HX-Target"])
    return page


def asks_for(request: HttpRequest, sheet: Sheet) -> bool:
    """Return whether htmx wants to swap this table only."""
    wanted = request.headers.get("HX-Target", "")
    return bool(request.headers.get("HX-Request")) and wanted.endswith(f"#table-{sheet.table.name}")
