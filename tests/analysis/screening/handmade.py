"""A run folder written by hand: say only what a test is about, the rest is filled in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.screening.lead import RuleText
from mingjing.analysis.standard.schema import output_columns

_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "DECIMAL(16,2)": pa.decimal128(16, 2),
    "DECIMAL(16,4)": pa.decimal128(16, 4),
    "DECIMAL(16,6)": pa.decimal128(16, 6),
}
DAY = date(2025, 3, 1)


def rule(behaviour: str = "over_price", **changed: Any) -> RuleText:
    words = {
        "title": "规则",
        "law": ("735-38-3",),
        "message": "",
        "verify": "核对收费清单。",
        "defence": "录入有误。",
    }
    return RuleText(behaviour=behaviour, **{**words, **changed})


def register(*codes: str, admdvs: str = "430121") -> pa.Table:
    rows = [(code, f"机构{code}", "1", "5", admdvs) for code in codes]
    names = ("fixmedins_code", "fixmedins_name", "fixmedins_type", "hosp_lv", "admdvs")
    return pa.table({n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)})


def write(out: Path, findings: Sequence[Mapping[str, Any]]) -> Path:
    """Write findings.parquet and finding_lines.parquet.

    A finding is {id, rule, behaviour, sev, at, basis, lines: {bkkp_sn: amt or (amt, fund)}, …finding columns}.
    """
    out.mkdir(parents=True, exist_ok=True)
    heads, lines = [], []
    for given in findings:
        head, own = _finding(given)
        heads.append(head)
        lines += own
    _save(out, "findings", heads)
    _save(out, "finding_lines", lines)
    return out


def _finding(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    name, sev, place = str(given["id"]), given.get("sev", 2), given.get("at", "H1")
    hits = {sn: v if isinstance(v, tuple) else (v, None) for sn, v in given.get("lines", {}).items()}
    priced = given.get("basis", "lines") == "lines"
    head = {
        "finding_id": name, "rule_code": given.get("rule", "R1"), "behaviour": given.get("behaviour", "over_price"),
        "sev_deg": sev, "subject_type": "fee", "fixmedins_code": place, "psn_no": "P1", "mdtrt_id": "E1",
        "occurred_on": DAY, "checkout_amt": _yuan(sum(Decimal(str(a)) for a, _ in hits.values())) if priced else None,
        "amount_basis": "lines", "message": f"疑点 {name}", "bkkp_sns": sorted(hits), "related_ids": [],
    }  # fmt: skip
    funds = [fund for _, fund in hits.values()]
    if priced and funds and None not in funds:
        head["fund_amt"] = _yuan(sum(Decimal(str(fund)) for fund in funds))
    skip = {"id", "rule", "sev", "at", "basis", "lines"}
    head |= {"amount_basis": given.get("basis", "lines"), **{k: v for k, v in given.items() if k not in skip}}
    common = {"finding_id": name, "rule_code": head["rule_code"], "sev_deg": sev, "fixmedins_code": place}
    own = [
        {
            **common, "mdtrt_id": "E1", "setl_id": f"S-{sn}", "bkkp_sn": None if sn.startswith("setl") else sn,
            "svc_date": DAY, "item": "X1", "item_name": "项目", "cnt": Decimal(1), "pric": Decimal("9.5"),
            "gross": _yuan(amt), "amt": _yuan(amt), "hit_amt": _yuan(amt), "hit_fund": _yuan(fund),
        }
        for sn, (amt, fund) in hits.items()
    ]  # fmt: skip
    return head, own


def _yuan(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _save(out: Path, kind: str, rows: list[dict[str, Any]]) -> None:
    columns = output_columns(kind)
    arrays = {n: pa.array([row.get(n) for row in rows], _ARROW[c.sql_type]) for n, c in columns.items()}
    pq.write_table(pa.table(arrays), out / f"{kind}.parquet")
