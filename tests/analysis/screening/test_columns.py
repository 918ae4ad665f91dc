"""A run builds the columns that its rules can read, and no others."""

from pathlib import Path

from mingjing.analysis.marts import catalog
from mingjing.analysis.rules import document
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening.columns import needed

_RULE = """/*---
code: TST-001
version: 1
title: 试
status: active
behaviour: over_price
severity: 1
subject: fee
amount: all
scenes: [OP]
stages: [3]
law: [735-38-3]
message: "{item_name}，性别 {gend}"
verify: v
defence: d
evidence: [hosp_lv]
cases:
  - {name: a, given: {fee_list_d: [{bkkp_sn: A}]}, finds: [{sev_deg: 1}]}
  - {name: b, given: {fee_list_d: [{bkkp_sn: A}]}, finds: []}
---*/
SELECT f.* FROM fee_net AS f JOIN gender_limit AS k ON k_match(k, f) WHERE f.settled AND f.dept = 'A03'
"""


def _rule(tmp_path: Path) -> Rule:
    path = tmp_path / "TST-001.sql"
    path.write_text(_RULE, encoding="utf-8")
    return document.load(path)


def test_a_column_stays_that_the_rule_its_message_its_evidence_or_the_pricing_reads(tmp_path: Path) -> None:
    columns = needed(catalog.order(["fee_net"]), [_rule(tmp_path)])["fee_net"].columns

    assert {"dept", "settled", "gend", "hosp_lv", "kreg", "cls", "bkkp_sn", "amt"} <= set(columns)
    assert not {"spec", "tcm_doses", "dise_no", "clr_way"} & set(columns)


def test_a_column_stays_that_another_mart_reads(tmp_path: Path) -> None:
    rule = _rule(tmp_path)

    assert "chrg" not in needed(catalog.order(["fee_net"]), [rule])["fee_net"].columns
    assert "chrg" in needed(catalog.order(["stay"]), [rule])["fee_net"].columns


def test_what_only_a_dropped_column_reads_is_dropped_too(tmp_path: Path) -> None:
    builds = needed(catalog.order(["rx_piece"]), [_rule(tmp_path)])

    assert list(builds["rx_piece"].columns) == ["bkkp_sn"]
    # cnt_unt and tcm_doses are read in a step of its own, whose columns nothing reads any more.
    assert not {"cnt_unt", "tcm_doses"} & set(builds["fee_net"].columns)


def test_columns_keep_their_order_and_types(tmp_path: Path) -> None:
    columns = needed(catalog.order(["fee_net"]), [_rule(tmp_path)])["fee_net"].columns
    declared = catalog.marts()["fee_net"].sql_types

    assert list(columns.items()) == [pair for pair in declared.items() if pair[0] in columns]
