"""Importing a workbook: every wrong cell is named, nothing is half done, newer rows supersede by date."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from mingjing.analysis.knowledge import store
from mingjing.analysis.knowledge.change import ImportPlan, plan_import
from mingjing.analysis.knowledge.document import knowledge_list, lists
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.knowledge.template import export
from mingjing.kernel import local
from mingjing.kernel.errors import DataError, DocumentError, UsageError

ITEM = "003402000050000"
COURSE = (
    "item_code",
    "max_days",
    "scope",
    "count_basis",
    "conditional",
    "admdvs",
    "begndate",
    "enddate",
    "source",
)
GOOD = (ITEM, 60, "course", "distinct_use_days", 0, "420100", date(2026, 1, 1), None, "市医保发〔2026〕1号")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bureau").mkdir()
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path / "bureau"))
    return tmp_path / "bureau"


def book(path: Path, **sheets: list[tuple[Any, ...]]) -> Path:
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.remove(made["Sheet"])
    made.save(path)
    return path


def course(folder: Path, *rows: tuple[Any, ...], head: tuple[str, ...] = COURSE) -> Path:
    return book(folder.parent / "sheet.xlsx", course_limit=[head, *rows])


def changed(row: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
    return tuple(values.get(name, value) for name, value in zip(COURSE, row, strict=True))


def refused(workbook: Path, folder: Path) -> dict[str, str]:
    """What is said of each cell, by its address."""
    before = files(folder)
    with pytest.raises(DataError) as caught:
        plan_import(workbook, folder)
    assert files(folder) == before
    assert all(problem.do for problem in caught.value.problems)
    return {problem.where.split()[-1]: problem.what for problem in caught.value.problems}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def take(workbook: Path, folder: Path) -> ImportPlan:
    plan = plan_import(workbook, folder)
    store.apply(plan, workbook, folder)
    return plan


@pytest.mark.parametrize(
    ("column", "value", "cell", "said"),
    [
        ("item_code", "00340200005", "A2", "编码格式不对"),
        ("item_code", "003402000059999", "A2", "目录中没有这个编码"),
        ("item_code", 3402000050000, "A2", "前导零"),
        ("item_code", None, "A2", "必填列为空"),
        ("max_days", "60天", "B2", "“60天”不是整数"),
        ("max_days", "六十", "B2", "不是整数"),
        ("max_days", 60.5, "B2", "不是整数"),
        ("max_days", -1, "B2", "负数"),
        ("max_days", "=30*2", "B2", "公式"),
        ("scope", "courses", "C2", "不在允许的取值"),
        ("admdvs", "429901", "F2", "没有这个行政区划"),
        ("admdvs", "武汉", "F2", "6 位数字"),
        ("admdvs", None, "F2", "没有填写适用区划"),
        ("begndate", "2026-02-30", "G2", "不是日期"),
        ("begndate", "七月一日", "G2", "不是日期"),
        ("enddate", date(2025, 12, 31), "H2", "早于起始日期"),
        ("source", None, "I2", "没有写明依据"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_changes(
    folder: Path, column: str, value: Any, cell: str, said: str
) -> None:
    found = refused(course(folder, changed(GOOD, **{column: value})), folder)
    assert list(found) == [cell]
    assert said in found[cell]


def test_every_wrong_cell_of_a_workbook_is_named_at_once(folder: Path) -> None:
    rows = [
        GOOD,
        changed(GOOD, item_code="X1", begndate="x"),
        changed(GOOD, max_days="x", admdvs="99", source=None),
        changed(GOOD, admdvs="420102", max_days=-1),
    ]
    assert set(refused(course(folder, *rows), folder)) == {"A3", "G3", "B4", "F4", "I4", "B5"}
    assert not (folder / "knowledge").exists()


def test_an_unknown_column_and_a_missing_one_are_named(folder: Path) -> None:
    head = ("item_code", "days", *COURSE[2:])
    found = refused(course(folder, GOOD, head=head), folder)
    assert "没有这一列" in found["B1"]
    assert "max_days" in found["A1"]


def test_an_unknown_sheet_is_named_with_near_ones(folder: Path) -> None:
    workbook = book(folder.parent / "sheet.xlsx", course_limits=[COURSE, GOOD])
    with pytest.raises(DataError, match=r"course_limits(.|\n)*course_limit"):
        plan_import(workbook, folder)


def test_a_file_that_is_no_workbook_is_refused(folder: Path) -> None:
    path = folder.parent / "sheet.xlsx"
    path.write_text("item_code,max_days\n")
    with pytest.raises(DataError, match=r"无法读取(.|\n)*xlsx"):
        plan_import(path, folder)
    with pytest.raises(DataError, match="无法读取"):
        plan_import(folder / "nowhere.xlsx", folder)


def test_a_row_given_twice_is_named_even_with_the_place_written_otherwise(folder: Path) -> None:
    found = refused(course(folder, GOOD, changed(GOOD, max_days=50, admdvs="4201")), folder)
    assert "与第 2 行重复" in found["A3"]


def test_overlapping_days_of_one_fact_and_place_are_named(folder: Path) -> None:
    ended = changed(GOOD, enddate=date(2026, 12, 31))
    later = changed(GOOD, max_days=50, begndate=date(2026, 7, 1))
    found = refused(course(folder, ended, later), folder)
    assert "有效期重叠" in found["G3"]
    elsewhere = changed(later, admdvs="420102")
    assert len(plan_import(course(folder, ended, elsewhere), folder).changes) == 2


def test_one_wrong_sheet_keeps_the_others_out(folder: Path) -> None:
    workbook = book(
        folder.parent / "sheet.xlsx",
        course_limit=[COURSE, GOOD],
        item_map=[("local_code", "nat_code", "admdvs", "source"), ("L1", "009", "4201", "市目录")],
    )
    assert list(refused(workbook, folder)) == ["B2"]


def test_a_newer_row_supersedes_the_older_by_date_and_both_stay(folder: Path) -> None:
    assert [change.kind for change in take(course(folder, GOOD), folder).changes] == ["added"]
    newer = changed(GOOD, max_days=50, begndate=date(2026, 7, 1), source="市医保发〔2026〕9号")
    (change,) = take(course(folder, GOOD, newer), folder).changes
    assert (change.kind, change.differences) == ("superseding", {"max_days": (60, 50)})
    rows = own_rows()["course_limit"]
    assert [(row["max_days"], row["begndate"], row["enddate"]) for row in rows] == [
        (60, date(2026, 1, 1), None),
        (50, date(2026, 7, 1), None),
    ]


def test_the_national_row_that_a_first_local_row_takes_over_from_is_shown(folder: Path) -> None:
    (change,) = plan_import(course(folder, GOOD), folder).changes
    assert change.before is not None
    assert change.differences["max_days"] == (90, 60)


def test_a_registered_row_is_not_rewritten_but_can_be_ended(folder: Path) -> None:
    take(course(folder, GOOD), folder)
    found = refused(course(folder, changed(GOOD, max_days=50)), folder)
    assert "不同" in found["B2"]
    (change,) = take(course(folder, changed(GOOD, enddate=date(2026, 9, 30))), folder).changes
    assert (change.kind, change.differences) == ("ended", {"enddate": (None, date(2026, 9, 30))})
    assert own_rows()["course_limit"][0]["enddate"] == date(2026, 9, 30)


def test_a_built_in_row_is_not_rewritten(folder: Path) -> None:
    found = refused(course(folder, changed(GOOD, admdvs=None, begndate=None)), folder)
    assert "内置行" in next(iter(found.values())) or "内置" in found["A2"]


def test_importing_the_same_again_changes_nothing(folder: Path) -> None:
    take(course(folder, GOOD), folder)
    before = files(folder)
    plan = take(course(folder, GOOD), folder)
    assert (plan.changes, plan.unchanged, files(folder)) == ([], 1, before)


def test_dates_and_headings_are_taken_as_people_write_them(folder: Path) -> None:
    head = ("国家医保药品或医疗服务项目编码", "最多支付天数*\nmax_days", *COURSE[2:])
    days = [datetime(2026, 1, 1), "2026/1/2", "2026年1月3日", "20260104", "2026.1.5"]
    rows = [changed(GOOD, begndate=day, max_days="60", admdvs=420100) for day in days]
    take(course(folder, *rows, head=head), folder)
    assert [row["begndate"].day for row in own_rows()["course_limit"]] == [1, 2, 3, 4, 5]


def test_an_item_the_catalogue_lacks_can_be_named_in_the_same_workbook(folder: Path) -> None:
    name = ("item_code", "name", "admdvs", "source")
    workbook = book(
        folder.parent / "sheet.xlsx",
        item_name=[name, ("003402000059999", "某项训练", "4201", "市目录")],
        行政区划=[("division", "name", "level", "source"), ("429900", "湖北省本级", 2, "省局")],
        course_limit=[COURSE, changed(GOOD, item_code="003402000059999", admdvs="429900")],
    )
    assert len(take(workbook, folder).changes) == 3
    assert own_rows()["course_limit"][0]["admdvs"] == "4299"


def test_price_units_groups_and_mappings_import_alike(folder: Path) -> None:
    common = ("admdvs", "begndate", "source")
    own = ("4201", date(2026, 1, 1), "市目录")
    workbook = book(
        folder.parent / "sheet.xlsx",
        item_map=[("local_code", "nat_code", *common), ("110100001", ITEM, *own)],
        drug_group=[
            ("item_code", "match", "dup_group", "allow_combo", "carrier", *common),
            ("XA02BC", "^", "抑酸药", 0, 0, *own),
        ],
        drug_unit=[
            ("item_code", "match", "unit_strength", "ddd", *common),
            ("XA02BC01", "^", 20, 20.5, *own),
        ],
    )
    take(workbook, folder)
    assert set(own_rows()) == {"item_map", "drug_group", "drug_unit"}
    assert str(own_rows()["drug_unit"][0]["ddd"]) == "20.5000"


def test_the_log_says_who_imported_what_when(folder: Path) -> None:
    take(course(folder, GOOD), folder)
    with (folder / "knowledge" / store.LOG).open(encoding="utf-8", newline="") as file:
        (entry,) = csv.DictReader(file)
    assert (entry["list"], entry["added"], entry["rows"], entry["workbook"]) == (
        "course_limit",
        "1",
        "1",
        "sheet.xlsx",
    )
    assert entry["imported_by"]
    assert len(entry["sha256"]) == 64


def test_an_import_killed_while_moving_files_is_completed_never_half_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ("4201", date(2026, 1, 1), "市目录")
    workbook = book(
        folder.parent / "sheet.xlsx",
        course_limit=[COURSE, GOOD],
        item_map=[("local_code", "nat_code", "admdvs", "begndate", "source"), ("110100001", ITEM, *own)],
    )
    moves = []
    move = Path.replace

    def die_at_the_second(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) == 2:
            raise KeyboardInterrupt
        return move(self, target)

    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(Path, "replace", die_at_the_second)
        take(workbook, folder)
    with pytest.raises(DocumentError, match="中断"):
        own_rows()
    assert store.finish(folder)
    assert set(own_rows()) == {"course_limit", "item_map"}


def test_an_import_killed_before_its_drafts_were_safe_did_not_happen(folder: Path) -> None:
    (folder / "knowledge" / ".import").mkdir(parents=True)
    (folder / "knowledge" / ".import" / "course_limit.csv").write_text("half")
    assert own_rows() == {}
    assert not store.finish(folder)
    assert not (folder / "knowledge" / ".import").exists()


@pytest.mark.parametrize(
    "name", ["course_limit", "item_map", "drug_group", "drug_unit", "exclusive_pair", "item_name"]
)
def test_what_is_exported_imports_without_any_change(folder: Path, name: str) -> None:
    take(course(folder, GOOD), folder)
    out = folder.parent / "out.xlsx"
    rows = export([knowledge_list(name)], own_rows(), out, with_built_in=True)
    plan = plan_import(out, folder)
    assert (plan.changes, plan.unchanged) == ([], rows)


def test_the_template_explains_itself_and_offers_the_closed_values(folder: Path) -> None:
    out = folder.parent / "out.xlsx"
    export([knowledge_list("course_limit")], {}, out, with_built_in=False)
    made = load_workbook(out)
    assert made.sheetnames == ["说明", "药品、项目限支付疗程"]
    sheet = made["药品、项目限支付疗程"]
    heads = [str(cell.value) for cell in sheet[1]]
    assert heads[1] == "最多支付天数*\nmax_days"
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"stay,course,disease_course,from_first_use"' in offered.values()
    notes = "".join(str(cell.value) for row in made["说明"].iter_rows() for cell in row if cell.value)
    assert knowledge_list("course_limit").doc in notes


def test_headings_of_a_list_are_told_apart() -> None:
    for found in lists().values():
        labels = [column.label for column in found.accepted.values()]
        assert all(labels)
        assert len(labels) == len(set(labels)), found.name


def test_two_imports_into_one_folder_do_not_meet(folder: Path) -> None:
    with store.changing(folder), pytest.raises(UsageError, match="正在进行"), store.changing(folder):
        pass
