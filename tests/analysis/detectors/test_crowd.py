"""A group of which too many stand out is no measure: the next wider one is, and the group is reported as a whole."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.detectors.kit import run
from mingjing.analysis.detectors.kit.model import ModelCase, Row, models
from mingjing.analysis.detectors.kit.needs import ModelPlan, plan
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial

MODEL = models()["MDL-13"]
COUNTY, PROVINCE = 11, 40


def _shop(number: int, odd: bool, month: str) -> Row:
    """A shop of the county (the first eleven) or of the province; figures differ a little from shop to shop."""
    wobble = number % 7
    return {
        "fixmedins_code": f"D{number:03}",
        "period": f"2026-{month}",
        "quarter": "2026Q2",
        "encounters": 900,
        "setls": 300,
        "persons": 200 + wobble,
        "medfee": (30000 if odd else 12000) + 50 * wobble,
        "fund": (24000 if odd else 6000) + 30 * wobble,
        "told_cash": 300,
        "no_cash": 280 if odd else 30 + wobble,
        "ecert": 150 + wobble,
        "remote": 9,
        "timed": 300,
        "night": 6,
    }


def _judged(odd: int, folder: Path) -> tuple[run.Scored, list[Row]]:
    """Judge the shops, of which the first `odd` are out; return the unit's outcome and its findings."""
    rows: list[Row] = [
        _shop(n, n < odd, month) for n in range(COUNTY + PROVINCE) for month in ("04", "05", "06")
    ]
    duck = DuckDBEngine("1GB", 1)
    with Workbench() as bench:
        whole = plan(MODEL, bench.schema, lambda wanted: [])
        units = tuple(one for one in whole.units if one.unit.name == "pharmacy")
        case = ModelCase("", "hit", {}, {}, {"pharmacy": rows}, ())
        model_trial.stand_in(MODEL, units, case, bench, duck)
        codes = [f"D{n:03}" for n in range(COUNTY + PROVINCE)]
        keys = ["county" if n < COUNTY else "rest" for n in range(COUNTY + PROVINCE)]
        levels = pa.array([1] * len(codes) + [2] * len(codes), pa.int64())
        peers = {"fixmedins_code": codes * 2, "level": levels, "peer_key": [*keys, *["all"] * len(codes)]}
        duck.attach_arrow("peer_group", pa.table(peers))
        (found,) = run.score(ModelPlan(MODEL, units), run.Bench(duck, duck, folder)).units
    duck.close()
    return found, pq.read_table(found.flagged.file).to_pylist()


@pytest.fixture(scope="module", name="crowded")
def _crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[run.Scored, list[Row]]:
    return _judged(3, tmp_path_factory.mktemp("crowded"))


def test_of_a_crowded_group_the_members_are_compared_with_the_next_wider_one(
    crowded: tuple[run.Scored, list[Row]],
) -> None:
    _, rows = crowded
    assert [row["fixmedins_code"] for row in rows] == ["D000", "D001", "D002"]
    assert {reason["level"] for row in rows for reason in json.loads(row["why"])} == {2}


def test_the_group_is_reported_as_a_whole_in_the_run_and_in_each_message(
    crowded: tuple[run.Scored, list[Row]],
) -> None:
    found, rows = crowded
    (group,) = found.crowds
    assert (group["peer_key"], group["period"], group["members"], group["flagged"]) == (
        "county",
        "2026Q2",
        11,
        3,
    )
    assert all("同组 11 家中有 3 家达到界限" in row["text"] for row in rows)


def test_two_of_eleven_leave_their_group_the_measure(tmp_path: Path) -> None:
    found, rows = _judged(2, tmp_path)
    assert not found.crowds and len(rows) == 2
    assert {reason["level"] for row in rows for reason in json.loads(row["why"])} == {1}
