"""The order of leads is learnt from verdicts only where that pays, always the same from the same verdicts."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from mingjing.analysis.detectors.kit.verdicts import Checked, Verdicts
from mingjing.analysis.detectors.rank import decide, learn, shares
from mingjing.analysis.detectors.rank.decide import Ranking, from_json, to_json
from mingjing.analysis.detectors.rank.rates import tally
from mingjing.analysis.detectors.rank.traits import ALL, STORED, hours, matrix

pytestmark = pytest.mark.xdist_group("rank")

END = date(2026, 9, 30)


def verdicts(n: int, signal: float, seed: int = 3, places: int = 40) -> Verdicts:
    """Verdicts on two rules over nine months; how steadily a unit stands out decides `signal` of what is true."""
    random = np.random.default_rng(seed)
    rows = []
    for at in range(n):
        traits = {name: round(float(random.random()), 4) for name in STORED}
        traits["severity"] = float(random.integers(1, 3))
        chance = 0.3 * (1 - signal) + signal * (0.92 if traits["stab"] > 0.7 else 0.03)
        true = bool(random.random() < chance)
        amount = float(np.round(random.lognormal(7, 1), 2))
        rows.append(
            Checked(
                code=f"MDL-0{1 + at % 2}",
                verdict="属实" if true else "不属实",
                label=float(true),
                share=float(true),
                drawn=1.0,
                score=traits["score"],
                suspected=amount,
                verified=amount if true else 0.0,
                place=f"H{random.integers(places):02}",
                finding_id=f"F{at:05}",
                lead=f"L{at:05}",
                behaviour="sham_stay",
                subject="visit",
                decided_on=END - timedelta(days=int(random.integers(270))),
                traits=traits,
            )
        )
    return Verdicts(tuple(sorted(rows, key=lambda row: row.finding_id)), f"sha-{n}-{signal}-{seed}")


@pytest.fixture(scope="module")
def planted() -> Ranking:
    return decide.decide(verdicts(900, 1.0))


def test_a_planted_signal_is_found_and_the_learnt_order_is_used(planted: Ranking) -> None:
    assert planted.deployed and planted.learnt is not None
    assert planted.precision is not None and planted.money is not None
    assert planted.precision.new > planted.precision.old + 0.2
    assert planted.precision.low > 0 and planted.money.low > 0
    assert planted.money.new > planted.money.old
    fine = dict.fromkeys(STORED, 0.5)
    low, high = planted.learnt.probability(
        [fine | {"stab": 0.2}, fine | {"stab": 0.95}], [("MDL-01", "sham_stay")] * 2
    )
    assert low < 0.15 and high > 0.75


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_does_not_replace_the_current_order(seed: int) -> None:
    found = decide.decide(verdicts(900, 0.0, seed))
    assert not found.deployed and found.learnt is None
    assert "没有可靠地优于" in found.why


def test_the_same_verdicts_give_the_same_model_bit_by_bit(planted: Ranking) -> None:
    given = verdicts(900, 1.0)
    again = learn.learn(learn.usable(given.rows))
    assert planted.learnt is not None
    assert again.text == planted.learnt.text and again.calibration == planted.learnt.calibration
    assert from_json(to_json(planted)) == planted
    assert json.loads(to_json(planted))["model_sha256"] == planted.learnt.sha256


def test_below_the_start_thresholds_expected_money_orders_and_says_so() -> None:
    few = decide.decide(verdicts(299, 1.0))
    assert not few.deployed and "299 条" in few.why and "300 条" in few.why
    narrow = decide.decide(verdicts(600, 1.0, places=19))
    assert not narrow.deployed and "19 家" in narrow.why
    assert decide.decide(Verdicts()).why.startswith("核查结果 0 条")


def test_drift_puts_the_old_order_back() -> None:
    found = decide.decide(verdicts(900, 1.0), ["MDL-01"])
    assert not found.deployed and "漂移" in found.why and "MDL-01" in found.why


def test_more_of_a_score_or_severity_never_lowers_the_probability(planted: Ranking) -> None:
    assert planted.learnt is not None
    rising = [at for at, trait in enumerate(ALL) if trait.monotone]
    random = np.random.default_rng(0)
    table = random.random((200, len(ALL)))
    model = learn.booster(planted.learnt.text)
    for at in rising:
        more = table.copy()
        more[:, at] += 0.5
        assert (model.predict(more) >= model.predict(table) - 1e-12).all()


def test_contributions_add_up_to_the_log_odds_and_name_what_decided(planted: Ranking) -> None:
    assert planted.learnt is not None
    model = learn.booster(planted.learnt.text)
    table = matrix([dict.fromkeys(STORED, 0.5) | {"stab": 0.95}], [0.3])
    parts = learn.contributions(model, table)
    assert STORED[int(np.abs(parts[0]).argmax())] == "stab"


def test_nobody_vouches_for_their_own_institution() -> None:
    """Labels that only the institution explains cannot be told for an institution that was never seen."""
    given = verdicts(1200, 0.0)
    rows = [
        replace(row, label=float(row.place < "H12"), verified=row.suspected * (row.place < "H12"))
        for row in given.rows
    ]
    said, _ = learn.outside(rows[:900], rows[900:])
    truth = np.array([row.label for row in rows[900:]])
    assert abs(np.corrcoef(said, truth)[0, 1]) < 0.25


def test_a_rule_that_was_seldom_checked_stays_near_its_family() -> None:
    given = [row for row in verdicts(400, 0.0).rows if row.code == "MDL-01"]
    one = replace(given[0], code="MDL-09", label=1.0, share=0.5, verdict="部分属实")
    rates = tally([*given, one])
    assert rates.confirmed("MDL-01", "sham_stay") < rates.confirmed("MDL-09", "sham_stay") < 0.6
    assert rates.ratio("MDL-01") > rates.ratio("MDL-09") > 0.5


def test_a_random_draw_speaks_for_those_that_were_not_drawn() -> None:
    given = verdicts(400, 0.0).rows
    told = [
        replace(row, drawn=20.0 if at < 20 else 1.0, label=0.0 if at < 20 else 1.0)
        for at, row in enumerate(given)
    ]
    assert tally(told).confirmed("MDL-01", "sham_stay") < 0.6
    assert tally([replace(row, drawn=1.0) for row in told]).confirmed("MDL-01", "sham_stay") > 0.9


def _partly(n: int) -> list[Checked]:
    """True findings of which those with a high coverage keep nine tenths of their amount, the others a fifth."""
    rows = verdicts(n, 0.0).rows
    kept = [0.9 if (row.traits or {})["coverage"] > 0.5 else 0.2 for row in rows]
    return [
        replace(row, label=1.0, share=share, verified=share * row.suspected)
        for row, share in zip(rows, kept, strict=True)
    ]


def test_the_share_that_is_verified_is_learnt_from_enough_true_findings_alone() -> None:
    few, many = _partly(shares.FEWEST - 1), _partly(900)
    rates = tally(many)
    assert shares.fit(few, lambda _row: rates, learn.PARAMETERS, learn.TREES) == ""
    text = shares.fit(many, lambda _row: rates, learn.PARAMETERS, learn.TREES)
    assert text == shares.fit(many, lambda _row: rates, learn.PARAMETERS, learn.TREES)
    fine = dict.fromkeys(STORED, 0.5)
    found = [fine | {"coverage": 0.2}, fine | {"coverage": 0.8}]
    low, high = shares.told(text, rates, found, ["MDL-01"] * 2)
    assert low < 0.35 and 0.75 < high <= 1
    assert list(shares.told("", rates, found, ["MDL-01"] * 2)) == [rates.ratio("MDL-01")] * 2


def test_a_decision_that_was_stored_before_shares_were_learnt_is_read(planted: Ranking) -> None:
    told = json.loads(to_json(planted))
    del told["learnt"]["shares"]
    again = from_json(json.dumps(told))
    assert again.learnt is not None and again.learnt.shares == ""


def test_documents_with_more_findings_take_longer() -> None:
    assert hours(["fee"]) < hours(["fee", "fee"]) < hours(["fee", "institution"])
