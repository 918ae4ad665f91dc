from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.outputs import write_outputs

from . import lead_sample


def test_a_run_hands_out_leads_workbook_and_report_and_leaves_nothing_else(
    engine: DuckDBEngine, tmp_path: Path
):
    sample = lead_sample.write(tmp_path, engine, 100)
    before = {file.name for file in tmp_path.iterdir()}
    totals = write_outputs(tmp_path, sample.texts, sample.institutions, engine)
    assert {file.name for file in tmp_path.iterdir()} - before == {
        "leads.parquet",
        "leads.xlsx",
        "report.html",
    }
    leads = pq.read_table(tmp_path / "leads.parquet")
    assert (leads.num_rows, sum(leads["counted_amt"].to_pylist())) == (totals.leads, totals.net_amt)


def test_writing_again_replaces_what_was_there(engine: DuckDBEngine, tmp_path: Path):
    sample = lead_sample.write(tmp_path, engine, 100)
    first = write_outputs(tmp_path, sample.texts, sample.institutions, engine)
    leads = pq.read_table(tmp_path / "leads.parquet")
    assert write_outputs(tmp_path, sample.texts, sample.institutions, engine) == first
    assert pq.read_table(tmp_path / "leads.parquet").equals(leads)


def test_outputs_are_written_by_a_locked_engine_inside_its_folder(engine: DuckDBEngine, tmp_path: Path):
    sample = lead_sample.write(tmp_path, engine, 100)
    engine.lock()
    write_outputs(tmp_path, sample.texts, sample.institutions, engine)
    assert (tmp_path / "report.html").exists()
