"""A workbook is read as a person sees it; what Excel has already spoiled is refused, not guessed."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mingjing.kernel.errors import DataError
from tests.analysis.ingest.desk import Desk

HEAD = ("psn_no", "gend", "brdy", "tel")


def workbook(fill: Callable[[Any], None], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    fill(book if fill.__code__.co_varnames[:1] == ("book",) else sheet)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def people(*rows: tuple[Any, ...]) -> bytes:
    def fill(sheet: Any) -> None:
        for row in (HEAD, *rows):
            sheet.append(row)

    return workbook(fill)


def test_numbers_dates_and_text_are_read_as_they_look(desk: Desk) -> None:
    content = people(
        (1001, 1, date(1970, 1, 2), "0571-1"),
        ("P2", "2", datetime(1980, 1, 2, 3, 4), 13800000000),
        ("P3", 1, 25569, None),
    )
    outcome = desk.ingest({"psn_info_b.xlsx": content})
    assert desk.counts(outcome, "psn_info_b") == (3, 3, 0, 0)
    assert [(row["psn_no"], str(row["brdy"]), row["tel"]) for row in desk.rows("psn_info_b")] == [
        ("1001", "1970-01-02", "0571-1"),
        ("P2", "1980-01-02", "13800000000"),
        ("P3", "1970-01-01", None),
    ]


def test_a_number_format_of_zeros_gives_the_code_its_zeros_back(desk: Desk) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append((42, 1, date(1970, 1, 1), None))
        sheet["A2"].number_format = "000000"

    desk.ingest({"psn_info_b.xlsx": workbook(fill)})
    assert desk.column("psn_info_b", "psn_no") == ["000042"]


def test_a_code_that_excel_turned_into_a_number_and_cut_is_refused(desk: Desk) -> None:
    outcome = desk.ingest({"psn_info_b.xlsx": people((110101197001011234, 1, date(1970, 1, 1), None))})
    assert desk.counts(outcome, "psn_info_b") == (1, 0, 1, 0)
    [row] = desk.refused("psn_info_b")
    assert "已被 Excel 变成数字" in row["reason"]
    assert row["line_no"] == 2


def test_an_error_cell_is_refused(desk: Desk) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append(("P1", 1, date(1970, 1, 1), "#N/A"))
        sheet["D2"].data_type = "e"

    desk.ingest({"psn_info_b.xlsx": workbook(fill)})
    assert "Excel 错误值" in desk.refused("psn_info_b")[0]["reason"]


def test_empty_rows_between_filled_ones_are_refused_and_those_after_are_not_rows(desk: Desk) -> None:
    content = people(("P1", 1, date(1970, 1, 1), None), (), ("P2", 1, date(1970, 1, 1), None), (), ())
    outcome = desk.ingest({"psn_info_b.xlsx": content})
    assert desk.counts(outcome, "psn_info_b") == (3, 2, 1, 0)
    assert desk.refused("psn_info_b")[0]["line_no"] == 3


def test_a_table_that_goes_on_in_further_sheets_is_read_whole(desk: Desk) -> None:
    def fill(book: Any) -> None:
        book.active.append(HEAD)
        book.active.append(("P1", 1, date(1970, 1, 1), None))
        more, notes = book.create_sheet("续"), book.create_sheet("说明")
        more.append(HEAD)
        more.append(("P2", 1, "昨天", None))
        notes.append(("本表由信息科导出",))

    outcome = desk.ingest({"psn_info_b.xlsx": workbook(fill)})
    assert desk.counts(outcome, "psn_info_b") == (2, 1, 1, 0)
    assert desk.refused("psn_info_b")[0]["file"] == "psn_info_b.xlsx#续"


def test_formulas_that_were_never_computed_are_refused_as_a_file(desk: Desk) -> None:
    with pytest.raises(DataError, match="没有计算结果的公式"):
        desk.ingest({"psn_info_b.xlsx": people(("=A1", 1, date(1970, 1, 1), None))})


def test_a_workbook_without_the_headings_is_refused_with_its_sheets(desk: Desk) -> None:
    with pytest.raises(DataError, match="工作簿中的工作表：封面"):
        desk.ingest({"psn_info_b.xlsx": workbook(lambda sheet: sheet.append(("姓名", "年龄")), "封面")})


def test_a_file_that_is_no_workbook_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Excel 工作簿打不开"):
        desk.ingest({"psn_info_b.xlsx": b"PK\x03\x04 no zip"})
