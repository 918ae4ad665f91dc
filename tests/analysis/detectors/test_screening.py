"""Models in a screening: from a lake to scores, findings and leads; not evaluated and abstaining are said."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.detectors.kit.carried import MOST
from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.detectors.kit.needs import plan
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.screening.models import again, choose, entry
from mingjing.analysis.screening.run import Settings
from mingjing.analysis.screening.run_record import TOO_FEW, read_record
from mingjing.analysis.screening.world import Scene, world
from tests.verbs import done

MODEL = models()["MDL-13"]
HIT = next(case for case in MODEL.cases if case.kind == "hit" and case.given)

pytestmark = pytest.mark.xdist_group("runs")


def delivered(folder: Path, tables: dict[str, pa.Table]) -> Path:
    """Write the tables as a delivery and take them in; return the lake."""
    (folder / "delivery").mkdir(parents=True)
    for name, table in tables.items():
        if table.num_rows:
            kept = [c for c in table.column_names if table.column(c).null_count < table.num_rows]
            pq.write_table(table.select(kept), folder / "delivery" / f"{name}.parquet")
    done("ingest", folder / "delivery", "--lake", folder / "lake")
    return folder / "lake"


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return world([Scene(1, MODEL.code, HIT.name, HIT.given, HIT.knowledge)])


@pytest.fixture(scope="module")
def lake(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delivered(tmp_path_factory.mktemp("models"), tables)


@pytest.fixture(scope="module")
def run(lake: Path) -> Path:
    done("screen", "--lake", lake, "--out", lake.parent / "run", "--rules", MODEL.code, "--threads", 2)
    return lake.parent / "run"


def found(run: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(run / "findings.parquet").to_pylist()
    return rows


def test_a_finding_says_why_and_how_sure_and_claims_no_money(run: Path) -> None:
    (one,) = found(run)
    assert (one["rule_code"], one["subject_type"], one["sev_deg"]) == ("MDL-13", "institution", 3)
    assert one["fixmedins_code"].startswith("HX")
    assert 0.5 <= one["score"] < 0.8
    assert one["amount_basis"] == "none" and one["checkout_amt"] is None
    evidence = json.loads(one["evidence"])
    assert evidence["calibration"] == "未校准"
    assert evidence["branch"] == ["i"]
    assert evidence["stab"] == 1
    assert evidence["excess_amt"] > 0
    first = evidence["why"][0]
    assert {"zh", "shown", "median_shown", "peers", "level_zh", "z", "contribution", "cut", "w"} <= set(first)
    assert sum(evidence["contributions"].values()) == pytest.approx(1, abs=1e-3)
    told = [reason["contribution"] for reason in evidence["why"] if reason["contribution"] is not None]
    families = {reason["family"] for reason in evidence["why"]}
    assert len(told) == len(families) < len(evidence["why"]), "a family's share stands once"
    assert "同组 9 家中位数" in one["message"] and "2026 年第 1 季度" in one["message"]
    assert "建议抽查 30 次就诊" in one["message"]
    assert evidence["breakdown"]["参保地"] == "本市 100.0%"


def test_a_finding_about_sums_names_the_encounters_furthest_above_their_like(run: Path) -> None:
    (one,) = found(run)
    named = json.loads(one["evidence"])["carried"]
    assert len(named) == MOST
    assert sorted(name for name, _ in named) == one["related_ids"]
    beyond = [yuan for _, yuan in named]
    assert beyond == sorted(beyond, reverse=True) and beyond[-1] > 0
    assert f"相关就诊节选费用高出同类病例最多的 {MOST} 次。" in one["message"]


def test_every_unit_that_passed_the_gate_is_scored_and_kept(run: Path) -> None:
    rows = pq.read_table(run / "model_scores" / "water_level.parquet").to_pylist()
    assert len(rows) == 10
    assert sum(row["score_raw"] >= 0.5 for row in rows) == 1
    assert {
        "unit",
        "fixmedins_code",
        "period",
        "score_soft",
        "coverage",
        "level",
        "x_op_cost",
        "z_op_cost",
        "c_PRICE",
    } <= set(rows[0])


def test_summary_manifest_leads_and_report_know_the_model(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    (entry,) = summary["models"]
    assert (entry["status"], entry["outcome"], entry["findings"]) == ("evaluated", "found", 1)
    assert entry["calibration"]["state"] == "未校准"
    hospital = next(unit for unit in entry["units"] if unit["name"] == "hospital")
    assert (hospital["gated"], hospital["judged"], hospital["flagged"]) == (10, 10, 1)
    assert "setl_d.cash_payamt" in hospital["without"]["op_free"]
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["models"]["MDL-13"]["version"] == MODEL.card.version
    (lead,) = pq.read_table(run / "leads.parquet").to_pylist()
    assert "MDL-13 水位分析" in lead["rules"] and lead["verify"]
    assert "水位分析" in (run / "report.html").read_text(encoding="utf-8")


def test_the_same_data_give_the_same_findings_with_one_thread(lake: Path, run: Path, tmp_path: Path) -> None:
    done("screen", "--lake", lake, "--out", tmp_path, "--rules", MODEL.code, "--threads", 1)
    assert found(tmp_path) == found(run)
    name = "model_scores/water_level.parquet"
    assert pq.read_table(tmp_path / name).equals(pq.read_table(run / name))


def test_without_a_needed_column_the_model_is_not_evaluated_and_says_so() -> None:
    with Workbench() as bench:
        lacking = plan(MODEL, bench.schema, lambda wanted: [n for n in wanted if n == "setl_d.setl_time"])
        poorer = plan(
            MODEL, bench.schema, lambda wanted: [n for n in wanted if n == "mdtrt_d.mdtrt_cert_type"]
        )
    told = entry(lacking, None, None)
    assert (told["status"], told["missing"]) == ("not_evaluated", ["setl_d.setl_time"])
    assert poorer.missing == () and [one.unit.name for one in poorer.evaluable] == [
        "hospital",
        "pharmacy",
        "department",
        "physician",
    ]
    shop = next(one for one in poorer.units if one.unit.name == "pharmacy")
    assert dict(shop.features) == {"ecert": ("mdtrt_d.mdtrt_cert_type",)}


def test_what_a_killed_run_finished_is_taken_as_it_stands(tmp_path: Path) -> None:
    engine = DuckDBEngine("1GB", 1)
    with Workbench() as bench:
        whole = plan(MODEL, bench.schema, lambda wanted: [])
        model_trial.try_tables(engine, [replace(MODEL, cases=(HIT,))], bench, tmp_path)
    engine.close()
    scores = tmp_path / "models" / "water_level"
    before = {path: path.stat().st_mtime_ns for path in scores.rglob("*.score.parquet")}
    (outcome,) = again([whole], tmp_path / "models")
    assert [one.flagged.rows for one in outcome.units] == [1, 0, 0, 0]
    assert before == {path: path.stat().st_mtime_ns for path in scores.rglob("*.score.parquet")} != {}


# Runs the program so that it is killed when a unit is about to be judged, or its findings are written but not noted;
# a unit that was finished before must not be judged again.
KILLED = """
import os, runpy, signal, sys
from mingjing.analysis.detectors.kit import run
before, after, finished = sys.argv.pop(1).split(",")
judge, flag = run.judge, run.flag
def judged(duck, model, unit, *rest, **more):
    if unit.name == finished:
        os._exit(3)
    if unit.name == before:
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(duck, model, unit, *rest, **more)
def flagged(duck, model, plan, *rest, **more):
    told = flag(duck, model, plan, *rest, **more)
    if plan.unit.name == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return told
