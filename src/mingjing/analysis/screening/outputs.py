"""What a run hands to people: leads.parquet, leads.xlsx and report.html beside its findings."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening.lead import LeadTotals, RuleText, build_leads
from mingjing.analysis.screening.leads_xlsx import write_workbook
from mingjing.analysis.screening.report import write_report
from mingjing.analysis.screening.run_record import read_record


def write_outputs(
    out: Path,
    texts: Mapping[str, RuleText],
    institutions: pa.Table,
    engine: DuckDBEngine,
    capacity: Mapping[str, int] | None = None,
) -> LeadTotals:
    """Turn the findings of the run folder `out` into leads and write them out, each file whole or not at all.

    `out` holds findings.parquet, finding_lines.parquet, summary.json and manifest.json; `institutions` and
    `capacity` are those of build_leads. leads.parquet holds every lead, the cut ones marked.
    """
    run = read_record(out)
    leads = build_leads(engine, out, texts, institutions, capacity=capacity)
    with whole_file(out / "leads.parquet") as building:
        pq.write_table(leads.table, building, compression="zstd")
    write_workbook(engine, out / "leads.xlsx", leads, run)
    write_report(engine, out / "report.html", leads, run, texts)
    return leads.totals
