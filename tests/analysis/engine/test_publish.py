"""A file or folder appears as a whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mingjing.analysis.engine.publish import whole_file, whole_folder


def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "fee_net"
    for content in ("old", "new"):
        with whole_folder(target) as building:
            (building / content).write_text(content)
            assert target.exists() == (content == "new")
    assert [entry.name for entry in target.iterdir()] == ["new"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["fee_net"]


def test_a_failure_leaves_the_old_folder_and_no_trace(tmp_path: Path) -> None:
    target = tmp_path / "fee_net"
    with whole_folder(target) as building:
        (building / "old").touch()
    with pytest.raises(RuntimeError), whole_folder(target) as building:
        (building / "new").touch()
        raise RuntimeError
    assert [entry.name for entry in target.iterdir()] == ["old"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["fee_net"]


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "fee_net.tmp").mkdir()
    (tmp_path / "fee_net.tmp" / "half").touch()
    with whole_folder(tmp_path / "fee_net") as building:
        assert not list(building.iterdir())
    assert [entry.name for entry in tmp_path.iterdir()] == ["fee_net"]


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "part.parquet"
    for content in ("old", "new"):
        with whole_file(target) as building:
            building.write_text(content)
    with pytest.raises(RuntimeError), whole_file(target) as building:
        building.write_text("half")
        raise RuntimeError
    assert target.read_text() == "new"
    assert [entry.name for entry in target.parent.iterdir()] == ["part.parquet"]


COMPUTE = """
import sys
from pathlib import Path
from mingjing.analysis.engine.duckdb import DuckDBEngine
folder = Path(sys.argv[1])
engine = DuckDBEngine(memory="300MB", threads=2, spill=folder.with_name("spill"))
engine.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(3000000)")
print("ready", flush=True)
for turn in range(1000):
    engine.materialise("kept", "SELECT n, md5_of(n) AS s FROM numbers", folder)
"""


@pytest.mark.parametrize("wait", [0.05, 0.4, 1.1])
def test_a_process_killed_while_it_computes_leaves_a_whole_table_or_none(tmp_path: Path, wait: float) -> None:
    from mingjing.analysis.engine.duckdb import DuckDBEngine

    folder = tmp_path / "marts"
    process = subprocess.Popen([sys.executable, "-c", COMPUTE, str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    time.sleep(wait)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    engine = DuckDBEngine(memory="300MB", threads=1)
    if (folder / "kept").exists():
        engine.attach_parquet("kept", sorted((folder / "kept").glob("*.parquet")), {"n": "BIGINT"})
        assert engine.fetch("SELECT count(*) AS c FROM kept").to_pylist() == [{"c": 3_000_000}]
    assert engine.materialise("kept", "SELECT 1 AS n", folder) == 1
    assert [entry.name for entry in folder.iterdir()] == ["kept"]
    engine.close()
