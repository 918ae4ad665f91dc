"""Every model, walked: complete, explained, and right on its cases on both engines."""

from pathlib import Path

import pytest

from mingjing.analysis.detectors.kit import lock
from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.engine.base import Engine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.screening.world import Row

MODELS = models()
Told = dict[tuple[str, str], list[Row]]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("duckdb", marks=pytest.mark.xdist_group("models-duckdb")),
        pytest.param("spark", marks=[pytest.mark.xdist_group("spark"), pytest.mark.spark]),
    ],
)
def told(request: pytest.FixtureRequest, bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The scored units of every case with tables, all models once over one world."""
    engine: Engine = request.getfixturevalue(
        "few_rows_spark" if request.param == "spark" else "duckdb_engine"
    )
    return model_trial.try_tables(engine, list(MODELS.values()), bench, tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("code", MODELS)
def test_the_cases_of_each_model_give_what_they_say(code: str, told: Told) -> None:
    cases = [case for case in MODELS[code].cases if case.given]
    faults = {
        case.name: found for case in cases if (found := model_trial.differences(case, told[code, case.name]))
    }
    assert not faults


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.code)
def test_rows_of_a_unit_score_as_the_cases_say(model: Model, bench: Workbench, tmp_path: Path) -> None:
    faults = {}
    for number, case in enumerate(case for case in model.cases if case.rows):
        rows = model_trial.try_rows(model, case, bench, tmp_path / str(number))
        if found := model_trial.differences(case, rows):
            faults[case.name] = found
    assert not faults


def test_no_logic_changed_without_a_new_version() -> None:
    assert lock.LOCK.problems(lock.entries(MODELS)) == []


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.code)
def test_each_model_is_proved_by_a_hit_a_near_miss_and_a_look_alike(model: Model) -> None:
    kinds = [case.kind for case in model.cases]
    assert {"hit", "near_miss", "look_alike"} <= set(kinds)
    assert model.is_late or any(case.given for case in model.cases)
