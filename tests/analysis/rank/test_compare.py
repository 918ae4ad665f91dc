"""A challenger is judged by past verdicts before it replaces the champion."""

from dataclasses import replace
from pathlib import Path

import pytest

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.screening.compare_models import CARDS, challenger, judged
from mingjing.analysis.screening.world import Scene, world
from mingjing.kernel.errors import DocumentError, UsageError
from tests.analysis.detectors.test_screening import HIT, MODEL, delivered, done
from tests.analysis.rank.test_rank import verdicts

pytestmark = pytest.mark.xdist_group("runs")
ROWS = [replace(row, unit_key=f"U{row.finding_id}") for row in verdicts(400, 0.0).rows]


def test_a_challenger_that_puts_true_ones_first_wins_and_the_reverse_loses() -> None:
    told = {row.unit_key: 0.6 + (row.score or 0) / 10 for row in ROWS}
    truth = {row.unit_key: 0.5 + 0.4 * (row.label or 0) + (row.score or 0) / 100 for row in ROWS}
    better = judged(ROWS, told, truth, MODEL, MODEL)
    assert better.precision is not None and better.money is not None
    assert better.precision.new == 1 and better.precision.low > 0.4 and better.money.low > 0
    assert "可靠地更好" in better.advice
    assert "更差" in judged(ROWS, truth, told, MODEL, MODEL).advice
    assert "分不出高下" in judged(ROWS, told, dict(told), MODEL, MODEL).advice
    assert "没有可用" in judged([], told, truth, MODEL, MODEL).advice


def test_what_only_the_challenger_finds_is_counted_and_not_judged() -> None:
    told = {row.unit_key: 0.7 for row in ROWS}
    fewer = {key: score for key, score in told.items() if key < "UF00300"} | {"new-1": 0.9, "new-2": 0.9}
    found = judged(ROWS, told, fewer, MODEL, MODEL)
    assert (found.both, found.new, found.lost) == (300, 2, 100)
    assert found.challenger.checked == 300 and found.champion.checked == 400
    assert found.champion.interval is not None
    assert found.champion.interval[0] < found.champion.true / 400 < found.champion.interval[1]


def test_another_card_is_found_by_path_or_by_the_version_of_an_earlier_run(tmp_path: Path) -> None:
    text = MODEL.card.path.read_text(encoding="utf-8")
    card = tmp_path / "card.yaml"
    card.write_text(text.replace(f"version: {MODEL.card.version}", "version: 77", 1), encoding="utf-8")
    assert challenger(MODEL, str(card), tmp_path / "a").card.version == 77
    kept = tmp_path / "runs" / "SC-1" / CARDS
    kept.mkdir(parents=True)
    (kept / f"{MODEL.card.name}.yaml").write_text(card.read_text(encoding="utf-8"), encoding="utf-8")
    assert challenger(MODEL, "77", tmp_path / "b", tmp_path / "runs").card.version == 77
    with pytest.raises(UsageError, match="78"):
        challenger(MODEL, "78", tmp_path / "c", tmp_path / "runs")
    other = models()["MDL-14"]
    with pytest.raises((UsageError, DocumentError)):
        challenger(MODEL, str(other.card.path), tmp_path / "d")


def test_both_versions_run_over_the_same_lake(tmp_path: Path) -> None:
    lake = delivered(tmp_path, world([Scene(1, MODEL.code, HIT.name, HIT.given, HIT.knowledge)]))
    card = tmp_path / "card.yaml"
    text = MODEL.card.path.read_text(encoding="utf-8")
    card.write_text(text.replace(f"version: {MODEL.card.version}", "version: 77", 1), encoding="utf-8")
    told = done("models", "compare", MODEL.code, "--against", card, "--lake", lake)
    assert (told["champion"]["findings"], told["challenger"]["findings"], told["both"]) == (1, 1, 1)
    assert told["challenger"]["version"] == 77 and "没有可用" in told["advice"]
