"""Drift between runs: what moved is named and freezes the calibration, what did not move stays silent."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.detectors.kit import drift as measures
from mingjing.analysis.detectors.kit.calibrate import Calibration
from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.screening import drift, learning
from mingjing.kernel.errors import LakeError

MODEL = models()["MDL-13"]
UNIT = MODEL.card.units[0]


def run(folder: Path, seed: int, *, moved: float = 0.0, empty: float = 0.0, dead: bool = False) -> Path:
    """A run folder in which 800 institutions of MDL-13 were scored."""
    random = np.random.default_rng(seed)
    n = 800
    columns: dict[str, Any] = {
        "unit": [UNIT.name] * n,
        "unit_id": [f"H{at}|2026" for at in range(n)],
        "period": ["2026"] * n,
        "score_raw": random.random(n),
    }
    for number, feature in enumerate(UNIT.features):
        values = random.normal(moved if not number else 0.0, 1, n)
        if number == 1:
            values = np.where(random.random(n) < empty, np.nan, values)
        columns[f"x_{feature.name}"] = np.zeros(n) if dead and number == 2 else values
    table = pa.table(
        {name: pa.array(v, from_pandas=True) if name[:2] == "x_" else v for name, v in columns.items()}
    )
    (folder / drift.SCORES).mkdir(parents=True)
    pq.write_table(table, folder / drift.SCORES / f"{MODEL.card.name}.parquet")
    pq.write_table(pa.table({"rule_code": [MODEL.code] * 40}), folder / "findings.parquet")
    (folder / "summary.json").write_text(json.dumps({"run_id": folder.name}), encoding="utf-8")
    return folder


def checked(now: Path, last: Path | None, error: float | None = None) -> dict[str, Any]:
    return drift.check(now, last, {MODEL.code: error})


def test_two_runs_of_the_same_kind_are_silent(tmp_path: Path) -> None:
    told = checked(run(tmp_path / "b", 2), run(tmp_path / "a", 1))
    assert told["against"] == "a" and not told["frozen"] and not told["dead"]
    ours = [text for one in told["warned"] for text in one["told"]]
    assert all("得分最高的对象" in text for text in ours), (
        "who is on top is random here, what they are like is not"
    )


def test_a_folder_without_a_finished_run_is_refused_not_called_clean(tmp_path: Path) -> None:
    finished = run(tmp_path / "a", 1)
    assert drift.check(finished, None, {}, kept=False)["against"] == ""
    for out, last, which in ((tmp_path, None, "筛查"), (finished, tmp_path, "上次筛查")):
        with pytest.raises(LakeError, match=f": {which}的结果文件夹中没有 summary.json"):
            drift.check(out, last, {}, kept=False)


def test_a_moved_feature_is_named_and_freezes_the_calibration_of_the_next_run(tmp_path: Path) -> None:
    now = run(tmp_path / "b", 2, moved=1.0)
    told = checked(now, run(tmp_path / "a", 1), 0.15)
    assert told["frozen"] == [MODEL.code]
    (one,) = told["warned"]
    assert any(UNIT.features[0].zh in text and "已冻结" in text for text in one["told"])
    assert any("校准误差 15.0%" in text for text in one["told"])
    used = Calibration(300, 90, "sigmoid", 0.05, tuple(at / 100 for at in range(101)))
    drift.keep(now, {MODEL.code: used})
    again = learning.calibrations(now)[MODEL.code]
    assert again.frozen and again.knots == used.knots
    later = run(tmp_path / "c", 3, moved=1.0)
    drift.keep(later, {MODEL.code: again})
    assert not checked(later, now)["frozen"] and not drift.frozen(later), "what has settled thaws"


def test_a_feature_that_went_missing_or_died_is_told(tmp_path: Path) -> None:
    told = checked(run(tmp_path / "b", 2, empty=0.4, dead=True), run(tmp_path / "a", 1))
    (one,) = told["warned"]
    assert any(UNIT.features[1].zh in text and "空值由 0% 变为" in text for text in one["told"])
    (dead,) = told["dead"]
    assert dead["features"] == [f"{UNIT.name}.{UNIT.features[2].name}"]


def test_without_a_run_before_only_dead_features_are_told(tmp_path: Path) -> None:
    told = checked(run(tmp_path / "b", 2, moved=5.0, dead=True), None)
    assert told["against"] == "" and not told["frozen"] and not told["warned"]
    assert len(told["dead"]) == 1
    with pytest.raises(LakeError):
        checked(tmp_path / "b", tmp_path / "nowhere")


@pytest.mark.parametrize("n", [50, 100, 1000])
def test_few_units_raise_no_alarm_by_being_few(n: int) -> None:
    random = np.random.default_rng(5)
    alarms = [
        (measures.psi(random.normal(size=n), random.normal(size=n)) or 0) > measures.FREEZE
        for _ in range(200)
    ]
    assert np.mean(alarms) < 0.03
    moved = [measures.psi(random.normal(2, 1, n), random.normal(size=n)) or 0 for _ in range(50)]
    assert np.mean(np.array(moved) > measures.FREEZE) > 0.95
    assert measures.psi(random.normal(size=49), random.normal(size=500)) is None


def test_a_feature_that_is_mostly_zero_keeps_its_zeros_together() -> None:
    random = np.random.default_rng(6)
    some = [np.where(random.random(2000) < 0.9, 0.0, random.random(2000)) for _ in range(2)]
    assert (measures.psi(*some) or 0) < 0.02
    rare = np.where(random.random(2000) < 0.5, 0.0, random.random(2000))
    assert (measures.psi(rare, some[0]) or 0) > measures.FREEZE
