"""The 22-column table: its checks always hold, counties add up to the city, and it is laid out as the notice has it."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.kernel.errors import DocumentError, InvalidError
from mingjing.office.reports.core import behind, checks, content, data, figures, sheet, template
from mingjing.office.reports.core.figures import Cell, Fact, Subject
from mingjing.office.reports.core.sheet import Under
from tests.office.reports import samples
from tests.office.reports.samples import CAMPAIGN, OPTIONS, fill

THIRD = Subject("H1", "1", "1", "3")
SECOND = Subject("H2", "1", "2", "2")
SHOP = Subject("P1", "2", "", "", "2")
REGISTER = [Fact("registered", one) for one in (THIRD, SECOND, SHOP)]


def errors(table: figures.Table) -> list[str]:
    return [one.text for one in checks.check(table) if one.error]


@settings(max_examples=60, deadline=None)
@given(samples.facts(), OPTIONS)
def test_the_checks_hold_whatever_happened_under_every_option(
    facts: list[Fact], options: dict[str, str]
) -> None:
    assert not errors(fill(facts, **options))


@settings(max_examples=60, deadline=None)
@given(samples.facts(), OPTIONS)
def test_the_identities_of_the_form_hold_cell_by_cell(facts: list[Fact], options: dict[str, str]) -> None:
    table = fill(facts, **options)
    for column in range(1, 22):
        v = {row: table.cell(row, column).value for row in range(1, 14)}
        alone = v[1] - v[2] - v[11]
        assert v[2] == v[3] + v[7] and v[3] == v[4] + v[5] + v[6] and v[7] == v[8] + v[9] + v[10]
        assert v[11] == v[12] + v[13] and (not alone or column in (13, 17, 20))
    for row in range(1, 14):
        c = {column: table.cell(row, column).value for column in range(1, 22)}
        assert (
            c[13] == c[14] + c[15] + c[16] + c[17]
            and c[2] <= c[1]
            and c[3] <= sum(c[n] for n in range(4, 13))
        )


@settings(max_examples=40, deadline=None)
@given(samples.facts("A"), samples.facts("B"), samples.facts("C"), OPTIONS)
def test_counties_add_up_to_the_city_as_if_it_had_counted_itself(
    a: list[Fact], b: list[Fact], c: list[Fact], options: dict[str, str]
) -> None:
    whole = figures.add([fill(one, **options) for one in (a, b, c)], "甲市")
    alone = fill([*a, *b, *c], "甲市", **options)
    assert not errors(whole)
    if options["places"] == "exact":
        assert whole.cells == alone.cells and whole.said == alone.said and whole.extra == alone.extra
    assert (
        figures.add([figures.add([fill(a, **options)], "市"), fill(b, **options)], "省").cells
        == figures.add([fill(a, **options), fill(b, **options)], "省").cells
    )


@settings(max_examples=40, deadline=None)
@given(samples.facts())
def test_every_cell_keeps_what_is_behind_it(facts: list[Fact]) -> None:
    table = fill(facts)
    for column in CAMPAIGN.columns:
        said = {key for fact in facts if fact.measure == column.measure and fact.subject for key in fact.keys}
        assert table.cell(1, column.number).keys >= said if column.measure else True
        if column.how in ("count", "union"):
            assert table.cell(1, column.number).value == len(table.cell(1, column.number).subjects)


@given(st.integers(0, 11), st.integers(1, 10**6))
def test_a_figure_changed_by_hand_is_found(row: int, by: int) -> None:
    table = fill([*REGISTER, Fact("fine", THIRD, Decimal("100.00"))])
    table.cells[row + 1, 16] = table.cell(row + 1, 16) + Cell(Decimal(by))
    assert errors(table)


def test_one_institution_handled_in_two_ways_counts_once_and_says_so() -> None:
    facts = [*REGISTER, Fact("fined", THIRD), Fact("interviewed", THIRD), Fact("interviewed", SHOP)]
    table = fill(facts)
    assert [table.cell(1, n).value for n in (3, 8, 9)] == [2, 1, 2]
    assert any("多种处理" in one.text for one in checks.check(table))
    assert fill(facts, handled="sum").cell(1, 3).value == 3


def test_refusals_stand_apart_unless_the_option_says_otherwise() -> None:
    facts = [
        *REGISTER,
        Fact("refused_amount", THIRD, Decimal("12300.00")),
        Fact("principal", THIRD, Decimal("100.00")),
    ]
    apart = fill(facts)
    assert apart.cell(1, 13).value == 100 and checks.remark(apart, 1) == "拒付（未拨付）1.23万元"
    other, principal = fill(facts, refused="other"), fill(facts, refused="principal")
    assert other.cell(4, 17).value == 12300 and not checks.remark(other, 1)
    assert principal.cell(4, 14).value == 12400


def test_persons_are_told_in_words_or_stand_in_the_total_row_alone() -> None:
    facts = [
        *REGISTER,
        Fact("individual_amount", None, Decimal("50000")),
        Fact("transferred_persons", SHOP, Decimal(2)),
    ]
    told = fill(facts)
    assert checks.remark(told, 1) == "移交司法机关人员2人；参保人员违规追回、罚款5万元"
    assert checks.remark(told, 13) == "移交司法机关人员2人" and told.cell(1, 13).value == 0
    counted = fill(facts, individuals="other")
    assert counted.cell(1, 17).value == counted.cell(1, 13).value == 50000 and counted.cell(2, 17).value == 0
    assert not errors(counted) and any("不属于任何机构" in one.text for one in checks.check(counted))


def test_what_is_rounded_is_rounded_before_it_is_added() -> None:
    facts = [*REGISTER, *(Fact("fine", one, Decimal("149.00")) for one in (THIRD, SECOND, SHOP))]
    table = fill(facts, places="two")
    assert table.cell(1, 16).value == 300 and table.cell(4, 16).value == 100 and not errors(table)


def test_institutions_that_fit_no_row_and_that_nobody_registered_are_errors() -> None:
    lost = fill([*REGISTER, Fact("registered", Subject("H9", "1", "", "3"))])
    assert any("H9" in one for one in errors(lost))
    stranger = fill([*REGISTER, Fact("inspected", Subject("H8", "1", "1", "3"))])
    assert any("H8" in one and "登记簿" in one for one in errors(stranger))
    assert fill([Fact("registered", Subject("H7", "1", "1", ""))]).cell(6, 1).value == 1


def test_tables_that_differ_or_count_an_institution_twice_are_not_added() -> None:
    with pytest.raises(InvalidError, match="重复"):
        figures.add([fill(REGISTER), fill(REGISTER)], "甲市")
    with pytest.raises(InvalidError, match="口径"):
        figures.add([fill(REGISTER), fill([], handled="sum")], "甲市")
    with pytest.raises(InvalidError):
        figures.add([], "甲市")
    with pytest.raises(DocumentError):
        fill([], handled="guess")


def test_an_institution_that_county_and_city_handled_counts_once_in_the_city() -> None:
    county = fill(
        [*REGISTER, Fact("fined", THIRD), Fact("fine", THIRD, Decimal(100)), Fact("reward", None, Decimal(5))]
    )
    city = fill(
        [Fact("fined", THIRD), Fact("suspended", THIRD), Fact("fine", THIRD, Decimal(30))], "甲市本级"
    )
    whole = figures.add([county, city], "甲市")
    assert [whole.cell(1, n).value for n in (1, 3, 4, 8, 16, 20)] == [3, 1, 1, 1, 130, 5]
    assert not errors(whole)


def test_the_form_is_laid_out_as_the_notice_has_it() -> None:
    facts = [
        *REGISTER,
        Fact("fine", THIRD, Decimal("123456.78"), ("entry:1",)),
        Fact("reward", None, Decimal("500")),
    ]
    kept = content.Content(
        template.document("campaign"), samples.PERIOD.first, samples.PERIOD.last, "甲县", fill(facts).options,
        (content.Part("B-1", "甲县", tuple(facts), {"H1": "甲医院"}),),
    )  # fmt: skip
    under = Under("张三", "李四", "2021年12月20日", pieces=behind.listed(kept))
    book = openpyxl.load_workbook(io.BytesIO(sheet.write(content.table(kept), under)))
    page = book.worksheets[0]
    assert page["A1"].value == "2021年打击欺诈骗保专项整治行动情况统计表"
    assert [page.cell(6, 4 + n).value for n in range(22)] == list(range(1, 23))
    merged = {str(one) for one in page.merged_cells.ranges}
    assert {"A3:C6", "D3:D5", "E3:E5", "F3:T3", "F4:F5", "P4:T4", "U3:W4", "X3:X5", "Y3:Y5"} <= merged
    assert {
        "A7:C7",
        "A8:A16",
        "B8:C8",
        "B9:B12",
        "B13:B16",
        "A17:A19",
        "B17:C17",
        "B18:C18",
        "B19:C19",
    } <= merged
    heads = [str(page.cell(5, n).value).replace("\n", "") for n in range(16, 24)]
    assert heads == [
        "小计", "基金本金", "违约金", "行政罚款", "其他", "人次数(人次)", "案例数(例)", "金额(元)"
    ]  # fmt: skip
    assert [page[f"C{n}"].value for n in range(9, 17)] == ["小计", "三级", "二级", "一级及以下"] * 2
    assert page["S7"].value == pytest.approx(12.345678) and page["W7"].value == 500
    assert page["A20"].value is None and page.max_row == 20
    behind_it = [[cell.value for cell in row] for row in book["数据来源"].iter_rows()]
    assert [
        4,
        16,
        "公立医院三级　定点医药机构违法违规处理 金额(万元) 行政罚款",
        "H1",
        "甲医院",
        "甲县",
        123456.78,
        "凭证1",
    ] in behind_it


def test_the_figures_are_data_too() -> None:
    facts = [*REGISTER, Fact("fine", THIRD, Decimal("123456.78"), ("entry:1",))]
    said = json.loads(json.dumps(data.as_data(fill(facts)), ensure_ascii=False))
    cell = said["rows"][3]["cells"][15]
    assert cell == {
        "column": 16, "value": "123456.78", "shown": "12.345678", "institutions": ["H1"], "keys": ["entry:1"]
    }  # fmt: skip
    assert len(said["rows"]) == 13 and all(len(row["cells"]) == 22 for row in said["rows"])


def test_a_template_that_contradicts_itself_is_refused() -> None:
    rows = {"label": "总计"}
    for column, row in (
        ({"heads": ["a"], "union": [9]}, {"label": "总计", "match": {"kind": "1"}}),
        ({"heads": ["a"]}, {"label": "总计", "match": {"kind": "1"}}),
        ({"heads": ["a"], "count": "x"}, rows),
    ):
        with pytest.raises(DocumentError):
            template.parse({"name": "t", "title": "t", "stub": "s", "columns": [column], "rows": row})
