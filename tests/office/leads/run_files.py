"""A run folder and its lake, small and written by hand: three encounters at two hospitals, one finding on a hospital."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.layout import StandardLayout
from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.ingest.run import Settings, ingest
from mingjing.analysis.standard.schema import output_columns

Row = dict[str, Any]
_ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "DATE": pa.date32(), "DOUBLE": pa.float64(),
    "VARCHAR[]": pa.list_(pa.string()), "DECIMAL(16,2)": pa.decimal128(16, 2),
    "DECIMAL(16,4)": pa.decimal128(16, 4), "DECIMAL(16,6)": pa.decimal128(16, 6),
}  # fmt: skip
DAY = date(2026, 3, 2)


def finding(key: str, lines: Sequence[tuple[str, str]], **more: Any) -> tuple[Row, list[Row]]:
    """Return a finding on encounter M1 of H1 (unless said otherwise) and its lines (number, amount)."""
    row: Row = {
        "finding_id": key, "rule_code": "CHG-001", "rule_version": "2", "national_code": "", "behaviour": "over_price",
        "sev_deg": 1, "subject_type": "fee", "fixmedins_code": "H1", "psn_no": "P1", "mdtrt_id": "M1",
        "setl_id": "S1", "bkkp_sns": [number for number, _ in lines], "related_ids": [], "occurred_on": DAY,
        "checkout_cnt": Decimal(len(lines)), "checkout_amt": sum((Decimal(amt) for _, amt in lines), Decimal(0)),
        "amount_basis": "lines", "message": "超限价", "evidence": '{"limit": 1.5}', **more,
    }  # fmt: skip
    made = [
        {
            "finding_id": key, "rule_code": row["rule_code"], "sev_deg": row["sev_deg"],
            "fixmedins_code": row["fixmedins_code"], "mdtrt_id": row["mdtrt_id"], "setl_id": "S1", "bkkp_sn": number,
            "svc_date": DAY, "item": "001", "item_name": "血常规", "cnt": Decimal(1), "pric": Decimal(amt),
            "gross": Decimal(amt), "amt": Decimal(amt), "hit_amt": Decimal(amt), "hit_fund": None,
        }
        for number, amt in lines
    ]  # fmt: skip
    return row, made


def usual() -> list[tuple[Row, list[Row]]]:
    """Return six findings: two overlap on M1, one each on M2 and M3, one on H2 itself, one beyond capacity."""
    return [
        finding("F1", [("L1", "10.00"), ("L2", "20.00")]),
        finding("F2", [("L2", "25.00"), ("L3", "5.00")], rule_code="CHG-005", sev_deg=2),
        finding("F3", [("L4", "7.50")], mdtrt_id="M2", psn_no="P2"),
        finding("F4", [("L5", "8.25")], mdtrt_id="M3", fixmedins_code="H2"),
        finding("F5", [], mdtrt_id=None, psn_no=None, fixmedins_code="H2", amount_basis="none", checkout_amt=None,
                subject_type="institution", rule_code="GONE-001"),
        finding("F6", [("L6", "1.00")], mdtrt_id="M9", fixmedins_code="H2", behaviour="over_freq"),
    ]  # fmt: skip


def write_run(
    folder: Path, findings: Sequence[tuple[Row, list[Row]]], cut: Sequence[str] = ("over_freq",)
) -> None:
    """Write findings, lines and the leads they make; leads of the behaviours in `cut` lie beyond capacity."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "findings", [row for row, _ in findings])
    _write(folder, "finding_lines", [line for _, lines in findings for line in lines])
    groups = {(row["fixmedins_code"] or "", row["behaviour"]) for row, _ in findings}
    leads = [
        {"lead_id": md5(f"{code}|{behaviour}".encode()).hexdigest()[:16], "cut": behaviour in cut}  # noqa: S324
        for code, behaviour in sorted(groups)
    ]
    pq.write_table(pa.Table.from_pylist(leads), folder / "leads.parquet")


def _write(folder: Path, name: str, rows: Sequence[Row]) -> None:
    columns = output_columns(name)
    schema = pa.schema([(key, _ARROW[column.sql_type]) for key, column in columns.items()])
    pq.write_table(pa.Table.from_pylist(list(rows), schema), folder / f"{name}.parquet")


TABLES: dict[str, list[dict[str, str]]] = {
    "fixmedins_b": [
        {"fixmedins_code": "H2", "fixmedins_name": "第二医院", "fixmedins_type": "1", "fix_blng_admdvs": "420102"},
        {"fixmedins_code": "H1", "fixmedins_name": "第一医院", "fixmedins_type": "1", "fix_blng_admdvs": "420101"},
    ],
    "psn_info_b": [
        {"psn_no": "P1", "gend": "2", "brdy": "1950-05-06", "psn_name": "李四", "certno": "420101195005060000"},
        {"psn_no": "P2", "gend": "1", "brdy": "1960-01-01", "psn_name": "王五", "certno": "420101196001010000"},
    ],
    "mdtrt_d": [
        {
            "mdtrt_id": key, "psn_no": person, "fixmedins_code": "H1", "med_type": "21", "insutype": "310",
            "begntime": f"2026-03-{day} 08:00:00", "endtime": "2026-03-20 09:00:00",
            "dscg_maindiag_code": "I10.x00", "dscg_maindiag_name": "高血压", "adm_dept_codg": "A03", "chfpdr_code": "D1",
        }
        for key, person, day in (("M1", "P1", "01"), ("M2", "P2", "02"), ("M7", "P1", "05"))
    ],
    "setl_d": [
        {
            "setl_id": key, "mdtrt_id": "M1", "psn_no": "P1", "fixmedins_code": "H1",
            "setl_time": "2026-03-20 10:00:00", "medfee_sumamt": medfee, "fund_pay_sumamt": fund,
        }
        for key, medfee, fund in (("S1", "5000.00", "3500.00"), ("S2", "-500.00", "-350.00"))
    ],
}  # fmt: skip


class _Quiet:
    def step(self, doing: str, done: int, total: int) -> None:
        """Say nothing."""

    def joins(self, joins: Sequence[Join]) -> None:
        """Say nothing."""


def _no_report(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    """Spare the quality report."""


def deliver(root: Path) -> Path:
    """Make the lake under `root`."""
    source = root / "delivery"
    source.mkdir(parents=True)
    for name, rows in TABLES.items():
        with (source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    ingest(source, root / "lake", StandardLayout(), _Quiet(), _no_report, [], Settings("256MB", 1))
    return root / "lake"
