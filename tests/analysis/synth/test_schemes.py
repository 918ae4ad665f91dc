"""What the schemes plant, and the truth about it."""

from collections import Counter
from pathlib import Path

import pytest

from mingjing.analysis.standard.schema import behaviours, output_columns
from mingjing.analysis.synth.city import Order
from mingjing.analysis.synth.programme import programme
from mingjing.kernel.errors import UsageError
from tests.analysis.synth.conftest import Ask, build_city


def test_every_scheme_is_planted_and_has_an_honest_lookalike(planted: Ask) -> None:
    kinds = Counter((row["scheme"], row["kind"]) for row in planted("SELECT scheme, kind FROM truth"))
    for scheme in programme("all"):
        assert kinds[scheme.name, "plant"] > 0, scheme.name
        assert kinds[scheme.name, "lookalike"] > 0, scheme.name


def test_the_truth_has_the_columns_of_the_standard(planted: Ask) -> None:
    found = {row["column_name"]: row["column_type"] for row in planted("DESCRIBE truth")}
    assert found == {name: column.sql_type for name, column in output_columns("truth").items()}


def test_every_planted_line_is_in_the_delivery(planted: Ask) -> None:
    assert (
        planted(
            "SELECT 1 FROM (SELECT unnest(bkkp_sns) AS bkkp_sn FROM truth) ANTI JOIN fee_list_d USING (bkkp_sn)"
        )
        == []
    )


def test_an_exact_scheme_has_lines_and_an_amount(planted: Ask) -> None:
    assert (
        planted(
            "SELECT scheme FROM truth WHERE exact AND kind = 'plant' AND (amount IS NULL OR amount <= 0 OR len(bkkp_sns) = 0)"
        )
        == []
    )


def test_no_person_plays_two_parts(planted: Ask) -> None:
    assert (
        planted(
            "SELECT psn_no FROM truth WHERE psn_no IS NOT NULL GROUP BY 1 HAVING count(DISTINCT scheme) > 1"
        )
        == []
    )


def test_honest_life_keeps_out_of_the_way_of_a_plant(planted: Ask) -> None:
    near = """
    SELECT 1 FROM (SELECT DISTINCT mdtrt_id FROM truth WHERE mdtrt_id IS NOT NULL) JOIN mdtrt_d AS p USING (mdtrt_id)
    JOIN mdtrt_d AS h ON h.psn_no = p.psn_no AND substr(h.mdtrt_id, 9, 1) <> '9' AND abs(h.begntime::DATE - p.begntime::DATE) < 30"""
    assert planted(near) == []


def test_planting_changes_nothing_for_people_who_have_no_part(honest: Ask, planted: Ask) -> None:
    untouched = "SELECT psn_no, brdy, gend, tel, addr FROM psn_info_b ORDER BY psn_no LIMIT 200"
    assert honest(untouched) == planted(untouched)


def test_the_money_of_a_city_with_schemes_adds_up_too(planted: Ask) -> None:
    assert (
        planted(
            "SELECT 1 FROM fee_list_d WHERE det_item_fee_sumamt <> inscp_amt + fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt"
        )
        == []
    )
    assert (
        planted(
            "SELECT 1 FROM setl_d JOIN (SELECT setl_id, sum(det_item_fee_sumamt) AS fee FROM fee_list_d GROUP BY 1) USING (setl_id) WHERE fee <> medfee_sumamt"
        )
        == []
    )


def test_the_excess_over_a_ceiling_is_what_truth_says(planted: Ask) -> None:
    rows = planted(
        "SELECT t.amount, sum((f.pric - f.pric_uplmt_amt) * (f.cnt + coalesce(r.cnt, 0))) AS excess"
        " FROM truth AS t, unnest(t.bkkp_sns) AS s(sn) JOIN fee_list_d AS f ON f.bkkp_sn = sn"
        " LEFT JOIN fee_list_d AS r ON r.init_feedetl_sn = sn"
        " WHERE t.scheme = 'over_price' AND t.kind = 'plant' GROUP BY t.plant_id, t.amount"
    )
    assert len(rows) == 2
    assert all(row["amount"] == row["excess"] for row in rows)


def test_a_refunded_violation_is_worth_nothing(planted: Ask) -> None:
    row = planted("SELECT amount, bkkp_sns FROM truth WHERE note = '误收当场全额退费'")[0]
    assert row == {"amount": 0, "bkkp_sns": []}


def test_every_behaviour_a_scheme_names_is_on_the_closed_list() -> None:
    assert {scheme.behaviour for scheme in programme("all")} <= set(behaviours())


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="可用的手法"):
        programme("wrong_sex_item,no_such_scheme")


def test_a_hamlet_plants_what_it_can_and_says_what_it_cannot(tmp_path: Path) -> None:
    city = build_city(tmp_path / "hamlet", Order(90, programme("all"), seed=3))
    assert city.plants
    assert city.missing
    assert all(scheme in (tmp_path / "hamlet" / "README.md").read_text("utf-8") for scheme in city.missing)
