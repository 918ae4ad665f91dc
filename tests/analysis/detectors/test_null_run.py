"""Planted levels are found, chance is not: the water level on two hundred simulated shops."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import spearmanr

from mingjing.analysis.detectors.kit import run
from mingjing.analysis.detectors.kit.judge import ENOUGH, MOST_DEALS, deals_for, widened
from mingjing.analysis.detectors.kit.model import ModelCase, models
from mingjing.analysis.detectors.kit.needs import ModelPlan, plan
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.screening.world import Row

MODEL = models()["MDL-13"]
SHOPS, PLANTED = 200, 10


def _months(seed: int) -> list[Row]:
    """Shops of very different size, each with small habits of its own; the first ten take less cash and more fund."""
    random = np.random.default_rng(seed)
    size = random.lognormal(5.6, 0.6, SHOPS)
    habit = random.normal(0, 0.05, (SHOPS, 4))
    rows = []
    for shop in range(SHOPS):
        odd = shop < PLANTED
        for month in ("04", "05", "06"):
            n = max(120, int(random.poisson(size[shop])))
            persons = int(n / (1.3 + habit[shop, 0]))
            free = random.binomial(n, 0.75 if odd else 0.12 * np.exp(habit[shop, 1]))
            ecert = random.binomial(n, 0.5 * np.exp(habit[shop, 2]))
            spent = random.gamma(n * 4, 15.0 * np.exp(habit[shop, 3]) * (2.6 if odd else 1.0))
            rows.append(
                {
                    "fixmedins_code": f"D{shop:03}",
                    "period": f"2026-{month}",
                    "quarter": "2026Q2",
                    "encounters": 3 * n,
                    "setls": n,
                    "persons": persons,
                    "medfee": round(spent, 2),
                    "fund": round(spent * 0.6, 2),
                    "told_cash": n,
                    "no_cash": int(free),
                    "ecert": int(ecert),
                    "remote": int(random.binomial(n, 0.03)),
                    "timed": n,
                    "night": int(random.binomial(n, 0.02)),
                }
            )
    return rows


@pytest.fixture(scope="module")
def outcome(bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> run.Outcome:
    case = ModelCase("", "hit", {}, {}, {"pharmacy": _months(5)}, ())
    folder = tmp_path_factory.mktemp("null")
    duck = DuckDBEngine("1GB", 1)
    whole = plan(MODEL, bench.schema, lambda wanted: [])
    units = tuple(one for one in whole.units if one.unit.name == "pharmacy")
    model_trial.stand_in(MODEL, units, case, bench, duck)
    found = run.score(ModelPlan(MODEL, units), run.Bench(duck, duck, folder))
    duck.close()
    return found


def test_planted_levels_are_found_and_honest_shops_are_not(outcome: run.Outcome) -> None:
    rows = pq.read_table(outcome.units[0].file).to_pylist()
    flagged = {row["fixmedins_code"] for row in rows if row["score_raw"] >= 0.5}
    planted = {f"D{shop:03}" for shop in range(PLANTED)}
    assert len(flagged & planted) >= 0.9 * PLANTED
    assert len(flagged - planted) <= 1
    assert all(row["stab"] >= 0.9 for row in rows if row["fixmedins_code"] in flagged & planted)


def test_permuted_months_stand_out_as_rarely_as_is_allowed(outcome: run.Outcome) -> None:
    chance = outcome.units[0].chance
    rows = pq.read_table(outcome.units[0].file).to_pylist()
    plain = [row for row in rows if row["score_raw"] < 0.5]
    assert chance is not None
    assert chance.judged == deals_for(SHOPS) * len(plain)
    assert chance.holds and chance.wider == 1


def test_a_small_delivery_is_dealt_out_often_and_a_large_one_once() -> None:
    assert deals_for(60) * 60 >= ENOUGH
    assert deals_for(5) == MOST_DEALS
    assert deals_for(100_000) == 1


def test_cut_offs_on_plain_values_move_further_out_whichever_way_they_count() -> None:
    unit = next(one for one in models()["MDL-14"].card.units if one.name == "doctor_day")
    hours = {f.name: f for f in widened(unit, 1.25, values=True).features}["hours"]
    assert (hours.a, hours.b) == (16, 24)
    assert widened(unit, 1.25).features == unit.features


def test_the_score_does_not_follow_the_size_of_honest_shops(outcome: run.Outcome) -> None:
    size = {row["fixmedins_code"]: row["setls"] for row in _months(5)}
    rows = [
        r for r in pq.read_table(outcome.units[0].file).to_pylist() if int(r["fixmedins_code"][1:]) >= PLANTED
    ]
    found = spearmanr([row["score_soft"] for row in rows], [size[row["fixmedins_code"]] for row in rows])
    assert abs(found.statistic) <= 0.25


def test_the_same_rows_give_the_same_scores(outcome: run.Outcome, bench: Workbench, tmp_path: Path) -> None:
    duck = DuckDBEngine("1GB", 4)
    case = ModelCase("", "hit", {}, {}, {"pharmacy": list(reversed(_months(5)))}, ())
    whole = plan(MODEL, bench.schema, lambda wanted: [])
    units = tuple(one for one in whole.units if one.unit.name == "pharmacy")
    model_trial.stand_in(MODEL, units, case, bench, duck)
    again = run.score(ModelPlan(MODEL, units), run.Bench(duck, duck, tmp_path))
    duck.close()
    for one, other in zip(again.units, outcome.units, strict=True):
        assert pq.read_table(one.file).to_pylist() == pq.read_table(other.file).to_pylist()
        assert pq.read_table(one.flagged.file).to_pylist() == pq.read_table(other.flagged.file).to_pylist()
    assert again.units[0].chance == outcome.units[0].chance
