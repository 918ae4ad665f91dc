from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.lead import Leads, build_leads
from mingjing.analysis.screening.leads_xlsx import write_workbook
from mingjing.analysis.screening.run_record import read_record

from . import handmade, lead_sample
from .handmade import register, rule

pytestmark = pytest.mark.xdist_group("workbook")


def written(engine: DuckDBEngine, sample: lead_sample.Sample, **options: Any) -> tuple[Leads, Path]:
    sheet_rows = options.pop("sheet_rows", None)
    leads = build_leads(engine, sample.out, sample.texts, sample.institutions, **options)
    file = sample.out / "leads.xlsx"
    write_workbook(
        engine, file, leads, read_record(sample.out), **({"sheet_rows": sheet_rows} if sheet_rows else {})
    )
    return leads, file


def one_finding(engine: DuckDBEngine, out: Path, **finding: Any) -> Worksheet:
    """The line sheet of a run that found one thing."""
    lead_sample.write(out, engine, 20)
    handmade.write(out, [{"id": "f1", "lines": {"a": 10}, **finding}])
    _, file = written(engine, lead_sample.Sample(out, {"R1": rule()}, register("H1")))
    return openpyxl.load_workbook(file)["疑点明细"]


def column(sheet: Worksheet, heading: str) -> list[Any]:
    place = [cell.value for cell in sheet[3]].index(heading)
    return [row[place] for row in sheet.iter_rows(min_row=4, values_only=True)]


