"""The order of leads in a run: expected money from verdicts, the learnt order, a random share of the capacity."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mingjing.analysis.detectors.kit.verdicts import COLUMNS, KNOWN, Checked, Verdicts
from mingjing.analysis.detectors.rank.decide import Ranking
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import ranking, traits
from mingjing.analysis.screening.lead import build_leads
from mingjing.analysis.screening.outputs import write_outputs
from mingjing.kernel import local
from tests.analysis.rank.test_rank import verdicts
from tests.analysis.screening.lead_sample import Sample, write

Rows = list[dict[str, Any]]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    opened = DuckDBEngine("1GB", 2, allowed=[tmp_path])
    yield opened
    opened.close()


@pytest.fixture
def sample(engine: DuckDBEngine, tmp_path: Path) -> Sample:
    made = write(tmp_path / "run", engine, 2000)
    traits.write(engine, made.out, tmp_path, "2025-12-31")
    return made


def built(engine: DuckDBEngine, sample: Sample, **more: Any) -> Rows:
    found = build_leads(engine, sample.out, sample.texts, sample.institutions, **more)
    rows: Rows = found.table.to_pylist()
    return rows


def put(folder: Path, found: Verdicts, **changed: Any) -> Path:
    """Write verdicts as the office does."""
    folder.mkdir(exist_ok=True)
    with (folder / local.VERDICTS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*COLUMNS, *KNOWN))
        writer.writeheader()
        for one in found.rows:
            row = {
                "rule_code": one.code, "score_raw": one.score, "verdict": one.verdict, "suspected_amt": one.suspected,
                "verified_amt": one.verified, "sel_prob": 1, "fixmedins_code": one.place, "finding_id": one.finding_id,
                "lead": one.lead, "behaviour": one.behaviour, "subject_type": one.subject,
                "decided_on": one.decided_on, "traits": json.dumps(one.traits),
            }  # fmt: skip
            writer.writerow(row | changed)
    return folder


def test_what_was_known_of_each_finding_is_kept(engine: DuckDBEngine, sample: Sample) -> None:
    rows = engine.native(f"SELECT * FROM read_parquet('{sample.out}/traits.parquet')").to_pylist()
    assert len(rows) == len({row["finding_id"] for row in rows})
    assert {row["severity"] for row in rows} == {1.0, 2.0, 3.0}
    assert all(row["score"] is None and row["models_on_lines"] == 0 for row in rows)
    assert {row["rules_on_lines"] for row in rows} >= {0.0, 1.0}
    assert all(row["age_days"] >= 0 for row in rows)
    assert not {"psn_no", "gend", "brdy", "medins_natu", "admdvs"} & set(rows[0])


def test_without_verdicts_the_order_is_that_of_expected_money(engine: DuckDBEngine, sample: Sample) -> None:
    rows = built(engine, sample)
    money = [row["expected_amt"] for row in rows]
    assert money == sorted(money, reverse=True)
    assert all(row["rank_value"] == row["expected_amt"] and row["rank_why"] == "" for row in rows)
    assert all(row["sel_prob"] == 1 and not row["audit"] for row in rows)


def test_few_verdicts_move_expected_money_towards_what_was_found(
    engine: DuckDBEngine, sample: Sample, tmp_path: Path
) -> None:
    before = {row["lead_id"]: row for row in built(engine, sample)}
    few = verdicts(30, 0.0)
    wrong = put(tmp_path / "own", few, rule_code="CHG-003", behaviour="duplicate_charge", verdict="不属实")
    with local.using((wrong,)):
        told = ranking.write(sample.out, [])
    assert not told.deployed and "30 条" in told.why
    after = {row["lead_id"]: row for row in built(engine, sample)}
    for key, row in after.items():
        if row["behaviour"] == "duplicate_charge":
            assert row["expected_amt"] < before[key]["expected_amt"] * Decimal("0.3")
        else:
            assert row["expected_amt"] == before[key]["expected_amt"]


def test_the_learnt_order_says_why_and_is_the_same_again(
    engine: DuckDBEngine, sample: Sample, tmp_path: Path
) -> None:
    own = put(tmp_path / "own", _learnable())
    with local.using((own,)):
        told = ranking.write(sample.out, [])
    assert told.deployed, told.why
    assert ranking.read(sample.out) == told
    assert (sample.out / ranking.USED).read_bytes() == (own / local.VERDICTS).read_bytes()
    rows = built(engine, sample)
    assert rows == built(engine, sample)
    assert all(
        abs(float(row["rank_value"]) - float(row["expected_amt"]) / row["hours"]) < 0.02 for row in rows
    )
    assert [row["rank_value"] for row in rows] == sorted((row["rank_value"] for row in rows), reverse=True)
    assert "金额" in rows[0]["rank_why"] or "距数据截止" in rows[0]["rank_why"]
    page = reported(engine, sample, told)
    assert "已启用。" in page and "元/工时" in page and rows[0]["rank_why"] in page
    assert "分布变化 PSI 0.41" in page and "x.y" in page
    with local.using((own,)):
        assert "漂移" in ranking.write(sample.out, ["MDL-01"]).why
    assert all(row["rank_value"] == row["expected_amt"] for row in built(engine, sample))


def reported(engine: DuckDBEngine, sample: Sample, told: Ranking) -> str:
    """Write what the run hands out, its summary saying what was learnt; return the report."""
    file = sample.out / "summary.json"
    summary = json.loads(file.read_text(encoding="utf-8"))
    summary["ranking"] = {"why": told.why, "deployed": told.deployed}
    row = {"code": "MDL-13", "title": "水位分析"}
    summary["drift"] = {
        "against": "R0", "frozen": ["MDL-13"], "warned": [row | {"told": ["床日：分布变化 PSI 0.41"]}],
        "dead": [row | {"features": ["x.y"]}],
    }  # fmt: skip
    file.write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    write_outputs(sample.out, sample.texts, sample.institutions, engine)
    return (sample.out / "report.html").read_text(encoding="utf-8")


def _learnable() -> Verdicts:
    """Verdicts in which what was found long ago is seldom true, told by a trait that rules have as well."""
    rows: list[Checked] = []
    for one in verdicts(600, 1.0).rows:
        known = dict(one.traits or {})
        known["age_days"] = 365 * (1 - known.pop("stab"))
        rows.append(Checked(**{name: getattr(one, name) for name in Checked.__slots__} | {"traits": known}))
    return Verdicts(tuple(rows), "")


def test_a_tenth_of_the_capacity_is_drawn_at_random_and_certain_leads_are_never_cut(
    engine: DuckDBEngine, sample: Sample
) -> None:
    whole = built(engine, sample)
    rows = built(engine, sample, capacity={"": 100})
    assert len(whole) == len(rows) > 120
    certain = sum(row["certain"] for row in rows)
    drawn = [row for row in rows if row["audit"]]
    assert not any(row["cut"] and row["certain"] for row in rows)
    assert len(drawn) == 10 and not any(row["certain"] or row["cut"] for row in drawn)
    pool = [row for row in rows if row["cut"] or row["audit"]]
    assert all(row["sel_prob"] == pytest.approx(10 / len(pool)) for row in pool)
    assert sum(not row["cut"] for row in rows) == max(100, certain + 10)
    assert {row["lead_id"] for row in drawn} == {
        row["lead_id"] for row in built(engine, sample, capacity={"": 100}) if row["audit"]
    }
    best = sorted((r["rank_value"] for r in pool), reverse=True)[:10]
    assert {row["rank_value"] for row in drawn} != set(best), "drawn, not chosen"


def test_a_run_folder_of_before_has_no_order_of_its_own(tmp_path: Path) -> None:
    assert ranking.read(tmp_path) == Ranking(False, "")
