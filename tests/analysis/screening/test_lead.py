from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.confirmation import rates
from mingjing.analysis.screening.lead import Leads, build_leads
from mingjing.kernel.errors import DataError

from . import handmade
from .handmade import register, rule

RULES = {
    "R1": rule(title="超限定单价收费"),
    "R2": rule("duplicate_charge", title="重复收费"),
    "R3": rule(title="单日超限定频次", verify="查医嘱。"),
    "TRY": rule(shadow=True),
    "DBL-002": rule("double_benefit"),
}


def leads(engine: DuckDBEngine, out: Path, findings: list[dict[str, Any]], **options: Any) -> Leads:
    places = options.pop("places", register("H1", "H2", "H3"))
    return build_leads(engine, handmade.write(out, findings), RULES, places, **options)


def row(found: Leads, number: int = 0) -> dict[str, Any]:
    return found.table.slice(number, 1).to_pylist()[0]


def test_a_lead_is_one_behaviour_at_one_institution(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [
            {"id": 1, "lines": {"a": 10}},
            {"id": 2, "rule": "R3", "lines": {"b": 20}},
            {"id": 3, "at": "H2", "lines": {"c": 25}},
            {"id": 4, "rule": "R2", "behaviour": "duplicate_charge", "lines": {"d": 40}},
        ],
    )
    assert [(r["fixmedins_code"], r["behaviour"], r["findings"]) for r in found.table.to_pylist()] == [
        ("H1", "duplicate_charge", 1),
        ("H1", "over_price", 2),
        ("H2", "over_price", 1),
    ]


def test_the_lead_id_is_the_same_in_every_run_whatever_else_is_found(engine: DuckDBEngine, tmp_path: Path):
    first = leads(engine, tmp_path / "1", [{"id": 1, "lines": {"a": 10}}])
    second = leads(
        engine,
        tmp_path / "2",
        [{"id": 7, "rule": "R3", "lines": {"z": 99}}, {"id": 8, "at": "H2", "lines": {"y": 1}}],
    )
    assert row(first)["lead_id"] == row(second)["lead_id"]


def test_a_line_hit_twice_counts_once_with_its_largest_amount(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [{"id": 1, "lines": {"a": (10, 6)}}, {"id": 2, "rule": "R3", "lines": {"a": (4, 2), "b": (5, 3)}}],
    )
    assert (row(found)["plain_amt"], row(found)["net_amt"]) == (Decimal("19.00"), Decimal("15.00"))
    assert (row(found)["net_fund"], found.totals.net_fund) == (Decimal("9.00"), Decimal("9.00"))
    assert (found.totals.plain_amt, found.totals.net_amt) == (Decimal("19.00"), Decimal("15.00"))


def test_a_line_shared_by_two_leads_counts_once_in_the_total(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [
            {"id": 1, "sev": 1, "lines": {"a": 4}},
            {"id": 2, "rule": "R2", "behaviour": "duplicate_charge", "lines": {"a": 10}},
        ],
    )
    assert sorted(r["net_amt"] for r in found.table.to_pylist()) == [Decimal("4.00"), Decimal("10.00")]
    assert found.totals.net_amt == Decimal("10.00")
    assert sum(r["counted_amt"] for r in found.table.to_pylist()) == Decimal("10.00")


def test_the_certain_part_of_a_shared_line_is_counted_as_certain(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine, tmp_path, [{"id": 1, "sev": 3, "lines": {"a": 10}}, {"id": 2, "sev": 1, "lines": {"a": 4}}]
    )
    totals = found.totals
    assert (totals.sev1_amt, totals.sev2_amt, totals.sev3_amt) == (
        Decimal("4.00"),
        Decimal("0.00"),
        Decimal("6.00"),
    )


def test_a_settlement_without_lines_is_counted_as_a_unit_of_its_own(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine, tmp_path, [{"id": 1, "lines": {"setl1": 100}}, {"id": 2, "lines": {"setl1": 100, "setl2": 7}}]
    )
    assert found.totals.net_amt == Decimal("107.00")


def test_expected_money_weighs_each_line_by_its_likeliest_finding(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [{"id": 1, "sev": 3, "lines": {"a": 100}}, {"id": 2, "sev": 1, "lines": {"a": 20, "b": 10}}],
    )
    assert row(found)["expected_amt"] == Decimal("28.50")  # max(100 × 0.15, 20 × 0.95) + 10 × 0.95


