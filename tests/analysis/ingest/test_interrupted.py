"""Killed anywhere, or out of disk: the lake is as before, and a rerun loses and doubles nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.ingest.desk import LINE, PERSON, Desk, line

ROOT = Path(__file__).parents[3]
FIRST = {"psn_info_b.csv": PERSON + "P1,1,1970-01-01\n", "fee_list_d.csv": LINE + line("0")}
SECOND = {
    "psn_info_b.csv": PERSON + "P1,1,1970-01-01\nP2,1,1970-01-01\n",
    "fee_list_d.csv": LINE
    + "".join(line(str(n), day=f"2025-{1 + n % 12:02d}-01") for n in range(60))
    + line("x", "x"),
}
MOMENTS = [
    ("read", 3),
    ("statement", 2),
    ("statement", 7),
    ("statement", 12),
    ("statement", 25),
    ("replace", 1),
    ("rename", 1),
    ("replace", 2),
    ("replace", 3),
    ("replace", 4),
]
"""From the first read over staging, both tables, the manifest, the batch folder, current.json to the root's view."""


def run(desk: Desk, *how: str) -> subprocess.CompletedProcess[str]:
    script = [
        sys.executable,
        "-m",
        "tests.analysis.ingest.interrupted",
        str(desk.source),
        str(desk.lake_folder),
    ]
    return subprocess.run([*script, *how], capture_output=True, text=True, timeout=600, cwd=ROOT, check=False)


def rows(desk: Desk) -> dict[str, list[str]]:
    return {table: [str(row) for row in desk.rows(table)] for table in ("psn_info_b", "fee_list_d")}


@pytest.mark.parametrize(("place", "count"), MOMENTS)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    desk: Desk, tmp_path: Path, place: str, count: int
) -> None:
    desk.ingest(FIRST)
    before = rows(desk)
    desk.deliver(SECOND)
    killed = run(desk, "kill", place, str(count))
    assert killed.returncode == -9, killed.stderr
    untouched = rows(desk) == before
    outcome = desk.ingest()
    assert outcome.unchanged is not untouched

    undisturbed = Desk(tmp_path / "other")
    undisturbed.folder.mkdir()
    undisturbed.ingest(FIRST)
    undisturbed.ingest(SECOND)
    assert rows(desk) == rows(undisturbed)
    assert desk.refused("fee_list_d") == undisturbed.refused("fee_list_d")
    assert {path.name for path in (desk.lake_folder / "batches").iterdir()} == {
        b.id for b in desk.lake.batches
    }


def test_a_kill_before_the_first_publication_leaves_an_empty_lake(desk: Desk) -> None:
    desk.deliver(FIRST)
    assert run(desk, "kill", "statement", "5").returncode == -9
    assert desk.lake.batches == ()
    assert not desk.ingest().unchanged
    assert desk.lake.rows("fee_list_d") == 1


@pytest.mark.parametrize("room", [1_500, 20_000, 60_000])
def test_a_full_disk_is_said_plainly_and_leaves_the_lake_as_it_was(desk: Desk, room: int) -> None:
    desk.ingest(FIRST)
    before = rows(desk)
    many = "".join(
        f"{n},M{n * 7919},P{n},H1,2025-01-{1 + n % 28:02d},X{n * 31},1,{n}.37,{n}.37\n" for n in range(20_000)
    )
    desk.deliver({"fee_list_d.csv": LINE + many + "torn\n"})
    stopped = run(desk, "limit", str(room))
    assert stopped.returncode == 1
    assert "磁盘" in stopped.stderr or "读写文件失败" in stopped.stderr
    assert rows(desk) == before
    assert not (desk.lake_folder / ".work").exists()
    assert desk.counts(desk.ingest(), "fee_list_d") == (20_001, 19_999, 2, 0)
