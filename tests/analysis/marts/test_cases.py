"""Every case of every mart holds, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.marts import catalog
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import trial
from mingjing.analysis.screening.engines import open_engine

CASES = trial.scenes(list(catalog.marts().values()))

Rows = dict[int, list[trial.Row]]


@pytest.fixture(
    scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)], name="rows"
)
def _rows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    folder: Path = tmp_path_factory.mktemp(str(request.param))
    spark = request.param == "spark"
    engine: Engine = (
        request.getfixturevalue("few_rows_spark") if spark else open_engine("duckdb", folder, "1GB")
    )
    with Workbench() as bench:
        yield trial.try_marts(engine, list(catalog.marts().values()), bench, folder / "marts")
    if not spark:
        engine.close()


@pytest.mark.parametrize("scene", CASES, ids=lambda scene: f"{scene.owner}: {scene.name}")
def test_the_case_gives_the_rows_it_says(scene: trial.Scene, rows: Rows) -> None:
    gives = catalog.marts()[scene.owner].cases[_position(scene)].gives

    assert trial.differences(gives, rows[scene.number]) == []


def _position(scene: trial.Scene) -> int:
    return scene.number - min(other.number for other in CASES if other.owner == scene.owner)
