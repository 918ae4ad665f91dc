"""Scores become probabilities when officers have found enough, and not before."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from mingjing.analysis.detectors.kit import calibrate
from mingjing.analysis.detectors.kit.calibrate import Calibration, Verdict, fit
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.kernel import local
from mingjing.kernel.errors import DataError


def _checked(n: int, seed: int = 2, weight: float = 1.0) -> list[Verdict]:
    """Verdicts in which a finding is true with probability score²: scores promise too much."""
    random = np.random.default_rng(seed)
    score = random.uniform(0.5, 1, n)
    true = random.random(n) < score**2
    return [
        Verdict("MDL-13", float(s), float(t), weight, f"H{at % 40}")
        for at, (s, t) in enumerate(zip(score, true, strict=True))
    ]


def test_too_few_verdicts_or_positives_leave_the_score_as_it_is() -> None:
    few = fit(_checked(199))
    assert (few.state, few.verdicts, few.knots) == ("未校准", 199, ())
    honest = [Verdict("MDL-13", one.score_raw, 0.0, 1.0, one.place) for one in _checked(400)]
    assert fit([*honest, *_checked(39)]).state == "未校准"
    assert few.apply(np.array([0.3, 0.9])).tolist() == [0.3, 0.9]
    assert few.raw(0.8) == 0.8


@pytest.mark.parametrize(("n", "method"), [(600, "sigmoid"), (4000, "isotonic")])
def test_calibrated_scores_mean_what_they_say_and_keep_their_order(n: int, method: str) -> None:
    found = fit(_checked(n))
    assert (found.state, found.method) == ("已校准", method)
    assert found.error is not None and found.error < 0.1
    score = np.linspace(0.55, 0.95, 9)
    assert np.abs(found.apply(score) - score**2).max() < 0.1
    assert (np.diff(found.knots) >= 0).all()
    assert found.apply(np.array([found.raw(0.6)]))[0] == pytest.approx(0.6, abs=0.01)


def test_scores_that_speak_against_themselves_are_not_believed() -> None:
    turned = [Verdict(v.code, 1.5 - v.score_raw, v.label, v.weight, v.place) for v in _checked(600)]
    assert fit(turned).state == "未校准"


def test_the_sql_of_a_calibrated_score_is_that_of_its_knots() -> None:
    found = fit(_checked(600))
    engine = DuckDBEngine("1GB", 1)
    score = np.round(np.linspace(0, 1, 333), 6)
    engine.attach_arrow("given", pa.table({"s": score}))
    told = engine.fetch(f"SELECT {found.sql('s')} AS v FROM given ORDER BY s").column("v").to_numpy()
    engine.close()
    assert np.abs(told - found.apply(score)).max() < 2e-6
    assert Calibration().sql("s") == "s"


def test_verdicts_come_from_the_local_folder_and_what_was_not_checked_is_no_label(tmp_path: Path) -> None:
    head = "rule_code,score_raw,verdict,suspected_amt,verified_amt,sel_prob,fixmedins_code\n"
    rows = ["属实,,,0.1", "部分属实,100,25,1", "不属实,,,1", "无法核实,,,1", "数据错误,,,1"]
    lines = []
    for at, row in enumerate(rows):
        verdict, suspected, verified, drawn = row.split(",")
        lines.append(f"MDL-13,0.7,{verdict},{suspected},{verified},{drawn},H{at}\n")
    (tmp_path / local.VERDICTS).write_text(head + "".join(lines), encoding="utf-8")
    with local.using((tmp_path,)):
        assert calibrate.read()["MDL-13"].verdicts == 3
        assert calibrate.read()["MDL-13"].positives == 2
        assert str(tmp_path / local.VERDICTS) in local.hashes()
    (tmp_path / local.VERDICTS).write_text(head + "MDL-13,x,属实,,,1,H\n", encoding="utf-8")
    with local.using((tmp_path,)), pytest.raises(DataError, match="数字"):
        calibrate.read()
