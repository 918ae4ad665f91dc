"""The regional and dated values of parameters of every type mean the same on both engines, and findings name them."""

from pathlib import Path

import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.base import Engine
from mingjing.analysis.rules import document
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import trial

HEAD = """/*---
code: LOC-001
version: 1
title: 参数
status: active
behaviour: over_price
severity: 3
subject: visit
amount: all
scenes: [OP]
stages: [3]
law: [735-38-3]
params:
  whole: {type: integer, default: 1, values: [{admdvs: "90", begndate: 2026-07-01, value: 7}]}
  share: {type: decimal, default: 0.5, values: [{admdvs: "90", value: 0.75}]}
  word: {type: text, default: a, values: [{admdvs: "90", value: '甲"乙'}]}
  flag: {type: boolean, default: false, values: [{admdvs: "90", value: true}]}
  day: {type: date, default: 2020-01-01, values: [{admdvs: "90", enddate: 2026-06-30, value: 2026-01-01}]}
  fixed: {type: integer, default: 500}
message: "{checkout_amt} 元。"
verify: 核对
defence: 无
cases:
  - name: 七月，新的整数，旧的日期已过
    given: {fee_list_d: [{cnt: 1, pric: 600, fee_ocur_time: "2026-07-01 10:00:00"}]}
    finds: [{evidence: {params: {whole: 7, share: 0.75, word: 甲"乙, flag: true, day: "2020-01-01"}}}]
  - name: 六月，整数还是缺省值
    given: {fee_list_d: [{cnt: 1, pric: 600, fee_ocur_time: "2026-06-30 23:59:59"}]}
    finds: [{evidence: {params: {whole: 1, share: 0.75, word: 甲"乙, flag: true, day: "2026-01-01"}}}]
  - name: 同一疑点的两条明细按不同的值判断，两个值都列出
    given:
      fee_list_d:
        - {mdtrt_id: E, cnt: 1, pric: 600, fee_ocur_time: "2026-06-30 10:00:00"}
        - {mdtrt_id: E, cnt: 1, pric: 600, fee_ocur_time: "2026-07-01 10:00:00"}
    finds: [{checkout_amt: 1200.00, evidence: {params: {whole: [1, 7], day: ["2020-01-01", "2026-01-01"]}}}]
  - name: 五百元
    given: {fee_list_d: [{cnt: 1, pric: 500}]}
    finds: []
---*/
"""
COLUMNS = (
    "f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name,"
    " f.cnt, f.pric, f.gross, f.amt"
)
SQL = """SELECT {columns} FROM fee_net AS f
WHERE f.in_scope AND f.amt > param('fixed', f.svc_date, f.admdvs)
  AND (param('whole', f.svc_date, f.admdvs) > 0 AND param('share', f.svc_date, f.admdvs) > 0)
  AND (param('word', f.svc_date, f.admdvs) <> '' AND param('flag', f.svc_date, f.admdvs))
  AND param('day', f.svc_date, f.admdvs) <= f.svc_date"""


@pytest.mark.parametrize(
    "columns", [f"{COLUMNS}, f.admdvs", COLUMNS], ids=["region returned", "region of the institution"]
)
def test_findings_name_the_values_they_were_judged_by(engine: Engine, tmp_path: Path, columns: str) -> None:
    rule = document.build(sqldoc.parse(HEAD + SQL.format(columns=columns), Path("LOC-001.sql")))
    with Workbench() as bench:
        found = trial.try_rules(engine, [rule], bench, tmp_path)
    faults = [
        trial.differences(case.finds, found[scene.number])
        for scene, case in zip(trial.scenes([rule]), rule.cases, strict=True)
    ]
    assert faults == [[], [], [], []]


def test_a_parameter_with_one_value_everywhere_is_left_out_of_the_evidence(
    duckdb_engine: Engine, tmp_path: Path
) -> None:
    rule = document.build(sqldoc.parse(HEAD + SQL.format(columns=COLUMNS), Path("LOC-001.sql")))
    with Workbench() as bench:
        found = trial.try_rules(duckdb_engine, [rule], bench, tmp_path)
    assert "fixed" not in found[1][0]["evidence"]["params"]
