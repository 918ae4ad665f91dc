"""A task as a workbook: filled in offline, read back whatever saved it, applied as previewed or not at all."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.leads.models import Lead, Part, Suspicion
from mingjing.office.leads.services import check
from mingjing.office.leads.services.commands import Check
from mingjing.office.leads.workbook import sheets
from mingjing.office.leads.workbook.apply import apply
from mingjing.office.leads.workbook.plan import Plan, plan
from mingjing.office.leads.workbook.read import read
from mingjing.office.leads.workbook.write import write
from tests.office.province import Province

Fill = Callable[[dict[str, Any]], None]


class Book:
    """A downloaded workbook, filled in by heading and key."""

    def __init__(self, part: Part) -> None:
        self.path = write(part)
        self.book = openpyxl.load_workbook(self.path)

    def fill(self, sheet: str, key: int, **entries: Any) -> None:
        """Fill entries of the row with `key`, by column key."""
        columns = sheets.SUSPICION if sheet == sheets.SUSPICIONS else sheets.LINE
        place = {column.key: n for n, column in enumerate(columns, start=1)}
        page = self.book[sheet]
        row = next(r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == key)
        for name, value in entries.items():
            page.cell(row, place[name]).value = value

    def save(self) -> Path:
        """Save what was filled in."""
        self.book.save(self.path)
        return self.path


@pytest.fixture
def part(sent: list[Lead]) -> Part:
    """What county1 received: two leads with two suspicions each."""
    found = sent[0].part
    assert found is not None
    return Part.objects.get(pk=found.pk)


def _first(part: Part) -> Suspicion:
    return Suspicion.objects.filter(lead__part=part).order_by("pk")[0]


def _plan(part: Part, path: Path) -> Plan:
    return plan(part, read(path))


def test_the_workbook_locks_facts_opens_entries_and_hides_keys(part: Part) -> None:
    book = Book(part).book
    assert book.sheetnames[0] == sheets.HELP
    page = book[sheets.SUSPICIONS]
    assert page.protection.sheet
    assert page.column_dimensions["A"].hidden
    by_heading = {page.cell(2, n).value: page.cell(3, n) for n in range(1, page.max_column + 1)}
    assert by_heading["疑点说明"].protection.locked
    assert not by_heading["核查结论"].protection.locked
    assert page.freeze_panes is not None
    assert {"属实", "不属实"} <= set(
        str(page.data_validations.dataValidation[0].formula1).strip('"').split(",")
    )
    assert book[sheets.MARK].sheet_state == "veryHidden"
    assert page.max_row == 2 + 4
    assert book[sheets.LINES].max_row == 2 + 12


def test_an_unfilled_workbook_changes_nothing(part: Part) -> None:
    found = _plan(part, Book(part).save())
    assert not found.changes
    assert not found.wrong
    assert found.untouched == 16


def test_one_verdict_on_a_suspicion_holds_for_all_its_lines(province: Province, part: Part) -> None:
    one, book = _first(part), Book(part)
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实", text="已核对")
    path = book.save()
    found = _plan(part, path)
    assert [change.suspicion.pk for change in found.changes] == [one.pk]
    apply(province.who("officer"), part, path, found.digest)
    one.refresh_from_db()
    assert (one.state, one.verdict, one.chk_amt) == ("checked", "true", one.checkout_amt)


def test_lines_are_judged_one_by_one(province: Province, part: Part) -> None:
    one, book = _first(part), Book(part)
    lines = list(one.lines.all())
    book.fill(sheets.SUSPICIONS, one.pk, verdict="部分属实", reason="部分明细有依据，其余不成立")
    book.fill(sheets.LINES, lines[0].pk, verdict="属实")
    for line in lines[1:]:
        book.fill(sheets.LINES, line.pk, verdict="不属实", reason="病历、医嘱、检查报告足以说明")
    path = book.save()
    found = _plan(part, path)
    assert not found.wrong
    apply(province.who("officer"), part, path, found.digest)
    one.refresh_from_db()
    assert one.chk_amt == lines[0].hit_amt


def test_every_wrong_cell_is_named_and_the_rest_still_applies(province: Province, part: Part) -> None:
    first, second, third, _ = Suspicion.objects.filter(lead__part=part).order_by("pk")
    book = Book(part)
    book.fill(sheets.SUSPICIONS, first.pk, verdict="大概属实")
    book.fill(sheets.SUSPICIONS, second.pk, verdict="不属实")
    book.fill(sheets.SUSPICIONS, third.pk, verdict="属实")
    line = first.lines.all()[0]
    book.fill(sheets.LINES, line.pk, verdict="属实", amount="一百元")
    path = book.save()
    found = _plan(part, path)
    assert [change.suspicion.pk for change in found.changes] == [third.pk]
    places = {problem.where for problem in found.wrong}
    assert any(place.startswith("疑点!") and place.endswith("3") for place in places)
    assert any(place.startswith("明细!") for place in places)
    assert any("原因" in problem.what for problem in found.wrong)


def test_an_amount_above_what_was_found_is_refused_with_its_row(part: Part) -> None:
    one, book = _first(part), Book(part)
    line = one.lines.all()[0]
    book.fill(sheets.LINES, line.pk, verdict="属实", amount=float(line.hit_amt) + 0.01)
    found = _plan(part, book.save())
    assert not found.changes
    assert "大于检出金额" in " ".join(problem.what for problem in found.wrong)


def test_what_somebody_else_checked_meanwhile_is_a_conflict_not_overwritten(
    province: Province, part: Part
) -> None:
    one, book = _first(part), Book(part)
    check.check(province.who("officer2"), one, Check("false", "record_supports"))
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实")
    found = _plan(part, book.save())
    assert not found.changes
    assert one.lead.number in found.conflicts[0].what
    one.refresh_from_db()
    assert one.verdict == "false"


def test_a_change_between_preview_and_apply_writes_nothing_at_all(province: Province, part: Part) -> None:
    first, second, *_ = Suspicion.objects.filter(lead__part=part).order_by("pk")
    book = Book(part)
    for one in (first, second):
        book.fill(sheets.SUSPICIONS, one.pk, verdict="属实")
    path = book.save()
    digest = _plan(part, path).digest
    check.check(province.who("officer2"), second, Check("false", "record_supports"))
    with pytest.raises(ConflictError):
        apply(province.who("officer"), part, path, digest)
    first.refresh_from_db()
    assert first.state == Suspicion.State.PENDING


def test_applying_the_same_workbook_twice_changes_nothing_more(province: Province, part: Part) -> None:
    one, book = _first(part), Book(part)
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实")
    path = book.save()
    apply(province.who("officer"), part, path, _plan(part, path).digest)
    again = _plan(part, path)
    assert not again.changes
    assert len(again.conflicts) == 1
    assert one.opinions.count() == 1


def test_a_row_copied_twice_and_a_row_without_its_key_are_named(part: Part) -> None:
    book = Book(part)
    page = book.book[sheets.SUSPICIONS]
    verdict = [column.key for column in sheets.SUSPICION].index("verdict") + 1
    page.cell(3, verdict).value = page.cell(4, verdict).value = page.cell(5, verdict).value = "属实"
    page.cell(4, 1).value = page.cell(3, 1).value
    page.cell(5, 1).value = None
    found = _plan(part, book.save())
    assert not found.changes
    assert {problem.what for problem in found.wrong} == {"同一编号出现两次", "这一行没有编号"}


def test_columns_may_be_moved_and_rows_sorted_or_left_out(province: Province, part: Part) -> None:
    one, book = _first(part), Book(part)
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实")
    page = book.book[sheets.SUSPICIONS]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for row in page.iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    for at, values in enumerate([rows[0], *reversed(rows[1:])], start=2):
        for place, value in enumerate(reversed(values), start=1):
            page.cell(at, place).value = value
    found = _plan(part, book.save())
    assert [change.suspicion.pk for change in found.changes] == [one.pk]


def test_numbers_saved_as_text_or_with_noise_are_read_as_meant(part: Part) -> None:
    one, book = _first(part), Book(part)
    line = one.lines.all()[0]
    page = book.book[sheets.LINES]
    for row in range(3, page.max_row + 1):
        page.cell(row, 1).value = str(page.cell(row, 1).value)
        page.cell(row, 2).value = float(page.cell(row, 2).value)
    row = next(r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == str(line.pk))
    place = {column.key: n for n, column in enumerate(sheets.LINE, start=1)}
    page.cell(row, place["verdict"]).value = "部分属实"
    page.cell(row, place["reason"]).value = "数量、单价重新核算"
    page.cell(row, place["amount"]).value = 0.1 + 0.2
    filled = read(book.save())
    assert filled.lines[line.pk].amount == Decimal("0.30")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InvalidError, match="打不开"):
        read(path)


def test_the_workbook_of_another_part_is_refused(part: Part, sent: list[Lead]) -> None:
    other = Part.objects.exclude(pk=part.pk).filter(leads__isnull=False)[0]
    with pytest.raises(InvalidError, match="另一个任务分件"):
        _plan(part, Book(other).save())


def test_another_excel_file_is_refused_with_what_to_do(tmp_path: Path, part: Part) -> None:
    path = tmp_path / "mine.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InvalidError, match="不是从任务页面下载"):
        read(path)
