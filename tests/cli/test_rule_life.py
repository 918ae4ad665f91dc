"""What counts: findings of active rules that nobody has suppressed. The others are kept apart, and counted."""

import csv
import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.bureau import answer, make_lake, mingjing, rows, write_rule

pytestmark = pytest.mark.xdist_group("local")
SOON = str(date.today() + timedelta(days=30))


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten encounters of two persons at two places; the rule fires on three, 20 + 30 + 40 yuan."""
    counts = [12, 13, 14, *[1] * 7]
    lines = [
        {
            "place": "330102" if n % 2 else "330105",
            "day": f"2026-06-{n + 1:02}",
            "cnt": c,
            "psn_no": f"P{n % 2}",
        }
        for n, c in enumerate(counts)
    ]
    return make_lake(tmp_path_factory.mktemp("bureau"), lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_rule(tmp_path / "local")
    return tmp_path / "local"


def screen(lake: Path, out: Path, folder: Path, *options: object) -> Any:
    named = options if "--rules" in options else ("--rules", "LOC-001", *options)
    return answer("screen", "--lake", lake, "--out", out, "--local", folder, "--threads", 2, *named)


def suppress(folder: Path, *options: str, until: str = SOON) -> str:
    made = answer(
        "suppress",
        "add",
        "--local",
        folder,
        "--reason",
        "已核查",
        "--author",
        "张三",
        "--until",
        until,
        *options,
    )
    return str(made["key"])


def yuan(found: Sequence[Any]) -> Decimal:
    return sum((row["checkout_amt"] for row in found), Decimal(0))


def test_a_shadow_rule_is_screened_but_counts_nowhere(lake: Path, folder: Path, tmp_path: Path) -> None:
    write_rule(folder, "LOC-002", "shadow")
    out = tmp_path / "out"
    found = screen(lake, out, folder, "--rules", "LOC-001,LOC-002")
    assert found["totals"]["findings"] == 3
    assert (
        Decimal(str(found["totals"]["plain_amt"]))
        == Decimal("90.00")
        == Decimal(str(found["leads"]["plain_amt"]))
    )
    (trial,) = found["shadow"]
    assert (trial["code"], trial["life"], trial["findings"]) == ("LOC-002", "shadow", 3)
    assert Decimal(str(trial["checkout_amt"])) == Decimal("90.00")
    assert [rule["code"] for rule in found["rules"]] == ["LOC-001"]
    assert {row["rule_code"] for row in rows(out / "findings.parquet")} == {"LOC-001"}
    assert {row["rule_code"] for row in rows(out / "shadow.parquet")} == {"LOC-002"}
    assert len(rows(out / "shadow_lines.parquet")) == 3
    assert "LOC-002" in (out / "report.html").read_text(encoding="utf-8")


def test_a_shadow_rule_runs_without_being_named_a_draft_and_a_retired_one_do_not(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    for code, status in (("LOC-002", "shadow"), ("LOC-003", "draft"), ("LOC-004", "retired")):
        write_rule(folder, code, status)
    found = screen(lake, tmp_path / "out", folder, "--rules", "")
    assert [rule["code"] for rule in found["shadow"]] == ["LOC-002"]
    assert "LOC-001" in [rule["code"] for rule in found["rules"]]
    assert not {"LOC-003", "LOC-004"} & {rule["code"] for rule in found["rules"]}


def test_a_draft_that_is_named_runs_on_trial(lake: Path, folder: Path, tmp_path: Path) -> None:
    write_rule(folder, "LOC-002", "draft")
    found = screen(lake, tmp_path / "out", folder, "--rules", "LOC-002")
    assert found["totals"]["findings"] == 0
    assert [(rule["code"], rule["life"], rule["findings"]) for rule in found["shadow"]] == [
        ("LOC-002", "draft", 3)
    ]


def test_a_retired_rule_is_refused_by_name(lake: Path, folder: Path, tmp_path: Path) -> None:
    write_rule(folder, "LOC-002", "retired")
    said = mingjing(
        "screen",
        "--lake",
        lake,
        "--out",
        tmp_path / "out",
        "--local",
        folder,
        "--rules",
        "LOC-002",
        fails=True,
    )
    assert "规则 LOC-002 已停用" in said


def test_a_suppressed_finding_leaves_totals_and_leads_and_stands_with_its_reason(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    before = screen(lake, tmp_path / "before", folder)
    first = min(rows(tmp_path / "before" / "findings.parquet"), key=lambda row: row["checkout_amt"])
    suppress(folder, "--finding", first["finding_id"])
    out = tmp_path / "out"
    after = screen(lake, out, folder)
    kept, gone = rows(out / "findings.parquet"), rows(out / "suppressed.parquet")
    assert [row["finding_id"] for row in gone] == [first["finding_id"]]
    assert (gone[0]["suppressed_reason"], gone[0]["suppressed_by"]) == ("已核查", "张三")
    assert str(gone[0]["suppressed_until"]) == SOON
    assert Decimal(str(after["totals"]["plain_amt"])) == yuan(kept) == Decimal("70.00")
    assert Decimal(str(after["leads"]["plain_amt"])) == Decimal("70.00")
    assert after["detected"]["findings"] == before["totals"]["findings"] == len(kept) + len(gone)
    assert Decimal(str(after["detected"]["plain_amt"])) == Decimal(str(before["totals"]["plain_amt"]))
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "已豁免" in report
    assert SOON in report


def test_an_expired_suppression_holds_no_longer_and_is_named(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    key = suppress(folder, "--rule", "LOC-001", "--person", "P0")
    file = folder / "suppressions.csv"
    past = str(date.today() - timedelta(days=1))
    file.write_text(file.read_text(encoding="utf-8-sig").replace(SOON, past), encoding="utf-8")
    found = screen(lake, tmp_path / "out", folder)
    assert found["totals"]["findings"] == 3
    assert [entry["expired"] for entry in found["suppressed"]["entries"]] == [True]
    assert found["suppressed"]["entries"][0]["key"] != key


def test_removing_a_suppression_brings_the_findings_back(lake: Path, folder: Path, tmp_path: Path) -> None:
    key = suppress(folder, "--rule", "LOC-001", "--person", "P0")
    assert [row["key"] for row in answer("suppress", "list", "--local", folder)] == [key]
    assert screen(lake, tmp_path / "out", folder)["totals"]["findings"] == 1
    answer("suppress", "remove", key, "--local", folder)
    assert screen(lake, tmp_path / "out", folder)["totals"]["findings"] == 3


def test_the_same_subject_is_not_suppressed_twice(folder: Path) -> None:
    key = suppress(folder, "--rule", "LOC-001", "--person", "P0")
    said = mingjing(
        "suppress", "add", "--local", folder, "--rule", "LOC-001", "--person", "P0",
        "--reason", "又", "--author", "李四", "--until", SOON, fails=True,
    )  # fmt: skip
    assert f"mingjing suppress remove {key}" in said


def test_a_faulty_list_is_refused_with_its_lines_before_anything_runs(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    suppress(folder, "--rule", "LOC-001", "--person", "P0")
    file = folder / "suppressions.csv"
    with file.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["", "LOC-001", "", "", "", "理由", "王五", "2026-01-01", SOON])
        writer.writerow(["F1", "", "", "", "", "", "王五", "2026-01-01", "明年"])
        writer.writerow(["", "LOC-999", "P0", "", "", "理由", "王五", "2026-01-01", SOON])
    said = mingjing("screen", "--lake", lake, "--out", tmp_path / "out", "--local", folder, fails=True)
    assert "suppressions.csv:3: 没有说清豁免什么" in said
    assert "suppressions.csv:4: reason 为空" in said
    assert "suppressions.csv:4: expires_on 的“明年”不是日期" in said
    assert "suppressions.csv:5: 没有规则 LOC-999" in said
    assert not (tmp_path / "out").exists()


def test_dead_and_noisy_rules_are_reported_after_the_run(lake: Path, folder: Path, tmp_path: Path) -> None:
    quiet = write_rule(folder, "LOC-002")
    quiet.write_text(
        quiet.read_text(encoding="utf-8").replace("default: 10", "default: 99"), encoding="utf-8"
    )
    out = tmp_path / "out"
    health = screen(lake, out, folder, "--rules", "LOC-001,LOC-002")["rule_health"]
    assert [rule["code"] for rule in health["dead"]] == ["LOC-002"]
    (noisy,) = health["noisy"]
    assert (noisy["code"], noisy["hit"], noisy["of"], noisy["share"]) == ("LOC-001", 3, 10, 0.3)
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["rule_health"] == health
    assert "命中过多" in (out / "report.html").read_text(encoding="utf-8")
    calm = screen(lake, tmp_path / "calm", folder, "--noisy", 30)["rule_health"]
    assert calm["noisy"] == []


def test_a_local_rule_that_reads_files_is_refused_before_anything_runs(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    bad = write_rule(folder, "LOC-002")
    text = bad.read_text(encoding="utf-8").replace("FROM fee_net AS f", "FROM read_csv('/etc/passwd') AS f")
    bad.write_text(text, encoding="utf-8")
    said = mingjing("screen", "--lake", lake, "--out", tmp_path / "out", "--local", folder, fails=True)
    assert "LOC-002.sql" in said
    assert not (tmp_path / "out").exists()


def test_leads_beyond_what_a_bureau_can_check_are_kept_but_not_listed(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    found = screen(lake, tmp_path / "run", folder, "--capacity", "330105=0", "--capacity", "5")
    listed = {row["fixmedins_code"]: row["cut"] for row in rows(tmp_path / "run" / "leads.parquet")}
    assert listed == {"H330102": False, "H330105": True}
    assert (found["leads"]["leads"], found["leads"]["cut_leads"]) == (2, 1)
    assert "330105" in mingjing(
        "screen", "--lake", lake, "--out", tmp_path / "no", "--capacity", "330105：0", fails=True
    )
