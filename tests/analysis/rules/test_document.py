"""A broken rule tells its author exactly what is wrong and where."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.rules import compile as compiling
from mingjing.analysis.rules import document
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.parameter import ParameterValue
from mingjing.kernel.errors import DocumentError

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
  gap: {type: integer, default: 15, unit: 日}
cases:
  - {name: 命中, given: {fee_list_d: [{cnt: 1}]}, finds: [{sev_deg: 2}]}
---*/
"""
SQL = "SELECT f.* FROM fee_net AS f WHERE f.cnt > param('gap', f.svc_date, f.admdvs)"


def rule(head: str = HEAD, sql: str = SQL, name: str = "TST-001.sql") -> Rule:
    return document.build(sqldoc.parse(head + sql, Path(name)))


def faults(head: str, sql: str = SQL, name: str = "TST-001.sql") -> str:
    with pytest.raises(DocumentError) as error:
        rule(head, sql, name)
    return str(error.value)


def test_a_well_formed_rule_is_read() -> None:
    found = rule()
    assert (found.code, found.family, found.grain) == ("TST-001", "TST", ("mdtrt_id", "item", "svc_date"))


def test_all_faults_of_a_header_are_named_at_once() -> None:
    said = faults(
        HEAD.replace("title: 试验\n", "").replace("severity: 2", "severity: 7").replace("verify:", "verfiy:")
    )
    assert "缺少必填项 title" in said
    assert "severity 的值“7”" in said
    assert "不认识的项 verfiy" in said
    assert "缺少必填项 verify" in said


def test_a_fault_names_file_and_line() -> None:
    assert "TST-001.sql:1" in faults(HEAD.replace("title: 试验\n", ""))


def test_a_code_that_differs_from_the_file_name_is_refused() -> None:
    assert "两者保持一致" in faults(HEAD, name="OTHER-1.sql")


def test_broken_yaml_is_reported_with_its_line() -> None:
    said = faults(HEAD.replace("title: 试验", "title: [试验"))
    assert "不是合法的 YAML" in said


def test_a_document_without_header_is_refused() -> None:
    with pytest.raises(DocumentError, match="文件头缺失"):
        sqldoc.parse("SELECT 1", Path("x.sql"))


def test_a_document_without_select_is_refused() -> None:
    assert "没有 SELECT" in faults(HEAD, "")


def test_a_parameter_of_the_wrong_type_is_refused() -> None:
    assert "不是 integer" in faults(HEAD.replace("default: 15", "default: 十五"))


def test_a_case_without_a_name_is_refused() -> None:
    assert "案例不完整" in faults(HEAD.replace("name: 命中, ", ""))


def test_an_undeclared_parameter_is_named_with_those_declared() -> None:
    with pytest.raises(DocumentError, match="没有名为 days 的参数") as error:
        compiling.fill_parameters(rule(sql=SQL.replace("'gap'", "'days'")))
    assert "gap" in str(error.value)


def test_broken_sql_is_reported_with_the_place() -> None:
    with pytest.raises(DocumentError, match="SQL 语法错误"):
        compiling.parse(rule(sql="SELECT FROM WHERE ("))


def test_the_default_holds_where_nothing_else_is_said() -> None:
    assert "CAST(15 AS BIGINT)" in compiling.fill_parameters(rule())


def test_the_countys_value_outranks_the_citys_and_the_later_the_earlier() -> None:
    values = (
        ParameterValue(10, "2101"),
        ParameterValue(7, "210102"),
        ParameterValue(5, "210102", begndate=date(2026, 7, 1)),
    )
    found = rule()
    params = {"gap": replace(found.params["gap"], local=values)}
    filled = compiling.fill_parameters(replace(found, params=params))
    order = [filled.index(f"CAST({n} AS BIGINT)") for n in (5, 7, 10, 15)]
    assert order == sorted(order)
    assert "2026-07-01" in filled


def test_decimal_parameters_keep_their_digits() -> None:
    head = HEAD.replace("{type: integer, default: 15, unit: 日}", "{type: decimal, default: 0.55}")
    found = rule(head)
    assert found.params["gap"].default == Decimal("0.55")
    assert "0.55" in compiling.fill_parameters(found)


def test_what_a_rule_reads_is_derived_from_its_sql() -> None:
    schema = {
        "fee_net": {"cnt": "", "uscc": "", "item": "", "svc_date": ""},
        "daily_cap": {"unit": ""},
        "leave_d": {"mdtrt_id": ""},
    }
    sql = (
        "SELECT f.*, k.unit FROM fee_net AS f JOIN daily_cap AS k ON k_match(k, f)"
        " LEFT JOIN leave_d AS l ON l.mdtrt_id = f.item WHERE optional(f.uscc) = 'x' AND f.cnt > 1"
    )
    used = compiling.reading(compiling.parse(rule(sql=sql)), schema)
    assert used.relations == {"fee_net": False, "daily_cap": False, "leave_d": True}
    assert used.columns["fee_net"] == {"cnt", "item", "svc_date"}
    assert used.columns["daily_cap"] == {"unit"}
