"""A lake of a handful of institutions, with agreements and staff, for tests of the register."""

import csv
from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.layout import StandardLayout
from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.ingest.run import Settings, ingest

HOSPITAL = {
    "fixmedins_code": "H9", "fixmedins_name": "新城医院", "fixmedins_type": "1", "hosp_lv": "3", "medins_type": "A1",
    "medins_natu": "2", "fix_blng_admdvs": "420101", "uscc": "91420101", "legrep_name": "王强", "aprv_bed_cnt": "120",
    "fix_onln_open_flag": "1", "cred_lv": "A", "begntime": "2020-01-01 00:00:00",
}  # fmt: skip
PHARMACY = {
    "fixmedins_code": "P9", "fixmedins_name": "新城药店", "fixmedins_type": "2", "hosp_lv": "11",
    "phac_chan_type": "2", "fix_blng_admdvs": "420299", "begntime": "2021-05-01 00:00:00",
}  # fmt: skip
AGREEMENTS = [
    {"fixmedins_code": "H9", "begndate": "2025-01-01", "enddate": "2025-12-31", "cntr_stas": "1"},
    {"fixmedins_code": "H9", "begndate": "2026-01-01", "enddate": "2026-12-31", "cntr_stas": "2"},
]
STAFF = [
    {"prac_psn_code": "D1", "fixmedins_code": "H9", "prac_psn_name": "孙伟", "prac_psn_type": "1", "prac_stas": "1"},
    {"prac_psn_code": "N1", "fixmedins_code": "H9", "prac_psn_name": "赵敏", "prac_psn_type": "2", "prac_stas": "1"},
]  # fmt: skip
Rows = Sequence[dict[str, str]]


class Quiet:
    """Whom nobody tells anything."""

    def step(self, doing: str, done: int, total: int) -> None:
        """Say nothing."""

    def joins(self, joins: Sequence[Join]) -> None:
        """Say nothing."""


def no_report(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    """Spare the quality report."""


def deliver(
    root: Path,
    institutions: Rows = (HOSPITAL, PHARMACY),
    agreements: Rows = tuple(AGREEMENTS),
    staff: Rows = tuple(STAFF),
) -> str:
    """Bring one delivery into the lake under `root`, in place of all before; return its path."""
    number = len(list(root.glob("delivery*")))
    source = root / f"delivery{number}"
    tables = {"fixmedins_b": institutions, "fixmedins_cntr_d": agreements, "staff_b": staff}
    for name, rows in tables.items():
        columns = sorted({column for row in rows for column in row})
        source.mkdir(parents=True, exist_ok=True)
        if rows:
            with (source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    lake = root / "lake"
    before = [batch.id for batch in Lake.open(lake).batches] if lake.exists() else []
    ingest(source, lake, StandardLayout(), Quiet(), no_report, before, Settings("256MB", 1))
    return str(lake)
