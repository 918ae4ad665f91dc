"""The pool of the random check: what nobody flagged, every kind of it, each with its probability."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit.findings import Flagged
from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.detectors.kit.run import Outcome, Scored
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import audit_pool

SHOPS = 450


def _pool(tmp_path: Path) -> list[dict[str, object]]:
    model = models()["MDL-13"]
    unit = next(one for one in model.card.units if one.name == "pharmacy")
    rows = [
        {"unit_id": f"D{n:03}|{quarter}", "fixmedins_code": f"D{n:03}", "period": quarter, "score": 0.001 * n + more}
        for n in range(SHOPS)
        for quarter, more in (("2026Q1", 0.0), ("2026Q2", 0.3 if n >= SHOPS - 50 else 0.0))
    ]  # fmt: skip
    file = tmp_path / "pharmacy.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    engine = DuckDBEngine("256MB", 1)
    engine.execute(
        "CREATE TABLE setl_net AS SELECT 'D' || lpad(n::VARCHAR, 3, '0') AS fixmedins_code, 'P' AS psn_no, 'M' AS mdtrt_id,"
        " 'S' || n AS setl_id, TIMESTAMP '2026-05-01' AS setl_time, '42' || (n % 4)::VARCHAR AS admdvs, true AS in_scope"
        f" FROM range({SHOPS}) AS t(n), range(1 + n % 3)"
    )
    scored = Scored(unit, file, SHOPS, SHOPS, Flagged(unit, file, {}, 0))
    audit_pool.write(engine, [Outcome(model, (scored,), 0.0)], tmp_path)
    engine.close()
    found: list[dict[str, object]] = pq.read_table(tmp_path / audit_pool.FILE).to_pylist()
    return found


def test_the_pool_stands_for_all_that_was_scored_and_not_listed(tmp_path: Path) -> None:
    rows = _pool(tmp_path)
    plain = SHOPS - 50
    assert len(rows) == audit_pool.MOST and {row["first_prob"] for row in rows} == {audit_pool.MOST / plain}
    assert {row["population"] for row in rows} == {plain}
    assert max(float(str(row["score"])) for row in rows) < 0.5, "what reached a finding is a lead already"
    assert len({row["fixmedins_code"] for row in rows}) == len(rows), "each shop once, whatever its quarters"
    for name, kinds in (("decile", 10), ("size", 3), ("county", 4)):
        counts = [sum(row[name] == value for row in rows) for value in {row[name] for row in rows}]
        assert len(counts) == kinds and max(counts) <= 1.5 * len(rows) / kinds


def test_the_same_scores_give_the_same_pool(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert _pool(tmp_path) == _pool(tmp_path / "again")
