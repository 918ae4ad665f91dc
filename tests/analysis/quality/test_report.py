"""The report says what came, what it is worth and what it cannot show; as data, as a page, as text."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.quality import save
from mingjing.analysis.quality.page import percent, render
from mingjing.analysis.quality.summary import summary
from tests.analysis.ingest.desk import Desk
from tests.analysis.quality.world import files, row, sound


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    evaluable: bool
    missing: tuple[str, ...] = ()


RULES = [Rule("AAA-001", "能评估的", True), Rule("BBB-002", "缺追溯码的", False, ("drugtrac_d.trdn_flag",))]


def assess(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    save.assess(engine, lake, batch, RULES)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report on a sound delivery with two faults."""
    rows = sound()
    rows["fee_list_d"] += [
        row(rows, "fee_list_d", 0, bkkp_sn="<b>"),
        row(rows, "fee_list_d", 0, bkkp_sn="X", cnt="四"),
    ]
    desk = Desk(tmp_path_factory.mktemp("report"))
    return save.read_report(desk.ingest({**files(rows), "<b>说明.docx": "x"}, assess=assess).batch)


def test_a_sound_delivery_is_worth_an_a(tmp_path: Path) -> None:
    found = save.read_report(Desk(tmp_path).ingest(files(sound()), assess=assess).batch)
    assert (found["grade"], found["score"], found["findings"]) == ("A", 100.0, [])
    assert found["checks_passed"] == found["checks_run"] > 50


def test_rows_and_yuan_reconcile_in_the_report(report: dict[str, Any]) -> None:
    fees = next(table for table in report["tables"] if table["table"] == "fee_list_d")
    assert [fees[kind]["rows"] for kind in ("read", "accepted", "refused", "duplicate")] == [6, 5, 1, 0]
    assert [fees[kind]["yuan"] for kind in ("read", "accepted", "refused")] == ["370.00", "270.00", "100.00"]
    assert fees["months"] == {"2025-01": 2, "2025-02": 2, "2025-03": 1}
    assert fees["reasons"] == [{"column": "cnt", "reason": "数量（cnt）不是数量", "rows": 1}]


def test_the_gravest_findings_come_first(report: dict[str, Any]) -> None:
    severities = [finding["severity"] for finding in report["findings"]]
    assert severities == sorted(severities, key=["critical", "major", "minor"].index)
    assert report["findings"][0]["check"] == "refused"


def test_what_was_not_delivered_is_named(report: dict[str, Any]) -> None:
    missing = report["cannot_show"]
    assert {"table": "drugtrac_d", "zh": "药品追溯码扫码"}["table"] in [
        entry["table"] for entry in missing["tables"]
    ]
    assert (missing["rules_total"], missing["rules_evaluable"]) == (2, 1)
    assert missing["rules"] == [
        {"code": "BBB-002", "title": "缺追溯码的", "missing": ["drugtrac_d.trdn_flag"]}
    ]
    fees = next(table for table in report["tables"] if table["table"] == "fee_list_d")
    assert "spec" in [column["column"] for column in fees["missing_columns"]]
    assert report["ignored"] == ["<b>说明.docx"]


def test_the_page_is_one_file_and_escapes_what_was_delivered(report: dict[str, Any]) -> None:
    page = render(report, "数据质量报告")
    for said in (
        "行数与金额核对",
        "这批数据不能说明什么",
        "BBB-002",
        "drugtrac_d.trdn_flag",
        "370.00",
        "说明.docx",
    ):
        assert said in page
    assert "<b>说明" not in page
    assert "&lt;b&gt;说明.docx" in page
    assert not any(outside in page for outside in ("<script", "src=", "href=", "@import", "url("))


def test_the_text_names_the_grade_the_faults_and_the_way_to_the_rows(report: dict[str, Any]) -> None:
    text = summary(
        {
            "batch": "b1",
            "lake": "湖",
            "unchanged": False,
            "quality": report,
            "report": "r.html",
            "refused": "refused",
        }
    )
    for said in (
        "质量评级",
        "被拒收的行",
        "不能评估的规则 1 / 2 条",
        "BBB-002",
        "r.html",
        "refused",
        "说明.docx",
    ):
        assert said in text


def test_small_shares_are_not_rounded_away() -> None:
    assert [percent(share) for share in (0, 0.00001, 0.5, 1)] == ["0.00%", "<0.01%", "50.00%", "100.00%"]
