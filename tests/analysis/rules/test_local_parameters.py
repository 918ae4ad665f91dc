"""A bureau's params.yaml: every faulty row is named with its line, nothing of it applies."""

import re
from datetime import date
from pathlib import Path

import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.rules import document, local_parameters
from mingjing.analysis.rules.compile import applied_values, deciding_columns, fill_parameters
from mingjing.analysis.rules.lock import rule_hash
from mingjing.analysis.rules.parameter import Parameter
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError

DECLARED = {"CHG-005": {"gap": Parameter("gap", "integer", 3), "rate": Parameter("rate", "decimal", 1)}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    return tmp_path


def faults(folder: Path, text: str) -> str:
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        local_parameters.read_all(DECLARED)
    return str(refused.value)


def row(values: str) -> str:
    return f"CHG-005:\n  gap:\n{values}"


def test_rows_are_read_with_place_dates_and_source(folder: Path) -> None:
    text = row('    - {admdvs: "3301", begndate: 2026-07-01, value: 5, source: 市医保〔2026〕8号}\n')
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    (entry,) = local_parameters.read_all(DECLARED)
    assert (entry.rule, entry.name, entry.value.value, entry.value.admdvs) == ("CHG-005", "gap", 5, "3301")
    assert (entry.value.begndate, entry.value.source) == (date(2026, 7, 1), "市医保〔2026〕8号")


def test_the_code_of_a_city_or_province_stands_for_all_it_contains(folder: Path) -> None:
    rows = "".join(
        f"    - {{admdvs: '{code}', value: 5, source: x}}\n" for code in ("330100", "330000", "330106")
    )
    (folder / "params.yaml").write_text(row(rows), encoding="utf-8")
    assert [entry.value.admdvs for entry in local_parameters.read_all(DECLARED)] == ["3301", "33", "330106"]
    assert "期间重叠" in faults(folder, row(rows + "    - {admdvs: '3301', value: 6, source: x}\n"))


def test_an_empty_file_says_nothing(folder: Path) -> None:
    (folder / "params.yaml").write_text("# 暂无\n", encoding="utf-8")
    assert local_parameters.read_all(DECLARED) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CHG-055:\n  gap: []\n", "params.yaml:1: 没有规则 CHG-055(.|\n)*CHG-005"),
        ("CHG-005:\n  gapp: []\n", "params.yaml:2: 规则 CHG-005 没有参数 gapp(.|\n)*gap、rate"),
        (
            row("    - {admdvs: '3301', value: 五, source: x}\n"),
            "params.yaml:3: 参数 gap 的值“五”不是 integer",
        ),
        (row("    - {admdvs: '3301', value: true, source: x}\n"), "不是 integer"),
        (row("    - {admdvs: '3301', value: 5}\n"), "params.yaml:3: 参数 gap 的这一行缺少 source"),
        (row("    - {value: 5, source: x}\n"), "缺少 admdvs"),
        (row("    - {admdvs: '330', value: 5, source: x}\n"), "区划“330”不是 2、4 或 6 位数字"),
        (row("    - {admdvs: '3301', valu: 5, value: 5, source: x}\n"), "不认识的项 valu"),
        (row("    - {admdvs: '3301', begndate: 2026年7月, value: 5, source: x}\n"), "“2026年7月”不是日期"),
        (
            row("    - {admdvs: '3301', begndate: 2026-07-01, enddate: 2026-01-01, value: 5, source: x}\n"),
            "止日 2026-01-01 早于起日 2026-07-01",
        ),
        (row("    - 5\n"), "params.yaml:3: CHG-005 的 gap 不是一行取值"),
        ("CHG-005:\n  gap: []\n  gap: []\n", "params.yaml:3: gap 写了两次"),
        ("CHG-005: [\n", "不是合法的 YAML"),
        ("- CHG-005\n", "不是“键: 值”的形式"),
        (
            "CHG-005:\n  rate:\n    - {admdvs: '33', value: abc, source: x}\n",
            "参数 rate 的值“abc”不是 decimal",
        ),
    ],
)
def test_a_faulty_row_is_named_with_its_line(folder: Path, text: str, said: str) -> None:

    assert re.search(said, faults(folder, text))