def test_a_rule_with_a_rate_of_its_own_is_expected_to_yield_that(engine: DuckDBEngine, tmp_path: Path):
    injuries = [{"id": n, "rule": "DBL-002", "sev": 3, "lines": {str(n): 7000}} for n in range(40)]
    found = leads(engine, tmp_path, [*injuries, {"id": 99, "sev": 1, "at": "H2", "lines": {"z": 7800}}])
    assert [(r["fixmedins_code"], r["expected_amt"]) for r in found.table.to_pylist()] == [
        ("H2", Decimal("7410.00")),
        ("H1", Decimal("1400.00")),  # 40 × 7000 × 0.005
    ]


def test_a_bureau_can_put_its_own_confirmation_rates(
    engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = "rule,degree,rate,admdvs,begndate,source\n,2,0.8,4301,,去年核查结果\nR1,2,0.9,4301,2026-07-01,今年核查结果\n"
    own = tmp_path / "own" / "knowledge" / "confirmation_rate.csv"
    own.parent.mkdir(parents=True)
    own.write_text(rows, encoding="utf-8")
    monkeypatch.setenv("MINGJING_LOCAL", str(tmp_path / "own"))

    def expected(division: str, on: date) -> Decimal:
        findings = [{"id": 1, "lines": {"a": 100}}]
        at = register("H1", admdvs=division)
        return row(leads(engine, tmp_path / "run", findings, places=at, on=on))["expected_amt"]

    assert expected("430121", date(2026, 6, 30)) == Decimal("80.00")
    assert expected("430121", date(2026, 7, 1)) == Decimal("90.00")
    assert expected("430221", date(2026, 7, 1)) == Decimal("50.00")


def test_a_rate_above_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path / "knowledge" / "confirmation_rate.csv"
    own.parent.mkdir(parents=True)
    own.write_text("rule,degree,rate,admdvs\n,2,80,4301\n", encoding="utf-8")
    monkeypatch.setenv("MINGJING_LOCAL", str(tmp_path))
    with pytest.raises(DataError, match="预计查实率 80 不在 0 与 1 之间"):
        rates(["430121"], date(2026, 1, 1))


def test_leads_are_ranked_by_expected_money_not_by_suspected_money(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [{"id": 1, "sev": 3, "lines": {"a": 100}}, {"id": 2, "sev": 1, "at": "H2", "lines": {"b": 50}}],
    )
    assert [r["fixmedins_code"] for r in found.table.to_pylist()] == ["H2", "H1"]
    assert found.table["rank"].to_pylist() == [1, 2]


def test_capacity_never_cuts_a_lead_with_a_certain_finding(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [
            {"id": 1, "sev": 1, "lines": {"a": 1}},
            {"id": 2, "sev": 1, "at": "H2", "lines": {"b": 2}},
            {"id": 3, "sev": 2, "at": "H3", "lines": {"c": 1000}},
        ],
        capacity={"43": 1},
    )
    assert {r["fixmedins_code"]: r["cut"] for r in found.table.to_pylist()} == {
        "H2": False,
        "H1": False,
        "H3": True,
    }
    assert (found.totals.cut_leads, found.totals.cut_amt) == (1, Decimal("1000.00"))
    assert found.totals.net_amt == Decimal("1003.00")


def test_capacity_keeps_the_leads_with_the_most_expected_money(engine: DuckDBEngine, tmp_path: Path):
    findings = [{"id": n, "at": f"H{n}", "lines": {f"l{n}": 10 * n}} for n in (1, 2, 3)]
    found = leads(engine, tmp_path, findings, capacity={"": 2})
    assert [(r["fixmedins_code"], r["cut"]) for r in found.table.to_pylist()] == [
        ("H3", False),
        ("H2", False),
        ("H1", True),
    ]


def test_the_longest_prefix_decides_whose_capacity_it_is(engine: DuckDBEngine, tmp_path: Path):
    findings = [{"id": n, "at": f"H{n}", "lines": {f"l{n}": 10}} for n in (1, 2, 3)]
    found = leads(engine, tmp_path, findings, capacity={"4301": 1, "430121": 3})
    assert found.totals.cut_leads == 0


def test_what_was_cut_takes_nothing_from_the_leads_that_are_handed_out(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine,
        tmp_path,
        [
            {"id": 1, "sev": 1, "lines": {"a": 5}},
            {"id": 2, "sev": 2, "rule": "R2", "behaviour": "duplicate_charge", "at": "H2", "lines": {"a": 9}},
        ],
        capacity={"": 0},
    )
    assert (row(found)["counted_amt"], found.totals.cut_amt) == (Decimal("5.00"), Decimal("4.00"))


def test_a_shadow_rule_leaves_no_trace(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine, tmp_path, [{"id": 1, "lines": {"a": 5}}, {"id": 2, "rule": "TRY", "lines": {"a": 50, "b": 9}}]
    )
    assert (row(found)["findings"], found.totals.findings, found.totals.net_amt) == (1, 1, Decimal("5.00"))


def test_estimates_and_findings_without_amount_are_leads_but_stay_out_of_the_totals(
    engine: DuckDBEngine, tmp_path: Path
):
    found = leads(
        engine,
        tmp_path,
        [
            {"id": 1, "basis": "estimate", "behaviour": "upcoding", "checkout_amt": Decimal("800.00")},
            {"id": 2, "basis": "none", "behaviour": "indicator_anomaly"},
        ],
    )
    assert [(r["behaviour"], r["estimate_amt"]) for r in found.table.to_pylist()] == [
        ("upcoding", Decimal("800.00")),
        ("indicator_anomaly", None),
    ]
    assert (found.totals.plain_amt, found.totals.net_amt, found.totals.estimate_amt) == (
        0,
        0,
        Decimal("800.00"),
    )


def test_a_lead_says_what_to_check_and_what_the_defence_will_be_rule_by_rule(
    engine: DuckDBEngine, tmp_path: Path
):
    found = row(
        leads(
            engine,
            tmp_path,
            [{"id": 1, "lines": {"a": 5}}, {"id": 2, "rule": "R3", "sev": 1, "lines": {"b": 1}}],
        )
    )
    assert found["rules"] == "R3 单日超限定频次、R1 超限定单价收费"
    assert found["verify"] == "【单日超限定频次】查医嘱。\n【超限定单价收费】核对收费清单。"
    assert found["clause"] == "《医疗保障基金使用监督管理条例》第三十八条第（三）项"
    assert found["why"] == "疑点 2\n疑点 1"


def test_an_institution_outside_the_register_still_gets_its_lead(engine: DuckDBEngine, tmp_path: Path):
    found = leads(
        engine, tmp_path, [{"id": 1, "at": "H9", "lines": {"a": 5}}, {"id": 2, "at": None, "lines": {"b": 1}}]
    )
    assert [(r["fixmedins_code"], r["name"]) for r in found.table.to_pylist()] == [("H9", None), ("", None)]


def test_nothing_found_gives_no_leads_and_zero_totals(engine: DuckDBEngine, tmp_path: Path):
    found = leads(engine, tmp_path, [])
    assert (found.table.num_rows, found.totals.leads, found.totals.net_amt) == (0, 0, 0)


def test_a_finding_of_an_unknown_rule_is_refused_with_its_code(engine: DuckDBEngine, tmp_path: Path):
    with pytest.raises(DataError, match="OLD-001"):
        leads(engine, tmp_path, [{"id": 1, "rule": "OLD-001", "lines": {"a": 5}}])


_LINES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "setl1"]), st.integers(1, 50), min_size=1, max_size=4
)
_FINDING = st.fixed_dictionaries(
    {"sev": st.integers(1, 3), "at": st.sampled_from(["H1", "H2"]), "lines": _LINES}
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_FINDING, max_size=6), st.integers(0, 2))
def test_net_is_the_union_of_the_lines_and_never_more_than_plain(
    engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory, drawn: list[dict[str, Any]], room: int
):
    # A folder each: what the engine remembers of a file is told from its successor by the time of writing alone.
    found = leads(
        engine,
        tmp_path_factory.mktemp("net"),
        [{"id": n, **f} for n, f in enumerate(drawn)],
        capacity={"": room},
    )
    union: dict[str, int] = {}
    for finding in drawn:
        for line, amt in finding["lines"].items():
            union[line] = max(union.get(line, 0), amt)
    totals = found.totals
    assert totals.net_amt == sum(union.values())
    assert totals.net_amt <= totals.plain_amt == sum(sum(f["lines"].values()) for f in drawn)
    assert totals.sev1_amt + totals.sev2_amt + totals.sev3_amt == totals.net_amt
    assert sum(r["counted_amt"] for r in found.table.to_pylist()) == totals.net_amt
    assert not any(r["cut"] and r["certain"] for r in found.table.to_pylist())
