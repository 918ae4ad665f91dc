"""Fixtures of screenings: the small province's people with a real lake and a folder of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from mingjing.office.screenings.models import Lake, Screening
from mingjing.office.screenings.services.runs import Wanted
from tests.office.province import Province
from tests.office.small_lake import small_lake


@pytest.fixture
def site(province: Province, settings: Settings, tmp_path: Path) -> Path:
    """A data folder that only this test writes to."""
    settings.RUNS, settings.LOCAL = tmp_path / "runs", tmp_path / "local"
    settings.SCREENING_MEMORY, settings.SCREENING_THREADS = "1GB", 2
    return tmp_path


@pytest.fixture
def lake(province: Province, site: Path) -> Lake:
    """The lake of 500 people."""
    return Lake.objects.create(
        name="小城数据", path=str(small_lake()), organisation=province.bodies["province"]
    )


@pytest.fixture
def wanted(lake: Lake) -> Callable[..., Wanted]:
    """What to ask of a run over the lake, by cheap rules unless told otherwise."""

    def ask(
        rules: tuple[str, ...] = ("CHG-001", "CHG-005"), title: str = "例行筛查", **more: object
    ) -> Wanted:
        return Wanted(title=title, lake=lake, rules=rules, **more)  # type: ignore[arg-type]

    return ask


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Jobs are noted here instead of done."""
    noted: list[tuple[object, ...]] = []
    monkeypatch.setattr("mingjing.office.screenings.queue.put", lambda *job: noted.append(job))
    return noted


@pytest.fixture
def waiting(province: Province, site: Path) -> Callable[..., Screening]:
    """Put down a run of the province as waiting, without a job, over a lake that nobody opens."""

    def make(number: str = "SC-A", state: str = Screening.State.QUEUED, **more: object) -> Screening:
        return Screening.objects.create(
            number=number, title="等待", lake=Lake.objects.get(name="测试数据"), state=state,
            organisation=province.bodies["province"], created_by=province.who("analyst", "province"), **more,
        )  # fmt: skip

    return make
