"""`mingjing ingest` as its user meets it."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from mingjing.cli.main import cli
from tests.analysis.ingest.desk import LINE, PERSON, Desk, line

FILES = {"psn_info_b.csv": PERSON + "P1,1,1970-01-01\n", "fee_list_d.csv": LINE + line("1") + line("2", "x")}


def run(desk: Desk, *options: str) -> Result:
    return CliRunner().invoke(
        cli, ["ingest", str(desk.source), "--lake", str(desk.lake_folder), "--memory", "1GB", *options]
    )


def test_a_person_reads_what_became_of_the_rows_and_where_the_report_is(desk: Desk) -> None:
    desk.deliver(FILES)
    result = run(desk)
    assert result.exit_code == 0, result.output
    for said in (
        "费用明细 fee_list_d",
        "质量评级",
        "[严重] 被拒收的行",
        "没有交付的表",
        "quality.html",
        "refused",
    ):
        assert said in result.output
    assert re.search(r"fee_list_d +2 +1 +1 +0", result.output)


def test_a_program_reads_json(desk: Desk) -> None:
    desk.deliver(FILES)
    data = json.loads(run(desk, "--json").output)
    assert data["unchanged"] is False
    assert data["quality"]["grade"] in "ABCDEF"
    fees = next(table for table in data["quality"]["tables"] if table["table"] == "fee_list_d")
    assert (fees["read"]["rows"], fees["refused"]["rows"]) == (2, 1)


def test_the_report_lies_in_the_batch_and_at_the_root(desk: Desk) -> None:
    desk.deliver(FILES)
    run(desk)
    for folder in (desk.lake_folder, desk.lake.batches[0].folder):
        page = (folder / "quality.html").read_text(encoding="utf-8")
        assert "数据质量报告" in page
        assert "http" not in page.replace("http-equiv", "")
        assert json.loads((folder / "quality.json").read_text(encoding="utf-8"))["batches"] == [
            desk.lake.batches[0].id
        ]


def test_delivering_again_says_that_nothing_changed(desk: Desk) -> None:
    desk.deliver(FILES)
    run(desk)
    result = run(desk)
    assert result.exit_code == 0
    assert "没有任何改动" in result.output


def test_the_root_reports_on_all_batches_in_force(desk: Desk) -> None:
    desk.deliver(FILES)
    run(desk)
    desk.deliver({"psn_info_b.csv": PERSON + "P2,1,1970-01-01\n"})
    run(desk)
    report = json.loads((desk.lake_folder / "quality.json").read_text(encoding="utf-8"))
    assert report["batches"] == [batch.id for batch in desk.lake.batches]
    people = next(table for table in report["tables"] if table["table"] == "psn_info_b")
    assert people["accepted"]["rows"] == 2


@pytest.mark.parametrize("option", [("--mapping", "nonsense"), ("--replaces", "nonsense")])
def test_wrong_use_changes_nothing(desk: Desk, option: tuple[str, str]) -> None:
    desk.deliver(FILES)
    result = run(desk, *option)
    assert result.exit_code != 0
    assert not (desk.lake_folder / "current.json").exists()
