"""A few hit rows and settlements, written as Parquet, for the pricing tests."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules import document
from mingjing.analysis.rules.compile import HIT_COLUMNS
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import finding
from mingjing.analysis.screening.finding import Hits

HEADER = """/*---
code: TST-001
version: 1
title: 试验规则
status: active
behaviour: over_price
severity: 2
subject: fee
{grain}amount: {amount}
scenes: [IP]
stages: [3]
law: ["735-38-3"]
message: "{message}"
verify: 核对
defence: 无
evidence: [day_cnt, kp_ref]
cases:
  - {{name: 命中, given: {{fee_list_d: [{{cnt: 1}}]}}, finds: [{{}}]}}
---*/
SELECT 1"""
_SETTLEMENT = {
    "setl_id": "VARCHAR", "mdtrt_id": "VARCHAR", "psn_no": "VARCHAR", "fixmedins_code": "VARCHAR", "setl_time": "TIMESTAMP",
    "medfee": "DECIMAL(16,2)", "inscp": "DECIMAL(16,2)", "fund": "DECIMAL(16,2)", "acct": "DECIMAL(16,2)",
    "clr_way": "VARCHAR", "grp_code": "VARCHAR",
}  # fmt: skip
_LINE = (
    "bkkp_sn",
    "setl_id",
    "mdtrt_id",
    "psn_no",
    "fixmedins_code",
    "svc_date",
    "item",
    "item_name",
    "cnt",
    "pric",
    "gross",
    "amt",
)


def rule(amount: str, message: str = "{item_name} {checkout_amt} 元", grain: str = "") -> Rule:
    """Return a rule priced in the given way; its SELECT is never run."""
    own = f"grain: {grain}\n" if grain else ""
    text = HEADER.format(amount=amount, message=message, grain=own)
    return document.build(sqldoc.parse(text, Path("TST-001.sql")))


def line(bkkp_sn: str, amt: str, cnt: str = "1", setl_id: str = "S1", **more: Any) -> dict[str, Any]:
    """Return one hit row of one encounter and day."""
    row = {
        "bkkp_sn": bkkp_sn, "mdtrt_id": "E1", "setl_id": setl_id, "psn_no": "P1", "fixmedins_code": "H1",
        "svc_date": "2026-03-02", "item": "X", "item_name": "某项目", "cnt": cnt,
        "pric": str(Decimal(amt) / Decimal(cnt)) if Decimal(cnt) else "0", "gross": amt, "amt": amt,
    }  # fmt: skip
    return row | more


def settlement(
    setl_id: str = "S1", inscp: str = "100.00", fund: str = "80.00", **more: Any
) -> dict[str, Any]:
    """Return one net settlement of encounter E1."""
    row = {
        "setl_id": setl_id, "mdtrt_id": "E1", "psn_no": "P1", "fixmedins_code": "H1", "setl_time": "2026-03-02 12:00:00",
        "medfee": inscp, "inscp": inscp, "fund": fund, "acct": "0", "clr_way": None, "grp_code": None,
    }  # fmt: skip
    return row | more


def _table(
    engine: DuckDBEngine, name: str, types: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
) -> None:
    engine.execute(f"CREATE OR REPLACE TABLE {name} ({', '.join(f'{k} {v}' for k, v in types.items())})")
    for row in rows:
        marks = ", ".join("?" for _ in types)
        engine.execute(f"INSERT INTO {name} VALUES ({marks})", [row.get(key) for key in types])


def price(
    folder: Path,
    priced: Rule,
    rows: Sequence[Mapping[str, Any]],
    settlements: Sequence[Mapping[str, Any]],
    others: Sequence[Mapping[str, Any]] = (),
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Assemble the hit rows into findings and finding lines; `others` are lines that the rule did not hit."""
    engine = DuckDBEngine("1GB", 1)
    try:
        types = {
            name: HIT_COLUMNS.get(name, "VARCHAR" if name == "kp_ref" else "BIGINT")
            for name in dict.fromkeys(key for row in rows for key in row)
        }
        _table(engine, "made", types, rows)
        engine.execute(f"COPY made TO '{folder}/hits.parquet' (FORMAT parquet)")
        _table(engine, "setl_net", _SETTLEMENT, settlements)
        _table(
            engine,
            "stay_enc",
            {"stay_id": "VARCHAR", "mdtrt_id": "VARCHAR"},
            [{"stay_id": "E1", "mdtrt_id": "E1"}],
        )
        line_types = {name: HIT_COLUMNS[name] for name in _LINE} | {"cls": "VARCHAR"}
        _table(engine, "priced_lines", line_types, [row for row in (*rows, *others) if "bkkp_sn" in row])
        hits = Hits(priced, folder / "hits.parquet", types)
        finding.assemble(engine, hits, "run", folder / "f.parquet", folder / "l.parquet")
        found = engine.native(f"SELECT * FROM read_parquet('{folder}/f.parquet')").to_pylist()
        lines = engine.native(f"SELECT * FROM read_parquet('{folder}/l.parquet')").to_pylist()
        return found, lines
    finally:
        engine.close()
