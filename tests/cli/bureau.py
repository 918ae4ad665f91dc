"""A bureau for tests: a small delivery, a local folder with one rule, and the command line."""

import csv
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

RULE = """/*---
code: {code}
version: {version}
title: 单次计费数量偏大
status: {status}
behaviour: over_quantity
severity: 2
subject: fee
amount: excess
scenes: [OP]
stages: [3]
law: [735-38-2]
params:
  most: {{type: integer, default: 10, unit: 次, source: 试验}}
message: "{{svc_date}} {{item_name}} 计 {{cnt}}，限 {{limit_cnt}}，涉及 {{checkout_amt}} 元。"
verify: 核对处方。
defence: 无
evidence: [cnt, limit_cnt]
cases:
  - name: 超过十次
    given: {{fee_list_d: [{{cnt: 12, pric: 10}}]}}
    finds: [{{checkout_amt: 20.00}}]
  - name: 正好十次
    given: {{fee_list_d: [{{cnt: 10, pric: 10}}]}}
    finds: []
---*/
SELECT f.*, CAST(param('most', f.svc_date, f.admdvs) AS DECIMAL(16,4)) AS limit_cnt
FROM fee_net AS f
WHERE f.in_scope AND f.amt > 0 AND f.cnt > param('most', f.svc_date, f.admdvs)
"""

Row = Mapping[str, object]


def mingjing(*arguments: object, fails: bool = False) -> str:
    """Run the command line; return what it printed (what it complained of, when it is to fail)."""
    command = [sys.executable, "-m", "mingjing.cli.main", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def answer(*arguments: object) -> Any:
    """Run the command line with --json."""
    return json.loads(mingjing(*arguments, "--json"))


def write_rule(folder: Path, code: str = "LOC-001", status: str = "active", version: int = 1) -> Path:
    """Write the rule into the local folder."""
    file = folder / "rules" / f"{code}.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(RULE.format(code=code, status=status, version=version), encoding="utf-8")
    return file


def make_lake(folder: Path, lines: Sequence[Row]) -> Path:
    """Ingest a delivery with these lines: {place: admdvs, day, cnt, psn_no?, item?}; pric 10, the fund pays 80 %."""
    source = folder / "delivery"
    source.mkdir(parents=True)
    for name, rows in _tables(lines).items():
        with (source / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    mingjing("ingest", source, "--lake", folder / "lake")
    return folder / "lake"


def _tables(lines: Sequence[Row]) -> dict[str, list[dict[str, object]]]:
    places = sorted({str(line["place"]) for line in lines})
    people = sorted({str(line.get("psn_no", "P1")) for line in lines})
    parts = [_encounter(number, line) for number, line in enumerate(lines)]
    return {
        "fixmedins_b": [
            {"fixmedins_code": f"H{place}", "fixmedins_name": f"医院{place}", "fixmedins_type": "1"}
            | {"fix_blng_admdvs": place, "hosp_lv": "5"}
            for place in places
        ],
        "psn_info_b": [{"psn_no": person, "gend": "1", "brdy": "1980-01-01"} for person in people],
        **{name: [part[name] for part in parts] for name in ("mdtrt_d", "setl_d", "fee_list_d")},
    }


def _encounter(number: int, line: Row) -> dict[str, dict[str, object]]:
    """One encounter with its settlement and its one fee line."""
    who = {
        "mdtrt_id": f"E{number}",
        "psn_no": line.get("psn_no", "P1"),
        "fixmedins_code": f"H{line['place']}",
    }
    moment, yuan = f"{line['day']} 10:00:00", float(str(line["cnt"])) * 10
    paid = {"medfee_sumamt": yuan, "inscp_amt": yuan, "fund_pay_sumamt": yuan * 0.8}
    code = line.get("item", "001101000010000")
    item = {"med_list_codg": code, "medins_list_name": "普通门诊诊察", "list_type": "201"}
    amount = {"cnt": line["cnt"], "pric": 10, "det_item_fee_sumamt": yuan, "inscp_amt": yuan}
    settled = {"setl_id": f"S{number}", **who}
    return {
        "mdtrt_d": {**who, "med_type": "11", "begntime": moment, "endtime": moment},
        "setl_d": {**settled, "setl_time": moment, **paid},
        "fee_list_d": {"bkkp_sn": f"L{number}", **settled, "fee_ocur_time": moment, **item, **amount},
    }


def rows(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file, findings with their evidence as a dictionary."""
    found: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return [row | {"evidence": json.loads(row["evidence"])} if "evidence" in row else row for row in found]
