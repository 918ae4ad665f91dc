"""Amounts are exact to the fen, and lines add up to their finding."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from .pricing_world import line, price, rule, settlement


def test_the_whole_amount_of_each_hit_line_counts_once_however_often_it_was_hit(tmp_path: Path) -> None:
    rows = [line("a", "30.00"), line("a", "30.00"), line("b", "12.50")]
    found, lines = price(tmp_path, rule("all"), rows, [settlement()])
    assert [row["checkout_amt"] for row in found] == [Decimal("42.50")]
    assert found[0]["bkkp_sns"] == ["a", "b"]
    assert [row["hit_amt"] for row in lines] == [Decimal("30.00"), Decimal("12.50")]


def test_the_fund_bears_its_share_of_the_settlement(tmp_path: Path) -> None:
    found, _ = price(tmp_path, rule("all"), [line("a", "40.00")], [settlement(inscp="800.00", fund="600.00")])
    assert found[0]["fund_amt"] == Decimal("30.00")


def test_the_fund_share_is_unknown_when_a_line_is_not_settled(tmp_path: Path) -> None:
    found, _ = price(tmp_path, rule("all"), [line("a", "40.00", setl_id="S9")], [settlement()])
    assert found[0]["fund_amt"] is None


def test_the_fund_never_bears_more_than_it_paid(tmp_path: Path) -> None:
    found, _ = price(tmp_path, rule("all"), [line("a", "90.00")], [settlement(inscp="60.00", fund="60.00")])
    assert found[0]["fund_amt"] == Decimal("60.00")


def test_an_excess_takes_the_lines_pro_rata(tmp_path: Path) -> None:
    rows = [line("a", "20.00", "2", limit_cnt=2), line("b", "10.00", "1", limit_cnt=2)]
    found, lines = price(tmp_path, rule("excess"), rows, [settlement()])
    assert found[0]["checkout_amt"] == Decimal("10.00")
    assert found[0]["checkout_cnt"] == Decimal("1.0000")
    assert found[0]["bkkp_sns"] == ["a", "b"]
    assert sum(row["hit_amt"] for row in lines) == Decimal("10.00")


def test_a_price_difference_is_rounded_once_and_leaves_what_the_patient_already_bore(tmp_path: Path) -> None:
    row = line("a", "260.00", limit_price="240.005", overlmt="5.00")
    found, _ = price(tmp_path, rule("difference"), [row], [settlement(inscp="300.00", fund="150.00")])
    assert found[0]["checkout_amt"] == Decimal("20.00")  # 19.995 half-up
    assert found[0]["fund_amt"] == Decimal("7.50")  # (20.00 − 5.00) × 150 ÷ 300


def test_a_whole_stay_costs_all_its_lines_and_all_the_fund_paid(tmp_path: Path) -> None:
    rows = [line("a", "60.00", stay_id="E1"), line("b", "40.00", stay_id="E1")]
    found, lines = price(tmp_path, rule("stay"), rows, [settlement(inscp="100.00", fund="77.77")])
    assert (found[0]["checkout_amt"], found[0]["fund_amt"]) == (Decimal("100.00"), Decimal("77.77"))
    assert sum(row["hit_fund"] for row in lines) == Decimal("77.77")


def test_a_stay_without_lines_costs_what_its_settlements_brought_into_scope(tmp_path: Path) -> None:
    rows = [{"mdtrt_id": "E1", "item": "X", "svc_date": "2026-03-02", "psn_no": "P1", "fixmedins_code": "H1"}]
    found, lines = price(tmp_path, rule("stay", "住院"), rows, [settlement()])
    assert found[0]["checkout_amt"] == Decimal("100.00")
    assert found[0]["bkkp_sns"] == []
    assert [row["setl_id"] for row in lines] == ["S1"]


def test_a_paid_amount_is_fund_and_account_money(tmp_path: Path) -> None:
    rows = [line("a", "60.00"), line("b", "40.00")]
    found, lines = price(tmp_path, rule("paid"), rows, [settlement(fund="70.00", acct="13.33")])
    assert (found[0]["checkout_amt"], found[0]["fund_amt"]) == (Decimal("83.33"), Decimal("70.00"))
    assert [row["hit_amt"] for row in lines] == [Decimal("50.00"), Decimal("33.33")]


def test_an_indicator_has_no_amount(tmp_path: Path) -> None:
    found, lines = price(tmp_path, rule("none", "指标"), [line("a", "60.00")], [settlement()])
    assert (found[0]["checkout_amt"], found[0]["amount_basis"], lines) == (None, "none", [])


def test_softened_rows_are_slight_suspicions_and_say_why(tmp_path: Path) -> None:
    found, _ = price(tmp_path, rule("all"), [line("a", "9.00", soft="transition", day_cnt=3)], [settlement()])
    evidence = json.loads(found[0]["evidence"])
    assert found[0]["sev_deg"] == 3
    assert (evidence["soft"], evidence["day_cnt"]) == (["transition"], 3)


def test_the_most_severe_branch_decides_and_all_are_named(tmp_path: Path) -> None:
    rows = [line("a", "9.00", branch="b", sev_deg=3), line("a", "9.00", branch="a", sev_deg=1)]
    found, _ = price(tmp_path, rule("all"), rows, [settlement()])
    assert found[0]["sev_deg"] == 1
    assert json.loads(found[0]["evidence"])["branch"] == ["a", "b"]


def test_all_knowledge_rows_that_decided_are_cited(tmp_path: Path) -> None:
    rows = [line("a", "9.00", kp_ref="PL19"), line("b", "8.00", kp_ref="|PL18|PL19|"), line("c", "7.00")]
    found, _ = price(tmp_path, rule("all"), rows, [settlement()])
    assert json.loads(found[0]["evidence"])["kp_ref"] == "PL18；PL19"


def test_the_message_carries_the_figures(tmp_path: Path) -> None:
    text = "{item_name} 数量 {checkout_cnt}，{checkout_amt} 元，{occurred_on}，单价 {pric}"
    found, _ = price(tmp_path, rule("all", text), [line("a", "9.10", "2.5")], [settlement()])
    assert found[0]["message"] == "某项目 数量 2.5，9.10 元，2026-03-02，单价 3.64"


def test_ids_depend_on_the_lines_and_not_on_their_order(tmp_path: Path) -> None:
    one, _ = price(tmp_path, rule("all"), [line("a", "1.00"), line("b", "2.00")], [settlement()])
    two, _ = price(tmp_path, rule("all"), [line("b", "2.00"), line("a", "1.00")], [settlement()])
    other, _ = price(tmp_path, rule("all"), [line("a", "1.00"), line("c", "2.00")], [settlement()])
    assert one[0]["finding_id"] == two[0]["finding_id"] != other[0]["finding_id"]


_fen = st.integers(1, 10**7)
_cnt = st.integers(1, 10**6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(_fen, _cnt), min_size=1, max_size=6),
    st.integers(0, 10**6),
    st.integers(0, 10**7),
    _fen,
)
def test_an_excess_equals_the_fraction_of_its_definition(
    parts: list[tuple[int, int]], limit: int, fund: int, inscp: int
) -> None:
    rows = [
        line(
            f"l{n}",
            str(Decimal(fen) / 100),
            str(Decimal(cnt) / 10000),
            pric="1",
            limit_cnt=str(Decimal(limit) / 10000),
        )
        for n, (fen, cnt) in enumerate(parts)
    ]
    with TemporaryDirectory() as folder:
        found, lines = price(
            Path(folder),
            rule("excess"),
            rows,
            [settlement(inscp=str(Decimal(inscp) / 100), fund=str(Decimal(fund) / 100))],
        )
    total = sum(cnt for _, cnt in parts)
    exact = Fraction(sum(fen for fen, _ in parts) * max(0, total - limit), total)
    amount = _half_up(exact)
    if not amount:
        assert found == []
        return
    share = min(_half_up(Fraction(amount * min(fund, inscp), inscp)), fund)
    assert found[0]["checkout_amt"] == Decimal(amount) / 100
    assert found[0]["fund_amt"] == Decimal(share) / 100
    assert sum(row["hit_amt"] for row in lines) == found[0]["checkout_amt"]
    assert sum(row["hit_fund"] for row in lines) == found[0]["fund_amt"]
    assert all(row["hit_amt"] >= 0 for row in lines)


def _half_up(value: Fraction) -> int:
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def test_a_capped_stay_costs_no_more_than_its_cap_and_bears_the_fund_pro_rata(tmp_path: Path) -> None:
    rows = [
        line("a", "60.00", stay_id="E1", cap_amt="50.00"),
        line("b", "40.00", stay_id="E1", cap_amt="50.00"),
    ]
    found, lines = price(tmp_path, rule("stay"), rows, [settlement(inscp="100.00", fund="80.00")])
    assert (found[0]["checkout_amt"], found[0]["fund_amt"]) == (Decimal("50.00"), Decimal("40.00"))
    assert [row["hit_amt"] for row in lines] == [Decimal("30.00"), Decimal("20.00")]


def test_a_cap_that_is_unknown_does_not_bind(tmp_path: Path) -> None:
    rows = [line("a", "60.00", stay_id="E1", cap_amt=None)]
    found, _ = price(tmp_path, rule("stay"), rows, [settlement()])
    assert found[0]["checkout_amt"] == Decimal("60.00")


def test_a_settlement_costs_its_own_lines_only(tmp_path: Path) -> None:
    rows = [line("a", "60.00", setl_id="S1")]
    others = [line("b", "40.00", setl_id="S2")]
    found, lines = price(
        tmp_path, rule("stay", grain="[setl_id]"), rows, [settlement("S1"), settlement("S2")], others
    )
    assert found[0]["checkout_amt"] == Decimal("60.00")
    assert [row["bkkp_sn"] for row in lines] == ["a"]


def test_a_finding_that_no_row_can_price_is_kept_without_an_amount(tmp_path: Path) -> None:
    for amount, column in (("share", "hit_amt"), ("difference", "limit_price")):
        row = line("a", "60.00", overlmt=None) | {column: None}
        found, _ = price(tmp_path, rule(amount), [row], [settlement()])
        assert (found[0]["amount_basis"], found[0]["checkout_amt"], found[0]["fund_amt"]) == (
            "none",
            None,
            None,
        )
        assert found[0]["bkkp_sns"] == ["a"]


def test_a_branch_that_has_no_amount_and_another_subject_says_so_itself(tmp_path: Path) -> None:
    row = line("a", "60.00", unpriced=True, subject="institution")
    found, _ = price(tmp_path, rule("all"), [row], [settlement()])
    assert (found[0]["amount_basis"], found[0]["checkout_amt"]) == ("none", None)
    assert found[0]["subject_type"] == "institution"


def test_an_amount_that_the_rule_calls_an_estimate_stands_apart(tmp_path: Path) -> None:
    found, _ = price(tmp_path, rule("all"), [line("a", "60.00", estimated=True)], [settlement()])
    assert (found[0]["amount_basis"], found[0]["checkout_amt"]) == ("estimate", Decimal("60.00"))


def test_a_price_difference_without_a_self_paid_part_is_the_funds_by_its_share(tmp_path: Path) -> None:
    row = line("a", "260.00", limit_price="240", overlmt=None)
    found, _ = price(tmp_path, rule("difference"), [row], [settlement(inscp="300.00", fund="150.00")])
    assert found[0]["fund_amt"] == Decimal("10.00")
