"""The score: noisy-or of families, coverage and contributions keep what is said of them, whatever comes in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml

from mingjing.analysis.detectors.kit import card as cards
from mingjing.analysis.detectors.kit import stats
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.scoring import score_select
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.kernel.errors import DocumentError

Row = dict[str, Any]
N = 500
FEATURES = {
    "low": ("LOW", 0.35, None),
    "exam": ("LOW", 0.35, [0.6, 0.85]),
    "batch": ("GROUP", 0.45, [3, 8]),
    "elsewhere": ("CONTRA", 0.55, [0, 2]),
    "path": ("PATH", 0.10, None),
}


def _card(folder: Path, **change: Any) -> cards.Card:
    features = {
        name: {"zh": name, "formula": name, "family": family, "w": w, **({"cut": cut} if cut else {})}
        for name, (family, w, cut) in FEATURES.items()
    }
    features["path"]["when"] = "open"
    unit = {"branch": "v", "zh": "就诊", "key": ["mdtrt_id"], "features": features}
    texts = dict.fromkeys(("title", "question", "users", "not_for", "population", "defence", "verify"), "文")
    head = {"code": "MDL-99", "name": folder.name, "version": 1, "status": "draft", "date": "2026-11-22"}
    whole = {**head, **texts, "behaviour": "sham_stay", "look_alikes": [], "units": {"stay": unit | change}}
    (folder / "card.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return cards.read(folder / "card.yaml")


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    return _card(tmp_path).units[0]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = DuckDBEngine("1GB", 1)
    yield opened
    opened.close()


def _rows(seed: int = 3) -> dict[str, list[Any]]:
    random = np.random.default_rng(seed)
    rows: dict[str, list[Any]] = {"unit_id": [f"u{n:04}" for n in range(N)]}
    for name, (_, _, cut) in FEATURES.items():
        low, high = cut or (0, 1)
        drawn = random.uniform(low - (high - low) / 2, high + (high - low) / 2, N)
        rows[name] = [None if random.random() < 0.2 else float(value) for value in drawn]
    rows["open"] = [bool(value) for value in random.random(N) < 0.7]
    return rows


def _scored(engine: DuckDBEngine, unit: Unit, rows: dict[str, list[Any]]) -> list[Row]:
    kinds = {
        name: pa.bool_() if name == "open" else pa.string() if name == "unit_id" else pa.float64()
        for name in rows
    }
    engine.attach_arrow("given", pa.table({name: pa.array(rows[name], kinds[name]) for name in rows}))
    found: list[Row] = engine.fetch(
        f"SELECT * FROM ({score_select(unit, 'given', '')}) AS s ORDER BY unit_id"
    ).to_pylist()
    return found


def test_the_score_is_the_noisy_or_of_the_families_each_counted_once(
    engine: DuckDBEngine, unit: Unit
) -> None:
    rows = _rows()
    for number, row in enumerate(_scored(engine, unit, rows)):
        families = []
        for features in unit.families.values():
            e = [_e(f, rows, number) for f in features]
            families.append(np.array([max(f.w * one for f, one in zip(features, e, strict=True))]))
        assert row["score_raw"] == pytest.approx(float(stats.noisy_or(families)[0]), abs=2e-6)


def _e(feature: cards.Feature, rows: dict[str, list[Any]], number: int) -> float:
    value = rows[feature.name][number]
    if value is None or (feature.when and not rows[feature.when][number]):
        return 0.0
    return float(
        stats.exceed(np.array([value]), feature.a or 0.0, 1.0 if feature.b is None else feature.b)[0]
    )


def test_contributions_add_to_one_wherever_there_is_a_score(engine: DuckDBEngine, unit: Unit) -> None:
    for row in _scored(engine, unit, _rows()):
        parts = [row[f"c_{family}"] for family in unit.families]
        if row["score_raw"] > 0:
            assert sum(parts) == pytest.approx(1, abs=1e-5)
            assert min(parts) >= 0


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_that_is_missing_never_raises_the_score_or_the_coverage(
    engine: DuckDBEngine, unit: Unit, name: str
) -> None:
    whole = _scored(engine, unit, _rows())
    without = _scored(engine, unit, _rows() | {name: [None] * N})
    for full, less in zip(whole, without, strict=True):
        assert less["score_raw"] <= full["score_raw"]
        assert less["coverage"] <= full["coverage"] <= 1


def test_more_of_a_signal_never_lowers_the_score(engine: DuckDBEngine, unit: Unit) -> None:
    rows = _rows()
    base = _scored(engine, unit, rows)
    for name in FEATURES:
        raised = rows | {name: [None if value is None else value + 0.3 for value in rows[name]]}
        for less, more in zip(base, _scored(engine, unit, raised), strict=True):
            assert more["score_raw"] >= less["score_raw"]


def test_what_does_not_apply_is_not_missing(engine: DuckDBEngine, unit: Unit) -> None:
    rows = {"unit_id": ["a", "b"], "open": [False, True], "path": [None, None]}
    rows |= {name: [0.5, 0.5] for name in FEATURES if name != "path"}
    closed, opened = _scored(engine, unit, rows)
    assert closed["coverage"] == 1
    assert opened["coverage"] == pytest.approx(1 - 0.10 / 1.80, abs=1e-5)


def test_one_signal_alone_never_reaches_severe(engine: DuckDBEngine, unit: Unit) -> None:
    for name in FEATURES:
        rows: dict[str, list[Any]] = {"unit_id": ["a"], "open": [True], **{one: [-9.0] for one in FEATURES}}
        assert _scored(engine, unit, rows | {name: [99.0]})[0]["score_raw"] <= cards.MOST_WEIGHT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"features": {"low": {"zh": "低", "formula": "x", "family": "LOW", "w": 0.7}}}, "不超过 0.6"),
        (
            {"features": {"low": {"zh": "低", "formula": "x", "family": "LOW", "w": 0.3, "cut": [3, 3]}}},
            "a 小于 b",
        ),
        (
            {"features": {"low": {"zh": "低", "formula": "x", "family": "LOW", "w": 0.3, "kind": "share"}}},
            "同组",
        ),
        ({"branch": "x"}, "branch"),
        ({"amount": "stay"}, "hits"),
        ({"behaviour": "nothing"}, "行为代码"),
    ],
)
def test_a_card_that_cannot_be_meant_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        _card(tmp_path, **change)
