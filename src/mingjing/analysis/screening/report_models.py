"""What the report and the workbook say of the findings of models: words, and for the report the pictures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.pictures import drawing, peers, reading
from mingjing.analysis.screening.pictures.svg import Picture
from mingjing.analysis.screening.pictures.told import Told, tell
from mingjing.analysis.screening.report_data import ShownLead
from mingjing.analysis.screening.xlsx_table import Column, TableSheet

MODEL_SHEET, MOST_ROWS = "模型疑点说明", 20_000
COLUMNS = (
    Column("rank", "线索序号", "number", 6),
    Column("finding_id", "疑点编号", width=34),
    Column("model", "模型", width=22),
    Column("branch", "评价对象", width=9),
    Column("since", "从何时起", "wrapped", 22),
    Column("unusual", "什么异常", "wrapped", 60),
    Column("peers", "与谁比较", "wrapped", 34),
    Column("reliability", "得分、校准状态和稳定性", "wrapped", 34),
    Column("causes", "考虑过的诚实原因及处理", "wrapped", 60),
    Column("unseen", "数据看不出、须现场排除的", "wrapped", 40),
    Column("verify", "现场核查什么", "wrapped", 48),
)
_SHOWN = """
SELECT d.rank, f.finding_id, f.rule_code, f.rule_version, f.score, f.evidence, f.fixmedins_code, f.psn_no, f.staff_code,
  f.related_ids
FROM lead_finding_in AS f JOIN lead_finding AS x ON x.finding_id = f.finding_id JOIN lead AS d ON d.lead_id = x.lead_id
WHERE NOT d.cut AND starts_with(f.rule_code, 'MDL-') AND f.evidence IS NOT NULL {more}
ORDER BY d.rank, f.finding_id LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding of a model in words and pictures."""

    told: Told
    pictures: Sequence[Picture]


def explained(engine: DuckDBEngine, out: Path, shown: Sequence[ShownLead]) -> dict[str, Explained]:
    """Return the model findings of the leads shown in full, by finding_id."""
    wanted = [finding.head["finding_id"] for lead in shown for finding in lead.findings]
    if not wanted:
        return {}
    listed = ", ".join(f"'{one}'" for one in wanted)
    rows = engine.native(_SHOWN.format(more=f"AND f.finding_id IN ({listed})", most=len(wanted))).to_pylist()
    marks = reading.marks(engine, out, [row["finding_id"] for row in rows])
    names = {
        row["fixmedins_code"]: row["name"]
        for row in engine.native("SELECT fixmedins_code, name FROM lead_institution").to_pylist()
        if row["name"]
    }
    found = {row["finding_id"]: _explained(engine, out, row, marks, names) for row in rows}
    return {key: one for key, one in found.items() if one is not None}


def _explained(
    engine: DuckDBEngine,
    out: Path,
    row: Mapping[str, Any],
    marks: Mapping[str, Mapping[str, reading.Marks]],
    names: Mapping[str, str],
) -> Explained | None:
    evidence, own = json.loads(row["evidence"]), marks.get(row["finding_id"], {})
    keys = {name: row[name] for name in ("fixmedins_code", "psn_no", "staff_code")}
    history = reading.history(engine, out, row["rule_code"], evidence, keys)
    since = drawing.since(own, history, evidence)
    told = tell(row["rule_code"], row["rule_version"], row["score"], evidence, since)
    if told is None:
        return None
    members = row["related_ids"] or ()
    pictures = drawing.draw(evidence, own, names, members=members, history=history)
    if row["rule_code"] == reading.RISK:
        risk = [r | {"name": names.get(r["code"], r["code"])} for r in reading.risk(engine, out)]
        pictures.insert(0, peers.plane(risk, {row["fixmedins_code"]: "本机构"}))
    return Explained(told, pictures)


def sheet(engine: DuckDBEngine) -> tuple[TableSheet, pa.Table] | None:
    """Return the workbook's sheet of model findings with its rows; None when no model found anything."""
    rows = []
    for row in engine.native(_SHOWN.format(more="", most=MOST_ROWS)).to_pylist():
        told = tell(row["rule_code"], row["rule_version"], row["score"], json.loads(row["evidence"]))
        if told is not None:
            rows.append(_row(row, told))
    if not rows:
        return None
    title = "大数据模型的疑点（得分是核查的理由，不是违规的证明；图见筛查报告）"
    kinds = [(c.name, pa.int64() if c.name == "rank" else pa.string()) for c in COLUMNS]
    return TableSheet(MODEL_SHEET, title, COLUMNS, len(rows), {}), pa.Table.from_pylist(
        rows, pa.schema(kinds)
    )


def _row(row: Mapping[str, Any], told: Told) -> dict[str, Any]:
    return {
        "rank": row["rank"],
        "finding_id": row["finding_id"],
        "model": f"{told.code} {told.title} 第 {told.version} 版",
        "branch": told.branch,
        "since": told.since,
        "unusual": "\n".join(told.unusual),
        "peers": "\n".join(told.peers),
        "reliability": told.reliability,
        "causes": "\n".join(f"{cause}（{test}）：{said}" for cause, test, said in told.causes),
        "unseen": told.unseen,
        "verify": told.verify,
    }
