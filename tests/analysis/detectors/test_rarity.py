"""What no other model explains: the oddest units come first, whatever is drawn, and few are listed."""

import numpy as np
import pytest

from mingjing.analysis.detectors.catalog.new_pattern.detector import CAPACITY, DRAWN, listed_of
from mingjing.analysis.detectors.kit import rarity
from mingjing.analysis.detectors.kit.detector import Row
from mingjing.analysis.detectors.kit.stats import Numbers

UNITS, FEATURES, PLANTED = 600, 12, 6


@pytest.fixture(scope="module", name="z")
def _z() -> Numbers:
    """Honest units around nought; the first six are out in three features each, to either side."""
    random = np.random.default_rng(3)
    z = random.normal(0, 1, (UNITS, FEATURES))
    for unit in range(PLANTED):
        z[unit, unit : unit + 3] = [6, -6, 7]
    return np.clip(z, -10, 10)


def _names(count: int) -> list[str]:
    return [f"H{number:04}" for number in range(count)]


def test_a_tail_is_as_long_as_few_lie_beyond_it_on_either_side() -> None:
    column = np.array([[5.0], [-1.0], [0.0], [0.0], [1.0], [np.nan]])
    found = rarity.tails(column)[:, 0]
    assert found[0] == pytest.approx(np.log(5 / 2), abs=1e-6)
    assert found[1] == found[0]
    assert found[2] == found[3] == found[5] == 0


def test_what_was_planted_is_in_the_first_two_percent(z: Numbers) -> None:
    rank = rarity.order(z, _names(UNITS))
    assert max(rank[:PLANTED]) <= 0.02 * UNITS


def test_the_same_units_get_the_same_ranks(z: Numbers) -> None:
    names = _names(UNITS)
    assert (rarity.order(z, names) == rarity.order(z.copy(), names)).all()


def test_features_that_tell_one_fact_again_count_once() -> None:
    random = np.random.default_rng(5)
    z = random.normal(0, 1, (300, 8))
    z[0, :6] = 5.0  # one class of fees moved, and so all shares did
    z[1, [0, 6, 7]] = 5.0  # three facts of their own
    apart = rarity.furthest(z, [range(6), [6], [7]])
    assert apart.shape == (300, 3) and apart[0, 0] == 5
    rank = rarity.order(apart, _names(300))
    assert rank[1] == 1 and rank[0] > rank[1]


def test_the_head_of_the_list_persists_over_twenty_subsamples(z: Numbers) -> None:
    names = _names(UNITS)
    whole = set(np.flatnonzero(rarity.order(z, names) <= PLANTED))
    kept = []
    for number in range(20):
        random = np.random.default_rng(number)
        mine = np.sort(random.choice(UNITS, UNITS * 4 // 5, replace=False))
        rank = rarity.order(z[mine], [names[at] for at in mine])
        here = whole & set(mine)
        kept.append(len(here & set(mine[rank <= len(here)])) / len(here))
    assert np.mean(kept) >= 0.7


def test_scores_fall_with_the_rank_and_few_reach_a_finding() -> None:
    for count in (40, 5_000, 300_000):
        score = rarity.scores(np.arange(1, count + 1))
        assert (np.diff(score) <= 0).all()
        assert (score >= 0.5).sum() <= rarity.HEAD * count
        assert (score[: count // 1000] >= 0.8).all()


def test_what_lasts_is_out_to_the_same_side_in_two_periods_running() -> None:
    z = np.array([[8.0, 5.0, 2.0], [6.0, -5.0, np.nan], [9.0, 9.0, 9.0]])
    found = rarity.lasting(z, ["A", "A", "B"], ["2026Q2", "2026Q1", "2026Q2"])
    assert found[0, :2].tolist() == [6, 0] and np.isnan(found[0, 2])
    assert np.isnan(found[1:]).all()


def test_a_gap_of_a_period_is_no_period_before() -> None:
    z = np.full((3, 1), 9.0)
    found = rarity.lasting(z, ["A", "A", "B"], ["2026Q3", "2026Q1", "2026Q2"])
    assert np.isnan(found).all()


def _rows(count: int) -> list[Row]:
    return [
        {"unit_id": name, "score": 1 - at / count, "text": "", "own": None, "period": "2026Q2"}
        for at, name in enumerate(_names(count))
    ]


def test_half_of_a_quarter_s_list_is_drawn_from_further_down() -> None:
    rows = _rows(800)
    kept = listed_of(rows)
    ranks = [rows.index(next(r for r in rows if r["unit_id"] == one["unit_id"])) + 1 for one in kept]
    assert ranks[: CAPACITY - DRAWN] == list(range(1, CAPACITY - DRAWN + 1))
    assert len(ranks) == CAPACITY and all(21 <= rank <= 500 for rank in ranks[CAPACITY - DRAWN :])
    assert [one["unit_id"] for one in listed_of(_rows(800))] == [one["unit_id"] for one in kept]
    assert "随机抽取" in kept[-1]["text"] and "随机" not in kept[0]["text"]


def test_a_short_list_has_nobody_drawn() -> None:
    assert len(listed_of(_rows(14))) == CAPACITY - DRAWN
