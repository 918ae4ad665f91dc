"""The tables of the standard hang together."""

from pathlib import Path

import pytest

from mingjing.analysis.standard import schema
from mingjing.analysis.standard.codelist import code_list, code_lists
from mingjing.kernel.errors import DocumentError, UsageError


def test_the_standard_has_every_table_of_the_contract():
    assert set(schema.tables()) == set(
        "fixmedins_b fixmedins_cntr_d psn_info_b mdtrt_d setl_d fee_list_d setl_list_diag_d setl_list_oprn_d "
        "icuinfo_d staff_b purcinfo_d selinfo_d invinfo_d drugtrac_d hilist_b hilist_lmtpric_d wardcheck_d "
        "ext_death_d ext_custody_d ext_ttp_d ext_trial_d leave_d beddeptchg_d fixmedins_equ_d fixmedins_lv_d "
        "invchg_d fixmedins_lic_d fixmedins_chg_d ext_bill_d".split()
    )


@pytest.mark.parametrize("table", schema.tables().values(), ids=lambda table: table.name)
def test_a_table_is_consistent(table: schema.Table):
    assert table.key
    for name in table.key:
        assert table.columns[name].required, f"key column {name} may be empty"
    if table.event:
        assert table.columns[table.event].required, "the month of a row must always be known"
        assert table.columns[table.event].type in {"date", "time"}
    if table.yuan:
        assert table.columns[table.yuan].type == "money"
    for column, parent in table.parents.items():
        parent_table, parent_column = parent.split(".")
        assert column in table.columns
        assert (parent_column,) == schema.table(parent_table).key or parent_column == "hilist_code"


@pytest.mark.parametrize("table", schema.tables().values(), ids=lambda table: table.name)
def test_every_column_says_what_it_is_and_where_it_comes_from(table: schema.Table):
    for column in table.columns.values():
        assert column.zh and column.en and column.source, column
        assert column.codes is None or column.codes in code_lists(), column
        assert not (column.identity and column.type != "text"), "an identity stays text"


def test_one_name_means_one_type_in_every_table():
    types: dict[str, set[str]] = {}
    for table in schema.tables().values():
        for column in table.columns.values():
            types.setdefault(column.name, set()).add(column.type)
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_money_quantity_and_price_have_the_precision_of_the_platform():
    line = schema.table("fee_list_d").sql_types
    assert line["det_item_fee_sumamt"] == "DECIMAL(16,2)"
    assert line["overlmt_selfpay"] == "DECIMAL(16,2)"
    assert line["cnt"] == "DECIMAL(16,4)"
    assert line["pric"] == "DECIMAL(16,6)"
    assert line["pric_uplmt_amt"] == "DECIMAL(16,6)"
    assert line["fee_ocur_time"] == "TIMESTAMP"
    assert line["bkkp_sn"] == "VARCHAR"
    assert schema.table("setl_d").sql_types["grp_std_amt"] == "DECIMAL(16,2)"
    assert schema.table("hilist_lmtpric_d").sql_types["hilist_pric_uplmt_amt"] == "DECIMAL(16,6)"


def test_an_unknown_table_is_refused_with_the_names_that_exist():
    with pytest.raises(UsageError, match="fee_list_d"):
        schema.table("fee_list")


def test_a_broken_table_file_names_itself_and_what_it_lacks(tmp_path: Path):
    path = tmp_path / "extra_d.yaml"
    path.write_text("zh: 附加表\nen: extra\nsource: 本地\ncolumns: {}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"extra_d\.yaml(.|\n)*key"):
        schema._table(path)


def test_an_unknown_column_type_is_refused_with_the_types_that_exist(tmp_path: Path):
    path = tmp_path / "extra_d.yaml"
    path.write_text(
        "zh: 附加表\nen: extra\nsource: 本地\nkey: [a]\ncolumns: {a: {type: float, zh: 甲, en: a}}\n",
        encoding="utf-8",
    )
    with pytest.raises(DocumentError, match="money"):
        schema._table(path)


def test_findings_have_the_columns_of_the_contract_in_its_order():
    assert list(schema.finding_columns()) == (
        "finding_id rule_code rule_version national_code behaviour sev_deg subject_type fixmedins_code "
        "psn_no staff_code group_id mdtrt_id setl_id bkkp_sns related_ids occurred_on checkout_cnt "
        "checkout_amt fund_amt amount_basis score message evidence run_id".split()
    )


def test_the_finding_lines_carry_money_to_the_fen():
    lines = schema.output_columns("finding_lines")
    assert {lines[name].sql_type for name in ("gross", "amt", "hit_amt", "hit_fund")} == {"DECIMAL(16,2)"}


def test_the_list_of_behaviours_is_closed():
    assert len(schema.behaviours()) == 31
    assert all(behaviour.zh for behaviour in schema.behaviours().values())
    without_basis = [code for code, behaviour in schema.behaviours().items() if not behaviour.basis]
    assert without_basis == ["indicator_anomaly"], "only a lead without a violation has no clause"


def test_every_kind_of_the_three_fakes_and_three_disorders_has_a_behaviour():
    groups = {group for behaviour in schema.behaviours().values() for group in behaviour.groups}
    assert groups == {"假病人", "假病情", "假票据", "乱计费", "乱用药", "乱检查"}


def test_the_severity_list_has_the_three_degrees_a_finding_may_have():
    assert list(code_list("sev_deg")) == ["1", "2", "3"]
