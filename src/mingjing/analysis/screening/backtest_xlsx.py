"""A back-test as a small workbook: a sheet of figures, then what is gained, lost and changed, ids masked."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening.backtest import KINDS, LISTED, Comparison, Side
from mingjing.analysis.screening.wording import SEVERITIES
from mingjing.analysis.screening.xlsx_table import Column, Styles, TableSheet, write_table

NAMES = {"gained": "新增", "lost": "消失", "changed": "变化"}
_EPOCH = date(1899, 12, 30)  # Excel counts days from here
_FIGURES = (
    Column("label", "项目", width=20),
    Column("findings", "疑点数", "count", 12),
    Column("amt", "疑点金额（元）", "money", 18),
    Column("note", "说明", "wrapped", 60),
)
_FINDINGS = (
    Column("day", "发生日期", "date", 12),
    Column("fixmedins_code", "机构编号", width=16),
    Column("degree", "严重程度", width=12),
    Column("old_degree", "原严重程度", width=12),
    Column("old_amt", "原金额（元）", "money", 14, total=True),
    Column("checkout_amt", "新金额（元）", "money", 14, total=True),
    Column("message", "疑点说明", "wrapped", 70),
    Column("psn_no", "人员编号（遮掩）", width=14),
    Column("mdtrt_id", "就诊编号（遮掩）", width=14),
    Column("finding_id", "疑点编号", width=34),
)
_ARROW = {"money": pa.float64(), "count": pa.int64(), "date": pa.int64()}


def write_comparison(file: Path, found: Comparison) -> None:
    """Write the comparison to `file`, which appears as a whole or not at all."""
    with whole_file(file) as building, xlsxwriter.Workbook(building, {"constant_memory": True}) as book:
        styles = Styles(book)
        title = f"规则 {found.new.rule.code} {found.new.rule.title} 回测"
        _sheet(book, styles, "汇总", title, _FIGURES, _figures(found))
        for kind in KINDS:
            rows = [_row(row) for row in found.listed[kind]]
            most = f"（金额最大的 {LISTED} 条）" if found.sums[kind]["findings"] > len(rows) else ""
            _sheet(book, styles, NAMES[kind], f"{NAMES[kind]}的疑点{most}", _FINDINGS, rows)


def _figures(found: Comparison) -> list[dict[str, Any]]:
    sides = [("新版", found.new), *([("旧版", found.old)] if found.old else [])]
    rows = [
        {"label": label, "findings": side.findings, "amt": float(side.plain_amt), "note": version(side)}
        for label, side in sides
    ]
    rows.append({"label": "不变", "findings": found.same, "amt": None, "note": "金额、严重程度和明细都相同"})
    notes = {"gained": "只有新版查出", "lost": "只有旧版查出", "changed": "金额为新版减旧版"}
    rows += [
        {
            "label": NAMES[kind],
            "findings": found.sums[kind]["findings"],
            "amt": float(found.sums[kind]["plain_amt"]),
            "note": notes[kind],
        }
        for kind in KINDS
    ]
    return rows


def version(side: Side) -> str:
    """Name a version: code, number and file."""
    return f"{side.rule.code} 第 {side.rule.version} 版，{side.rule.document.path}"


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    day = row["occurred_on"]
    return {
        **row,
        "day": (day - _EPOCH).days if day else None,
        "degree": SEVERITIES[row["sev_deg"]],
        "old_degree": SEVERITIES.get(row["old_sev"], ""),
        **{name: None if row[name] is None else float(row[name]) for name in ("old_amt", "checkout_amt")},
    }


def _sheet(
    book: xlsxwriter.Workbook,
    styles: Styles,
    name: str,
    title: str,
    columns: tuple[Column, ...],
    rows: list[dict[str, Any]],
) -> None:
    schema = pa.schema([(column.name, _ARROW.get(column.kind, pa.string())) for column in columns])
    table = pa.Table.from_pylist([{c.name: row.get(c.name) for c in columns} for row in rows], schema)
    totals = {c.name: float(sum(row[c.name] or 0 for row in rows)) for c in columns if c.total}
    write_table(book, styles, TableSheet(name, title, columns, len(rows), totals), [table])
