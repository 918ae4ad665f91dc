"""A local rule stands on a local mart; both bring their cases."""

from pathlib import Path

import pytest

from tests.cli.bureau import RULE, answer

pytestmark = pytest.mark.xdist_group("local")

MART = """/*---
mart: loc_big
title: 大额明细
grain: [bkkp_sn]
doc: Lines above 500 yuan.
columns:
  bkkp_sn: {type: VARCHAR, zh: 明细流水号, needs: [fee_list_d.bkkp_sn]}
cases:
  - name: 六百元的明细在内
    given: {fee_list_d: [{bkkp_sn: A, cnt: 1, pric: 600}, {bkkp_sn: B, cnt: 1, pric: 500}]}
    gives: [{bkkp_sn: A}]
---*/
SELECT f.bkkp_sn FROM fee_net AS f WHERE f.amt > 500
"""


def test_a_local_rule_reads_a_local_mart_and_both_are_tested(tmp_path: Path) -> None:
    for kind in ("rules", "marts"):
        (tmp_path / kind).mkdir()
    (tmp_path / "marts" / "loc_big.sql").write_text(MART, encoding="utf-8")
    rule = RULE.format(code="LOC-001", version=1, status="active").replace("pric: 10", "pric: 60")
    rule = rule.replace("{checkout_amt: 20.00}", "{checkout_amt: 120.00}")
    rule = rule.replace("FROM fee_net AS f", "FROM fee_net AS f\nJOIN loc_big AS b ON b.bkkp_sn = f.bkkp_sn")
    (tmp_path / "rules" / "LOC-001.sql").write_text(rule, encoding="utf-8")
    results = answer("rules", "test", "LOC-001", "--local", tmp_path)
    assert [(case["code"], case["faults"]) for case in results] == [
        ("loc_big", []),
        ("LOC-001", []),
        ("LOC-001", []),
    ]
