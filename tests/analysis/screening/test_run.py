"""Screening a lake: the same findings whatever the engine, the threads, the way, and however often it was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from mingjing.analysis.screening.run_record import read_record
from tests.verbs import done

MINGJING = [sys.executable, "-m", "mingjing.cli.main"]

# Every way to price and every subject, with findings: what a killed run and another engine could get wrong.
# (Each rule on each engine: tests/engines/test_rules.py; the models of a whole city: benchmarks/model_engines.py.)
SOME = "BIL-001,CHG-001,CHG-003,CHG-005,DAT-001,FRQ-001,IDN-002,IDN-005,INS-004,PHA-001,STK-001,STY-001,STY-003,STY-007"

pytestmark = pytest.mark.xdist_group("runs")


def mingjing(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MINGJING, *map(str, arguments)], capture_output=True, text=True, check=False)


def apart(*arguments: object) -> None:
    """Call a verb that must succeed in a process of its own."""
    result = mingjing(*arguments)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    done("synth", "--out", folder / "city", "--persons", 900, "--seed", 7, "--threads", 2)
    done("ingest", folder / "city", "--lake", folder / "lake")
    return folder


@pytest.fixture(scope="module")
def clean(city: Path) -> Path:
    """The findings of an undisturbed run, by one thread."""
    done("screen", "--lake", city / "lake", "--out", city / "clean", "--threads", 1)
    return city / "clean"


@pytest.fixture(scope="module")
def some(city: Path) -> tuple[Path, float]:
    """The findings of an undisturbed run of some rules, and the seconds it took."""
    began = time.monotonic()
    apart("screen", "--lake", city / "lake", "--out", city / "some", "--threads", 2, "--rules", SOME)
    return city / "some", time.monotonic() - began


def findings(run: Path) -> list[dict[str, Any]]:
    return pq.read_table(run / "findings.parquet").to_pylist()  # type: ignore[no-any-return]


def of_rules(run: Path) -> list[dict[str, Any]]:
    """The findings of rules; a run with models is a run of its own, the rest must be the same."""
    return [{**found, "run_id": ""} for found in findings(run) if not found["rule_code"].startswith("MDL-")]


def test_a_run_leaves_findings_summary_manifest_leads_and_report(clean: Path) -> None:
    names = {path.name for path in clean.iterdir()}
    assert {
        "findings.parquet",
        "finding_lines.parquet",
        "summary.json",
        "manifest.json",
        "leads.xlsx",
        "report.html",
    } <= names
    assert not (clean / ".work").exists()


def test_each_rule_says_whether_it_was_evaluated(clean: Path) -> None:
    summary = json.loads((clean / "summary.json").read_text(encoding="utf-8"))
    for rule in summary["rules"]:
        assert rule["status"] in ("evaluated", "not_evaluated")
        assert bool(rule["missing"]) == (rule["status"] == "not_evaluated")
        assert rule["outcome"] == (
            "not_evaluated" if rule["missing"] else "found" if rule["findings"] else "nothing_found"
        )


def test_totals_count_each_line_once(clean: Path) -> None:
    summary = json.loads((clean / "summary.json").read_text(encoding="utf-8"))
    # A finding without an amount of its own shows the lines behind it; they claim nothing.
    claims = {found["finding_id"] for found in findings(clean) if found["amount_basis"] == "lines"}
    lines = [
        line
        for line in pq.read_table(clean / "finding_lines.parquet").to_pylist()
        if line["finding_id"] in claims
    ]
    largest: dict[str, Decimal] = {}
    for line in lines:
        key = line["bkkp_sn"] or f"setl:{line['setl_id']}"
        largest[key] = max(largest.get(key, Decimal(0)), line["hit_amt"])
    assert Decimal(str(summary["totals"]["net_amt"])) == sum(largest.values(), Decimal(0))
    assert Decimal(str(summary["totals"]["net_amt"])) <= Decimal(str(summary["totals"]["plain_amt"]))


def test_the_lines_of_a_finding_add_up_to_it(clean: Path) -> None:
    sums: dict[str, Decimal] = {}
    for line in pq.read_table(clean / "finding_lines.parquet").to_pylist():
        sums[line["finding_id"]] = sums.get(line["finding_id"], Decimal(0)) + line["hit_amt"]
    for found in findings(clean):
        if found["amount_basis"] == "lines":
            assert sums[found["finding_id"]] == found["checkout_amt"], found


def test_rules_run_one_by_one_find_the_same(city: Path, clean: Path, tmp_path: Path) -> None:
    done("screen", "--lake", city / "lake", "--out", tmp_path / "run", "--no-models", "--one-by-one")
    assert of_rules(tmp_path / "run") == of_rules(clean)


def test_four_threads_find_the_same_models_included(city: Path, clean: Path, tmp_path: Path) -> None:
    done("screen", "--lake", city / "lake", "--out", tmp_path / "run", "--threads", "4")
    assert findings(tmp_path / "run") == findings(clean)


@pytest.mark.spark
def test_spark_finds_the_same(city: Path, some: tuple[Path, float], tmp_path: Path) -> None:
    options = ["--engine", "spark", "--threads", "2", "--memory", "2GB", "--rules", SOME]
    apart("screen", "--lake", city / "lake", "--out", tmp_path / "run", *options)
    assert findings(tmp_path / "run") == findings(some[0])
    assert {one["rule_code"] for one in findings(some[0])} == set(SOME.split(","))


def test_ten_kills_at_any_moment_lose_and_double_nothing(
    city: Path, some: tuple[Path, float], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    options = ["--lake", city / "lake", "--out", out, "--threads", 2, "--rules", SOME]
    for moment in range(10):
        child = subprocess.Popen(
            [*MINGJING, "screen", *map(str, options)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(some[1] * (0.2 + 0.07 * moment))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    apart("screen", *options)
    assert findings(out) == findings(some[0])
    assert {path.name for path in out.iterdir()} == {path.name for path in some[0].iterdir()}


def test_only_the_dates_asked_for_are_reported(city: Path, some: tuple[Path, float], tmp_path: Path) -> None:
    whole = findings(some[0])
    dates = sorted(str(found["occurred_on"]) for found in whole)
    middle = dates[len(dates) // 2]
    done(
        "screen", "--lake", city / "lake", "--out", tmp_path / "run", "--since", middle, "--threads", 2, "--rules", SOME
    )  # fmt: skip
    expected = [found["finding_id"] for found in whole if str(found["occurred_on"]) >= middle]
    assert 0 < len(expected) < len(whole)
    assert [found["finding_id"] for found in findings(tmp_path / "run")] == expected


def test_an_unknown_rule_is_refused_with_near_ones(city: Path, tmp_path: Path) -> None:
    result = mingjing("screen", "--lake", city / "lake", "--out", tmp_path / "run", "--rules", "CHG-999")
    assert result.returncode == 2
    assert "没有规则 CHG-999" in result.stderr
    assert "CHG-001" in result.stderr


def test_a_folder_that_is_no_lake_is_refused(tmp_path: Path) -> None:
    result = mingjing("screen", "--lake", tmp_path, "--out", tmp_path / "run")
    assert result.returncode == 2
    assert "没有数据湖" in result.stderr


def test_a_delivery_without_stock_says_what_stock_rules_lack(city: Path, tmp_path: Path) -> None:
    source = tmp_path / "delivery"
    source.mkdir()
    for name in ("fixmedins_b", "psn_info_b", "mdtrt_d", "setl_d", "fee_list_d"):
        (source / f"{name}.parquet").symlink_to(city / "city" / f"{name}.parquet")
    done("ingest", source, "--lake", tmp_path / "lake")
    summary = done(
        "screen", "--lake", tmp_path / "lake", "--out", tmp_path / "run", "--rules", "STK-001,STK-002,CHG-005"
    )
    states = {rule["code"]: rule for rule in summary["rules"]}
    assert states["CHG-005"]["status"] == "evaluated"
    assert "drugtrac_d" in states["STK-002"]["missing"]
    assert "invinfo_d" in states["STK-001"]["missing"]


def test_the_planted_schemes_are_found_to_the_fen(city: Path, clean: Path) -> None:
    result = done("evaluate", "--findings", clean, "--truth", city / "city" / "truth.parquet")
    exact = [scheme for scheme in result["schemes"] if scheme["exact"]]
    assert [s["scheme"] for s in exact if s["found"] < s["plants"] or s["equal"] < s["priced"]] == []
    assert result["certain_on_lookalikes"] == 0


def test_a_pack_gives_a_part_of_what_its_rules_give_and_is_named_in_the_record(
    city: Path, clean: Path
) -> None:
    (city / "own" / "packs").mkdir(parents=True)
    (city / "own" / "packs" / "beds.yaml").write_text(
        'title: 床位\ndoc: 床位费\nitems: ["001109"]\nrules: [DAT-006, CHG-005]\n', encoding="utf-8"
    )
    apart(
        "screen", "--lake", city / "lake", "--out", city / "packed", "--local", city / "own", "--pack", "床位",
        "--rules", "STY-001", "--threads", 2,
    )  # fmt: skip
    items: dict[str, set[str]] = {}
    for line in pq.read_table(clean / "finding_lines.parquet").to_pylist():
        items.setdefault(line["finding_id"], set()).add(line["item"])
    expected = {
        one["finding_id"]
        for one in findings(clean)
        if one["rule_code"] == "STY-001"
        or (
            one["rule_code"] in ("DAT-006", "CHG-005")
            and any(item.startswith("001109") for item in items[one["finding_id"]])
        )
    }
    assert {one["finding_id"] for one in findings(city / "packed")} == expected
    settings = json.loads((city / "packed" / "manifest.json").read_text(encoding="utf-8"))["settings"]
    assert set(settings["packs"]) == {"床位"}


def test_a_region_is_named_in_the_record_with_what_no_division_can_be_told_of(city: Path) -> None:
    found = done(
        "screen", "--lake", city / "lake", "--out", city / "region", "--region", "9999", "--rules", "CHG-001",
        "--threads", 2,
    )  # fmt: skip
    assert found["unplaced"]["findings"] == len(findings(city / "region")) == 0
    assert read_record(city / "region").selection == "指定的规则 CHG-001；只列医保区划 9999 的机构"
    assert "只列医保区划 9999" in (city / "region" / "report.html").read_text(encoding="utf-8")
