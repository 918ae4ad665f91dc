"""A sample holds everything about the persons it drew, and registers whole."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import BATCHES, CURRENT, FORMAT, MANIFEST, MARKER, Lake
from mingjing.analysis.ingest.sample import sample


def lake(root: Path) -> Lake:
    """Write a lake of 300 persons with two fee lines each, and three institutions."""
    people = [f"P{n}" for n in range(300)]
    tables = {
        "psn_info_b": [{"psn_no": one} for one in people],
        "fee_list_d": [{"psn_no": one, "bkkp_sn": f"{one}-{n}"} for one in people for n in (1, 2)],
        "fixmedins_b": [{"fixmedins_code": code} for code in ("H1", "H2", "H3")],
    }
    folder, entries = root / BATCHES / "b1", {}
    for name, rows in tables.items():
        file = Path("tables") / name / "part_0.parquet"
        (folder / file).parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows), folder / file)
        entries[name] = {
            "files": [{"path": str(file), "rows": len(rows)}], "accepted": {"rows": len(rows)}, "columns": {},
        }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps({"tables": entries}), encoding="utf-8")
    current = {"format": FORMAT, "batches": ["b1"], "superseded": {}}
    (root / CURRENT).write_text(json.dumps(current), encoding="utf-8")
    (root / MARKER).write_text(json.dumps({"format": FORMAT}), encoding="utf-8")
    return Lake.open(root)


def test_a_sample_draws_whole_persons_the_same_every_time(tmp_path: Path) -> None:
    engine, source = DuckDBEngine("256MB", 1), lake(tmp_path / "lake")
    try:
        drawn = [sample(engine, source, tmp_path / name, 10) for name in ("one", "two")]
        again = sample(engine, source, tmp_path / "one", 10)
    finally:
        engine.close()
    people, lines = (
        {row["psn_no"] for row in pq.read_table(drawn[0].files(name)).to_pylist()}
        for name in ("psn_info_b", "fee_list_d")
    )
    assert 10 <= len(people) <= 60
    assert people == lines
    assert drawn[0].rows("fee_list_d") == 2 * len(people)
    assert drawn[0].rows("fixmedins_b") == 3
    assert pq.read_table(drawn[1].files("psn_info_b")).num_rows == len(people)
    assert again.fingerprint == drawn[0].fingerprint
