"""Writes the workbook of a part: what can be checked now, with locked facts and open entries."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from mingjing.office.leads.models import Line, Part, Suspicion
from mingjing.office.leads.reasons import reasons as reason_codes
from mingjing.office.leads.workbook import sheets
from mingjing.office.leads.workbook.sheets import Column
from mingjing.office.leads.workflow import SUSPICION

CHECKABLE = SUSPICION["check"].sources
_FONT = {"font_name": "等线", "font_size": 10, "valign": "top"}
_SEVERITY = {1: "明确违规", 2: "高度可疑", 3: "轻度可疑"}


def checkable(part: Part) -> Any:
    """Return the suspicions of a part that wait for a first check, in the order of the sheet."""
    return (
        Suspicion.objects.filter(lead__part=part, state__in=CHECKABLE)
        .select_related("lead__institution")
        .order_by("lead_id", "sev_deg", "id")
    )


def write(part: Part) -> Path:
    """Write the workbook of `part` into a temporary file and return its path; the caller removes it."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    suspicions = checkable(part)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        _guide(book, part, suspicions.count())
        reasons = _words(book)
        _sheet(book, sheets.SUSPICIONS, sheets.SUSPICION, map(_suspicion, suspicions.iterator(2000)), reasons)
        lines = (
            Line.objects.filter(suspicion__in=suspicions.values("pk"))
            .select_related("suspicion__lead")
            .order_by("suspicion__lead_id", "suspicion__sev_deg", "suspicion_id", "fee_on", "id")
        )
        _sheet(book, sheets.LINES, sheets.LINE, map(_line, lines.iterator(5000)), reasons)
        _mark(book, part)
    return path


def _suspicion(one: Suspicion) -> dict[str, Any]:
    lead = one.lead
    return {
        "id": one.pk,
        "version": one.version,
        "number": lead.number,
        "institution": lead.institution.name,
        "document": lead.mdtrt_id,
        "rule": f"{one.rule_code} {one.rule_title}",
        "severity": _SEVERITY[one.sev_deg],
        "message": one.message,
        "clause": one.clause,
        "verify": one.verify,
        "answer": one.get_answer_display(),
        "answer_reason": one.appl_rea,
        "checkout": one.checkout_amt,
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        "id": one.pk,
        "version": one.version,
        "number": one.suspicion.lead.number,
        "rule": f"{one.suspicion.rule_code} {one.suspicion.rule_title}",
        "day": one.fee_on,
        "item": one.med_list_codg,
        "name": one.name,
        "cnt": one.cnt,
        "pric": one.pric,
        "sumamt": one.sumamt,
        "hit": one.hit_amt,
    }


def _guide(book: xlsxwriter.Workbook, part: Part, count: int) -> None:
    page = book.add_worksheet(sheets.HELP)
    page.hide_gridlines(2)
    page.set_column(0, 0, 110)
    title = book.add_format({**_FONT, "font_size": 15, "bold": True, "font_color": "#1B3A57"})
    text = book.add_format({**_FONT, "text_wrap": True})
    facts = (
        f"任务：{part.task.number} {part.task.title}",
        f"承办单位：{part.receiver.name}　办理期限：{part.due_on:%Y-%m-%d}　待核查疑点：{count} 条",
        part.task.instructions,
    )
    page.write_string(0, 0, "线索核查工作簿", title)
    for row, words in enumerate((*filter(None, facts), *sheets.GUIDE), start=1):
        page.write_string(row, 0, words, text)
    page.protect()


def _words(book: xlsxwriter.Workbook) -> str:
    """Put the reasons on a hidden sheet (a list in a cell rule may hold only 255 characters); return its range."""
    page = book.add_worksheet("选项")
    page.very_hidden()
    found = list(dict.fromkeys(word for codes in reason_codes().values() for word in codes.values()))
    for row, word in enumerate(found):
        page.write_string(row, 0, word)
    return f"='选项'!$A$1:$A${len(found)}"


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[Column, ...],
    rows: Iterable[dict[str, Any]],
    reasons: str,
) -> None:
    page = book.add_worksheet(name)
    cells = [_formats(book, column) for column in columns]
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, cells[place], {"hidden": column.hidden})
    page.write_string(
        0, 2, f"{name}（只填黄色列）", book.add_format({**_FONT, "bold": True, "font_size": 13})
    )
    head = {**_FONT, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "border": 1}
    for place, column in enumerate(columns):
        colour = "#8A5A00" if column.entry else "#1B3A57"
        page.write_string(1, place, column.heading, book.add_format({**head, "bg_color": colour}))
    last = sheets.HEAD_ROW
    for last, row in enumerate(rows, start=sheets.HEAD_ROW + 1):
        for place, column in enumerate(columns):
            _cell(page, last - 1, place, row.get(column.key), cells[place])
    _assist(page, columns, last, reasons)
    page.freeze_panes(sheets.HEAD_ROW, 4)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheets.HEAD_ROW - 1)
    page.set_footer("&L内部资料 注意保密&R第 &P 页 / 共 &N 页")


def _formats(book: xlsxwriter.Workbook, column: Column) -> Format:
    look: dict[str, Any] = {**_FONT, "num_format": column.form, "border": 1, "border_color": "#B8C4D0"}
    look["text_wrap"] = column.width >= 30
    if column.entry:
        look |= {"locked": False, "bg_color": "#FFF9E8"}
    return book.add_format(look)


def _cell(page: Any, row: int, place: int, value: Any, look: Format) -> None:
    """Write a value as what it is: text never becomes a formula, ids stay whole."""
    if value is None or value == "":
        page.write_blank(row, place, None, look)
    elif isinstance(value, str):
        page.write_string(row, place, value, look)
    elif hasattr(value, "isoformat"):
        page.write_datetime(row, place, value, look)
    else:
        page.write_number(row, place, value, look)


def _assist(page: Any, columns: tuple[Column, ...], last: int, reasons: str) -> None:
    """Add filters, drop-downs and limits, and lock everything but the entries."""
    page.autofilter(sheets.HEAD_ROW - 1, 0, max(last - 1, sheets.HEAD_ROW), len(columns) - 1)
    hit = xl_col_to_name(next(n for n, column in enumerate(columns) if column.key in ("hit", "checkout")))
    for place, column in enumerate(columns):
        area = (sheets.HEAD_ROW, place, max(last - 1, sheets.HEAD_ROW), place)
        if column.key == "verdict":
            page.data_validation(*area, {"validate": "list", "source": list(sheets.VERDICTS)})
        elif column.key == "reason":
            page.data_validation(*area, {"validate": "list", "source": reasons, "error_type": "warning"})
        elif column.key == "amount":
            limit = {"validate": "decimal", "criteria": "between", "minimum": 0}
            text = "认定金额应在 0 与检出金额之间。"
            top = f"=${hit}{sheets.HEAD_ROW + 1}"
            page.data_validation(*area, {**limit, "maximum": top, "error_message": text})
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _mark(book: xlsxwriter.Workbook, part: Part) -> None:
    """Leave what says which task this workbook belongs to, out of sight."""
    page = book.add_worksheet(sheets.MARK)
    page.very_hidden()
    for row, (key, value) in enumerate(
        {"format": sheets.FORMAT, "part": part.pk, "task": part.task.number}.items()
    ):
        page.write_string(row, 0, key)
        page.write_string(row, 1, str(value))
