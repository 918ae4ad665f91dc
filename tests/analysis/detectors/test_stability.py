"""Encounters drawn again, and signals dealt out anew: what rests on one visit or on chance is told apart."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml

from mingjing.analysis.detectors.kit import card as cards
from mingjing.analysis.detectors.kit import null_families, stability
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.judge import Judged, scored
from mingjing.analysis.engine.duckdb import DuckDBEngine

Row = dict[str, Any]
FEATURES = {
    "jump": {"family": "JUMP", "w": 0.5, "cut": [0, 3]},
    "early": {"family": "STOCK", "w": 0.4, "cut": [0.3, 0.8], "of": ["early_n", "purchases"]},
    "crew": {"family": "CREW", "w": 0.45},
}


@pytest.fixture(name="unit")
def _unit(tmp_path: Path) -> Unit:
    features = {name: {"zh": name, "formula": name, **spec} for name, spec in FEATURES.items()}
    unit = {"branch": "p", "zh": "人员", "key": ["psn_no"], "parts": "part", "features": features}
    texts = dict.fromkeys(("title", "question", "users", "not_for", "population", "defence", "verify"), "文")
    head = {"code": "MDL-99", "name": tmp_path.name, "version": 1, "status": "draft", "date": "2026-11-22"}
    whole = {**head, **texts, "behaviour": "cash_out", "look_alikes": [], "units": {"person": unit}}
    (tmp_path / "card.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return cards.read(tmp_path / "card.yaml").units[0]


def _share(unit: Unit, parts: list[Row], **own: Any) -> float:
    row = {"unit_id": "P", "e_jump": 1.0, "e_early": 1.0, "e_crew": 0.0} | own
    found = stability.of_parts(unit, row, {}, parts, 0.5)
    assert found is not None
    return found


def test_a_score_that_rests_on_three_visits_does_not_stand_and_one_on_thirty_does(unit: Unit) -> None:
    visits = [{"part": f"E{n}", "jump": 1} for n in range(30)]
    assert _share(unit, visits, e_early=0.0) >= 0.95
    assert _share(unit, visits[:3], e_early=0.0) < 0.8


def test_a_share_is_drawn_as_the_share_of_what_was_drawn(unit: Unit) -> None:
    visits = [{"part": f"E{n}", "early_n": int(n < 36), "purchases": 1} for n in range(40)]
    assert _share(unit, visits, e_jump=0.5) >= 0.95
    few = [{"part": f"E{n}", "early_n": int(n < 2), "purchases": 1} for n in range(4)]
    assert _share(unit, few, e_jump=0.5) < 0.9


def test_what_is_no_sum_of_visits_stays_as_it_is(unit: Unit) -> None:
    assert _share(unit, [{"part": "E1"}], e_jump=1.0, e_early=0.0) == 1.0


def test_the_order_of_the_visits_makes_no_difference(unit: Unit) -> None:
    visits = [{"part": f"E{n}", "jump": n % 2} for n in range(9)]
    assert _share(unit, visits) == _share(unit, visits[::-1])


def _null(unit: Unit, together: bool) -> tuple[int, int]:
    """Judge 1,000 persons, 40 with each signal: the same 40, or others; return found and found by chance."""
    random = np.random.default_rng(1)
    chosen = [set(range(40)) if together else set(random.choice(1000, 40, replace=False)) for _ in FEATURES]
    rows: dict[str, list[Any]] = {"unit_id": [f"P{n:04}" for n in range(1000)], "period": [""] * 1000}
    for (name, spec), mine in zip(FEATURES.items(), chosen, strict=True):
        top = float(spec.get("cut", [0, 1])[1])  # type: ignore[index]
        rows[name] = [top if n in mine else 0.0 for n in range(1000)]
    duck = DuckDBEngine("1GB", 1)
    duck.attach_arrow("given", pa.table(rows))
    judged = scored(duck, Judged(unit, "given", "", "given_score"))
    found = duck.fetch("SELECT COUNT(*) AS n FROM given_score WHERE score >= 0.5").to_pylist()[0]["n"]
    assert null_families.can_deal(unit, 1000)
    chance = null_families.dealt(duck, judged)
    assert chance == null_families.dealt(duck, judged)
    duck.close()
    assert chance.judged == 1000 - found, "who reaches a finding is not dealt out"
    return int(found), chance.severe


def test_signals_that_belong_together_stand_out_from_signals_that_meet_by_chance(unit: Unit) -> None:
    found, severe = _null(unit, together=True)
    assert found == 40 and severe <= 1


def test_few_persons_say_nothing_of_chance(unit: Unit) -> None:
    assert not null_families.can_deal(unit, null_families.FEWEST_UNITS - 1)
