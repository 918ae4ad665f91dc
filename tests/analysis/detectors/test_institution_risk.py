"""MDL-16 counts of each model only what goes beyond what two thirds of the institutions of the kind carry."""

import pyarrow as pa
import pytest

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine

MODEL = models()["MDL-16"]


def _beyond(scores: dict[str, float], shops: dict[str, float] | None = None) -> dict[str, float]:
    """Return what counts of these soft scores of one model, hospitals and shops."""
    told = {**scores, **(shops or {})}
    duck = DuckDBEngine("1GB", 1)
    kinds = ["2" if code in (shops or {}) else "1" for code in told]
    duck.attach_arrow("inst", pa.table({"fixmedins_code": list(told), "fixmedins_type": kinds}))
    rows = {"model": ["MDL-13"] * len(told), "fixmedins_code": list(told), "score_soft": list(told.values())}
    duck.attach_arrow("inst_score", pa.table(rows))
    for name in MODEL.steps.behind(["beyond"]):
        duck.attach_view(MODEL.steps.relation(name), MODEL.steps.written(name))
    found = duck.fetch(f"SELECT * FROM {MODEL.steps.relation('beyond')}").to_pylist()
    duck.close()
    return {row["fixmedins_code"]: row["score_soft"] for row in found}


def test_what_two_of_three_carry_is_nothing_and_the_rest_is_measured_from_there() -> None:
    found = _beyond({f"H{n}": n / 10 for n in range(9)} | {"HX": 0.9, "HY": 0.95, "HZ": 1.0})
    assert [found[f"H{n}"] for n in range(8)] == [0] * 8
    assert found["HX"] == pytest.approx(2 / 3) and found["HZ"] == pytest.approx(1.0)


def test_shops_are_measured_by_shops() -> None:
    hospitals = {f"H{n}": 0.1 for n in range(9)}
    found = _beyond(hospitals | {"HX": 0.55}, {f"P{n}": 0.5 for n in range(9)})
    assert found["HX"] == pytest.approx(0.5)
    assert not any(value for code, value in found.items() if code != "HX")


def test_of_eight_institutions_nothing_usual_can_be_told() -> None:
    assert _beyond({f"H{n}": 0.3 for n in range(8)}) == {f"H{n}": 0.3 for n in range(8)}