run.judge, run.flag = judged, flagged
runpy.run_module("mingjing.cli.main", run_name="__main__")
"""


def test_a_run_killed_inside_a_model_goes_on_and_gives_the_same(
    lake: Path, run: Path, tmp_path: Path
) -> None:
    options = ["screen", "--lake", lake, "--out", tmp_path, "--rules", MODEL.code, "--threads", 1]
    for moment in ("pharmacy,-,-", "-,pharmacy,hospital"):
        command = [sys.executable, "-c", KILLED, moment, *map(str, options)]
        killed = subprocess.run(command, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert not (tmp_path / "findings.parquet").exists()
    done(*options)
    assert found(tmp_path) == found(run)
    name = "model_scores/water_level.parquet"
    assert pq.read_table(tmp_path / name).equals(pq.read_table(run / name))


def test_on_tiny_data_the_model_abstains_and_says_so(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    few = dict(tables)
    for name in ("fee_list_d", "setl_d", "mdtrt_d"):
        codes = tables[name].column("fixmedins_code").to_pylist()
        few[name] = tables[name].filter(pa.array([code[:2] in ("HX", "H1", "H2") for code in codes]))
    lake = delivered(tmp_path, few)
    summary = done("screen", "--lake", lake, "--out", tmp_path / "run", "--rules", MODEL.code, "--threads", 1)
    (entry,) = summary["models"]
    assert (entry["status"], entry["findings"]) == ("abstained", 0)
    (record,) = read_record(tmp_path / "run").unevaluated
    assert record.missing == (TOO_FEW,)


def test_what_another_model_lists_leaves_the_list_of_what_nobody_explains(lake: Path, tmp_path: Path) -> None:
    done("screen", "--lake", lake, "--out", tmp_path, "--rules", f"{MODEL.code},MDL-15", "--threads", 1)
    known = {row["fixmedins_code"] for row in found(tmp_path) if row["rule_code"] == MODEL.code}
    scored = pq.read_table(tmp_path / "model_scores" / "new_pattern.parquet").to_pylist()
    places = {row["fixmedins_code"] for row in scored if row["unit"] == "place"}
    assert known and places and not known & places


def test_models_run_by_default_by_name_or_not_at_all() -> None:
    assert [model.code for model in choose(["MDL-13"])] == ["MDL-13"]
    assert "MDL-13" in [model.code for model in choose(None)]
    assert Settings(models=False).shown()["models"] is False
    assert "models" not in Settings().shown()
