"""measures.parquet: an institution beside the others of its nearest group that is large enough."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import measures


def marts(folder: Path, values: dict[str, float], levels: dict[str, int]) -> Path:
    rows = [
        {"fixmedins_code": code, "period": "2026-03", "measure": "次均住院费用", "value": value}
        for code, value in values.items()
    ]
    groups = [{"fixmedins_code": code, "level": n, "peer_key": f"1|{n}"} for code, n in levels.items()]
    for name, table in (("inst_measure", rows), ("peer_group", groups)):
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(table), folder / name / "part_0.parquet")
    return folder


def written(tmp_path: Path, values: dict[str, float], levels: dict[str, int]) -> dict[str, dict[str, object]]:
    engine = DuckDBEngine("256MB", 1)
    try:
        assert measures.write(engine, marts(tmp_path / "marts", values, levels), tmp_path)
    finally:
        engine.close()
    return {row["fixmedins_code"]: row for row in pq.read_table(tmp_path / measures.FILE).to_pylist()}


def test_the_own_value_is_left_out_of_the_peers(tmp_path: Path) -> None:
    values = {f"H{n}": float(n) for n in range(1, 12)}
    found = written(tmp_path, values, dict.fromkeys(values, 2))
    highest, lowest = found["H11"], found["H1"]
    assert (highest["peers"], highest["median"], highest["percentile"]) == (10, 5.5, 100.0)
    assert abs(float(str(highest["p90"])) - 9.1) < 1e-9
    assert (lowest["median"], lowest["percentile"]) == (6.5, 0.0)
    assert abs(float(str(lowest["p90"])) - 10.1) < 1e-9


def test_without_eight_others_there_is_a_value_and_no_comparison(tmp_path: Path) -> None:
    values = {f"H{n}": float(n) for n in range(1, 9)}
    found = written(tmp_path, values, dict.fromkeys(values, 2))
    assert found["H3"]["value"] == 3.0
    assert found["H3"]["peers"] is None
    assert found["H3"]["median"] is None


def test_a_run_without_the_marts_writes_none_and_leaves_no_old_one(tmp_path: Path) -> None:
    (tmp_path / measures.FILE).write_bytes(b"old")
    engine = DuckDBEngine("256MB", 1)
    try:
        assert not measures.write(engine, tmp_path / "marts", tmp_path)
    finally:
        engine.close()
    assert not (tmp_path / measures.FILE).exists()