def test_all_faulty_rows_are_named_at_once(folder: Path) -> None:
    said = faults(folder, row("    - {admdvs: '3301', value: 五}\n    - {admdvs: '33', value: 5}\n"))
    assert "params.yaml:3" in said
    assert "params.yaml:4" in said


def test_two_values_for_one_place_and_day_are_refused_and_both_lines_named(folder: Path) -> None:
    twice = "    - {admdvs: '3301', begndate: 2026-07-01, value: 5, source: x}\n"
    said = faults(folder, row(twice + twice))
    assert "期间重叠" in said
    assert "params.yaml:3" in said
    assert "params.yaml:4" in said


def test_a_value_that_ends_after_the_next_begins_is_refused(folder: Path) -> None:
    first = "    - {admdvs: '3301', begndate: 2026-01-01, enddate: 2026-07-01, value: 5, source: x}\n"
    assert "期间重叠" in faults(
        folder, row(first + "    - {admdvs: '3301', begndate: 2026-07-01, value: 6, source: x}\n")
    )


def test_a_later_value_supersedes_an_open_one_and_other_places_do_not_meet(folder: Path) -> None:
    rows = "".join(
        f"    - {{admdvs: '{place}', {dates}value: 5, source: x}}\n"
        for place in ("3301", "330102")
        for dates in ("", "begndate: 2026-07-01, ")
    )
    (folder / "params.yaml").write_text(row(rows), encoding="utf-8")
    assert len(local_parameters.read_all(DECLARED)) == 4


def test_local_values_leave_the_registered_hash_of_a_rule_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'CHG-005:\n  minutes_from:\n    - {admdvs: "3301", value: 50, source: x}\n'
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    tuned = document.load_all()["CHG-005"]
    assert "50" in fill_parameters(tuned)
    monkeypatch.setenv(local.ENVIRONMENT, "")
    plain = document.load_all()["CHG-005"]
    assert fill_parameters(tuned) != fill_parameters(plain)
    assert rule_hash(tuned) == rule_hash(plain)


HEAD = """/*---
code: TST-001
version: 1
title: 试验
status: active
behaviour: over_price
severity: 2
subject: fee
amount: all
scenes: [IP]
stages: [3]
law: ["735-38-3"]
message: "{item_name}"
verify: 核对
defence: 无
params:
  gap: {type: integer, default: 15, values: [{admdvs: "3301", value: 9}]}
cases:
  - {name: 命中, given: {fee_list_d: [{cnt: 1}]}, finds: [{sev_deg: 2}]}
---*/
SELECT f.* FROM fee_net AS f WHERE f.cnt > param('gap', f.svc_date, f.admdvs)"""


def test_the_value_that_applied_is_told_by_the_rules_own_date_and_region() -> None:
    rule = document.build(sqldoc.parse(HEAD, Path("TST-001.sql")))
    (applied,) = applied_values(rule, {"svc_date": "DATE", "admdvs": "VARCHAR"}).values()
    assert "hit.admdvs" in applied
    assert deciding_columns(rule) == {"svc_date", "admdvs"}


def test_without_these_columns_it_is_told_by_the_act_and_the_institutions_place() -> None:
    dated = HEAD.replace("values: [{", "values: [{begndate: 2026-07-01, ")
    rule = document.build(sqldoc.parse(dated, Path("TST-001.sql")))
    (applied,) = applied_values(rule, {"occurred_on": "DATE"}).values()
    assert "place.admdvs" in applied
    assert "hit.occurred_on" in applied


def test_a_parameter_without_regional_or_dated_values_is_not_repeated_in_the_evidence() -> None:
    plain = HEAD.replace(', values: [{admdvs: "3301", value: 9}]', "")
    rule = document.build(sqldoc.parse(plain, Path("TST-001.sql")))
    assert applied_values(rule, {"svc_date": "DATE", "admdvs": "VARCHAR"}) == {}