def total(sheet: Worksheet, heading: str) -> float:
    return round(sum(value or 0 for value in column(sheet, heading)), 2)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A whole workbook as stored (values), with the leads it was made from."""
    out = tmp_path_factory.mktemp("run")
    engine = DuckDBEngine(memory="1GB", threads=2, allowed=[out])
    leads, file = written(engine, lead_sample.write(out, engine, 2000))
    engine.close()
    return leads, openpyxl.load_workbook(file, data_only=True), openpyxl.load_workbook(file)


def cover(values: openpyxl.Workbook) -> dict[str, tuple[Any, Any]]:
    return {row[1]: (row[2], row[3]) for row in values["封面"].iter_rows(values_only=True) if row[1]}


def test_the_sheets_come_in_the_order_an_officer_reads_them(book: Any):
    assert book[1].sheetnames == ["封面", "线索清单", "疑点明细", "未能评估的规则"]


def test_the_sums_on_the_cover_are_the_sums_of_the_sheets(book: Any):
    leads, values, _ = book
    shown = cover(values)
    for label, heading in (
        ("疑点金额（元）", "疑点金额（元）"),
        ("疑点净额（元）", "计入合计净额（元）"),
        ("其中基金支付净额（元）", "计入合计基金净额（元）"),
        ("估算金额（元）", "估算金额（元，不计入合计）"),
    ):
        assert shown[label] == (pytest.approx(total(values["疑点明细"], heading)),) * 2
    assert "已评估" in shown["规则和模型"][0], "models are counted among them"
    assert shown["疑点净额（元）"][0] == float(leads.totals.net_amt)
    assert shown["疑点金额（元）"][0] == float(leads.totals.plain_amt)
    assert total(values["线索清单"], "计入合计净额（元）") == float(leads.totals.net_amt)
    assert total(values["线索清单"], "疑点金额（元）") == float(leads.totals.plain_amt)


def test_the_totals_above_the_lists_follow_the_filter(book: Any):
    _, values, formulas = book
    for name in ("线索清单", "疑点明细"):
        headings = [cell.value for cell in formulas[name][3]]
        place = headings.index("计入合计净额（元）")
        assert formulas[name][2][place].value.startswith("=SUBTOTAL(109,")
        assert values[name][2][place].value == pytest.approx(total(values[name], "计入合计净额（元）"))


def test_codes_stay_text_money_stays_money_and_days_stay_days(book: Any):
    sheet = book[1]["疑点明细"]
    assert all(isinstance(value, str) for value in column(sheet, "人员编号") if value)
    assert all(isinstance(value, str) for value in column(sheet, "明细流水号") if value)
    assert all(
        isinstance(value, int | float) for value in column(sheet, "疑点金额（元）") if value is not None
    )
    assert all(isinstance(value, datetime) for value in column(sheet, "日期"))
    assert len(column(sheet, "人员编号")[0]) == 22


def test_lines_follow_the_order_of_the_leads(book: Any):
    ranks = column(book[1]["疑点明细"], "线索序号")
    assert ranks == sorted(ranks)
    assert set(ranks) == set(column(book[1]["线索清单"], "线索序号"))


def test_every_list_is_filtered_frozen_and_repeats_its_headings_in_print(book: Any):
    for name in ("线索清单", "疑点明细", "未能评估的规则"):
        sheet = book[2][name]
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.freeze_panes == "C4"
        assert sheet.print_title_rows == "$3:$3"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_conclusions_are_chosen_from_a_list_and_amounts_cannot_be_negative(book: Any):
    rules = book[2]["疑点明细"].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list", "decimal"}
    assert "属实,部分属实,不属实,数据错误,政策理解差异,超出范围,无法核实" in next(
        rule.formula1 for rule in rules if rule.type == "list"
    )


def test_rules_that_could_not_run_are_listed_with_what_they_lacked(book: Any):
    sheet = book[1]["未能评估的规则"]
    assert column(sheet, "规则编码") == ["STK-002", "STY-005"]
    assert "trdn_flag" in column(sheet, "缺少的数据（表.字段）")[0]


def test_people_are_known_by_number_and_never_by_name(book: Any):
    headings = [cell.value for cell in book[1]["疑点明细"][3]]
    assert "人员编号" in headings
    assert not [heading for heading in headings if "姓名" in str(heading) or "证件" in str(heading)]


def test_more_lines_than_a_sheet_holds_go_on_in_a_second_sheet(engine: DuckDBEngine, tmp_path: Path):
    leads, file = written(engine, lead_sample.write(tmp_path, engine, 200), sheet_rows=300)
    values = openpyxl.load_workbook(file, data_only=True)
    parts = [values[name] for name in values.sheetnames if name.startswith("疑点明细")]
    assert [part.title for part in parts][:2] == ["疑点明细", "疑点明细(2)"]
    assert [len(column(part, "线索序号")) for part in parts][:-1] == [300] * (len(parts) - 1)
    assert sum(total(part, "计入合计净额（元）") for part in parts) == pytest.approx(
        float(leads.totals.net_amt)
    )
    assert cover(values)["疑点净额（元）"][0] == pytest.approx(float(leads.totals.net_amt))


def test_leads_cut_by_capacity_are_left_out_and_the_cover_says_how_many_and_how_much(
    engine: DuckDBEngine, tmp_path: Path
):
    leads, file = written(engine, lead_sample.write(tmp_path, engine, 200), capacity={"": 0})
    values = openpyxl.load_workbook(file, data_only=True)
    told = next(words for words in cover(values) if "未列入" in words)
    assert f"{leads.totals.cut_leads} 条" in told
    assert f"{leads.totals.cut_amt:,.2f} 元" in told
    assert cover(values)["疑点净额（元）"][0] == pytest.approx(
        float(leads.totals.net_amt - leads.totals.cut_amt)
    )
    assert set(column(values["线索清单"], "最高严重程度")) == {"明确违规"}


def test_a_text_that_looks_like_a_formula_is_only_text(engine: DuckDBEngine, tmp_path: Path):
    sheet = one_finding(engine, tmp_path, message='=HYPERLINK("http://x","点我")\x07<b>&', psn_no="+86")
    place = [cell.value for cell in sheet[3]].index("疑点说明")
    assert sheet[4][place].data_type in ("s", "inlineStr")
    assert column(sheet, "人员编号") == ["+86"]


def test_a_finding_without_lines_still_has_its_row(engine: DuckDBEngine, tmp_path: Path):
    sheet = one_finding(engine, tmp_path, lines={}, basis="none", behaviour="indicator_anomaly", psn_no=None)
    assert (column(sheet, "疑点说明"), column(sheet, "疑点金额（元）")) == (["疑点 f1"], [None])


def test_an_empty_result_is_a_workbook_too(engine: DuckDBEngine, tmp_path: Path):
    lead_sample.write(tmp_path, engine, 20)
    handmade.write(tmp_path, [])
    _, file = written(engine, lead_sample.Sample(tmp_path, lead_sample.texts(), register("H1")))
    assert cover(openpyxl.load_workbook(file, data_only=True))["疑点净额（元）"] == (0, 0)


def test_nothing_is_left_behind_when_writing_fails(engine: DuckDBEngine, tmp_path: Path):
    sample = lead_sample.write(tmp_path, engine, 20)
    leads = build_leads(engine, sample.out, sample.texts, sample.institutions)
    engine.execute("DROP TABLE lead_counted")
    with pytest.raises(Exception, match="lead_counted"):
        write_workbook(engine, tmp_path / "leads.xlsx", leads, read_record(tmp_path))
    assert not [file.name for file in tmp_path.iterdir() if "leads" in file.name]
