"""The cases of the purchase-side models give the scores they say: rows of a unit straight, tables through marts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.analysis.detectors.kit.model import Model, ModelCase, models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.screening.world import Row

MODELS = [models()[code] for code in ("MDL-03", "MDL-05", "MDL-10", "MDL-12")]
CASES = [(model, case) for model in MODELS for case in model.cases]

Told = dict[tuple[str, str], list[Row]]


def _named(one: object) -> str:
    return one.code if isinstance(one, Model) else one.name if isinstance(one, ModelCase) else str(one)


@pytest.fixture(scope="module", name="bench")
def _bench() -> Iterator[Workbench]:
    with Workbench() as bench:
        yield bench


@pytest.fixture(scope="module", name="told")
def _told(bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    engine = DuckDBEngine("1GB", 2)
    yield model_trial.try_tables(engine, MODELS, bench, tmp_path_factory.mktemp("models"))
    engine.close()


@pytest.mark.parametrize(("model", "case"), [one for one in CASES if not one[1].given], ids=_named)
def test_the_rows_of_a_unit_get_the_scores_the_case_says(
    model: Model, case: ModelCase, bench: Workbench, tmp_path: Path
) -> None:
    assert model_trial.differences(case, model_trial.try_rows(model, case, bench, tmp_path)) == []


@pytest.mark.parametrize(("model", "case"), [one for one in CASES if one[1].given], ids=_named)
def test_the_tables_of_a_case_lead_to_the_scores_it_says(model: Model, case: ModelCase, told: Told) -> None:
    assert model_trial.differences(case, told[model.code, case.name]) == []


@pytest.mark.parametrize("model", MODELS, ids=_named)
def test_every_model_has_a_hit_a_near_miss_and_an_honest_look_alike(model: Model) -> None:
    assert {"hit", "near_miss", "look_alike"} <= {case.kind for case in model.cases}
