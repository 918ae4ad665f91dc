"""leads.xlsx: cover, one row per lead, one row per suspicious line, the rules that could not run."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening import report_models
from mingjing.analysis.screening.lead import Leads
from mingjing.analysis.screening.run_record import RunRecord, missing_label
from mingjing.analysis.screening.wording import CONCLUSIONS, SEVERITIES
from mingjing.analysis.screening.xlsx_cover import Cover, Degree, write_cover
from mingjing.analysis.screening.xlsx_table import (
    EXCEL_ROWS,
    HEAD_ROWS,
    Column,
    Styles,
    TableSheet,
    write_table,
)
from mingjing.analysis.standard.schema import behaviours

LEAD_SHEET, LINE_SHEET, UNEVALUATED_SHEET = "线索清单", "疑点明细", "未能评估的规则"
_BATCH = 20_000
_DEGREES = tuple(SEVERITIES.values())

LEAD_COLUMNS = (
    Column("rank", "线索序号", "number", 6),
    Column("lead_id", "线索编号", width=18),
    Column("name", "定点机构名称", "wrapped", 22),
    Column("behaviour_zh", "违法违规行为", "wrapped", 17),
    Column("degree", "最高严重程度", width=10, choices=_DEGREES),
    Column("findings", "疑点数", "count", 8, total=True),
    Column("net_amt", "线索净额（元）", "money", 14),
    Column("counted_amt", "计入合计净额（元）", "money", 14, total=True),
    Column("counted_fund", "基金支付净额（元）", "money", 14, total=True),
    Column("why", "主要疑点", "wrapped", 48),
    Column("", "承办人", width=9),
    Column("", "核查结论", width=11, choices=CONCLUSIONS),
    Column("", "核实金额（元）", "money", 13),
    Column("", "追回金额（元）", "money", 13),
    Column("", "备注", "wrapped", 16),
    Column("verify", "核查要点", "wrapped", 48, printed=False),
    Column("defence", "可能的申辩", "wrapped", 40, printed=False),
    Column("clause", "依据条款", "wrapped", 36, printed=False),
    Column("rules", "涉及规则", "wrapped", 28, printed=False),
    Column("fixmedins_code", "定点机构编码", width=15, printed=False),
    Column("admdvs", "所属区划", width=9, printed=False),
    Column("level", "等级", width=10, printed=False),
    Column("kinds", "三假三乱", width=12, printed=False),
    Column("sev1", "明确违规疑点数", "count", 9, total=True, printed=False),
    Column("sev2", "高度可疑疑点数", "count", 9, total=True, printed=False),
    Column("sev3", "轻度可疑疑点数", "count", 9, total=True, printed=False),
    Column("documents", "就诊单据数", "count", 9, printed=False),
    Column("persons", "涉及人数", "count", 9, printed=False),
    Column("lines", "明细条数", "count", 9, printed=False),
    Column("plain_amt", "疑点金额（元）", "money", 15, total=True, printed=False),
    Column("estimate_amt", "估算金额（元，不计入合计）", "money", 15, total=True, printed=False),
    Column("expected_amt", "预计可追回（元）", "money", 15, printed=False),
    Column("first_date", "最早日期", "date", 11, printed=False),
    Column("last_date", "最晚日期", "date", 11, printed=False),
)
LINE_COLUMNS = (
    Column("rank", "线索序号", "number", 6),
    Column("name", "定点机构名称", width=22),
    Column("title", "规则名称", width=20),
    Column("degree", "严重程度", width=10, choices=_DEGREES),
    Column("psn_no", "人员编号", width=22),
    Column("mdtrt_id", "就诊ID", width=20),
    Column("item_name", "项目名称", width=24),
    Column("day", "日期", "date", 11),
    Column("cnt", "数量", "quantity", 9),
    Column("pric", "单价（元）", "quantity", 10),
    Column("gross", "明细金额（元）", "money", 12),
    Column("hit_amt", "疑点金额（元）", "money", 13, total=True),
    Column("counted_amt", "计入合计净额（元）", "money", 13, total=True),
    Column("", "核查结论", width=11, choices=CONCLUSIONS),
    Column("", "核查金额（元）", "money", 12),
    Column("", "备注", width=16),
    Column("message", "疑点说明", width=70, printed=False),
    Column("behaviour_zh", "违法违规行为", width=20, printed=False),
    Column("rule_code", "规则编码", width=10, printed=False),
    Column("item", "项目编码", width=26, printed=False),
    Column("bkkp_sn", "明细流水号", width=24, printed=False),
    Column("setl_id", "结算ID", width=20, printed=False),
    Column("fixmedins_code", "定点机构编码", width=15, printed=False),
    Column("staff_code", "医护人员代码", width=16, printed=False),
    Column("hit_fund", "疑点金额中基金支付（元）", "money", 14, total=True, printed=False),
    Column("counted_fund", "计入合计基金净额（元）", "money", 14, total=True, printed=False),
    Column("estimate_amt", "估算金额（元，不计入合计）", "money", 14, total=True, printed=False),
    Column("lead_id", "线索编号", width=18, printed=False),
    Column("finding_id", "疑点编号", width=34, printed=False),
)
RULE_COLUMNS = (
    Column("code", "规则编码", width=12),
    Column("title", "规则名称", "wrapped", 34),
    Column("behaviour_zh", "针对的行为", "wrapped", 30),
    Column("degree", "严重程度", width=12, choices=_DEGREES),
    Column("missing", "缺少的数据（表.字段）", "wrapped", 60),
)

_DAY = "date_diff('day', DATE '1899-12-30', {0})"
_LINES = f"""
SELECT d.rank, d.lead_id, x.finding_id, x.rule_code, r.title, x.sev_deg, d.behaviour_zh,
  coalesce(l.fixmedins_code, x.fixmedins_code) AS fixmedins_code, i.name, f.psn_no, f.staff_code,
  coalesce(l.mdtrt_id, f.mdtrt_id) AS mdtrt_id, coalesce(l.setl_id, f.setl_id) AS setl_id, l.bkkp_sn, l.item,
  l.item_name, {_DAY.format("coalesce(l.svc_date, f.occurred_on)")} AS day, l.cnt, l.pric, l.gross, l.hit_amt,
  c.counted_amt, l.hit_fund, c.counted_fund,
  CASE WHEN x.amount_basis = 'estimate' THEN x.checkout_amt END AS estimate_amt, f.message
FROM lead_finding AS x JOIN lead AS d ON d.lead_id = x.lead_id AND NOT d.cut
JOIN lead_finding_in AS f ON f.finding_id = x.finding_id JOIN lead_rule AS r ON r.rule_code = x.rule_code
LEFT JOIN lead_line_in AS l ON l.finding_id = x.finding_id AND x.amount_basis = 'lines'
LEFT JOIN lead_line AS c ON c.finding_id = l.finding_id
  AND c.unit = coalesce('L' || l.bkkp_sn, 'S' || l.setl_id, 'F' || l.finding_id)
LEFT JOIN lead_institution AS i ON i.fixmedins_code = coalesce(l.fixmedins_code, x.fixmedins_code)
ORDER BY d.rank, x.sev_deg, coalesce(x.checkout_amt, 0) DESC, x.finding_id, l.svc_date, l.bkkp_sn, l.setl_id
"""

_LEADS = f"""
SELECT * REPLACE ({_DAY.format("first_date")} AS first_date, {_DAY.format("last_date")} AS last_date),
FROM lead_list WHERE NOT cut ORDER BY rank
"""


def write_workbook(
    engine: DuckDBEngine, file: Path, leads: Leads, run: RunRecord, sheet_rows: int = EXCEL_ROWS - HEAD_ROWS
) -> None:
    """Write leads.xlsx to `file`, which appears as a whole or not at all.

    Needs the relations that build_leads left in `engine`. A sheet of lines holds at most `sheet_rows` rows;
    what is longer goes on in 疑点明细(2) and so on.
    """
    parts = file.with_name(f".{file.name}.parts")
    if parts.exists():  # of a run that was killed here
        shutil.rmtree(parts)
    parts.mkdir()
    lines = parts / "lines.parquet"
    try:
        sheets = _line_sheets(engine, lines, sheet_rows)
        listed = engine.native(_LEADS)
        lead_sheet = TableSheet(
            LEAD_SHEET, f"疑点线索清单（{run.period}）", LEAD_COLUMNS, listed.num_rows, _sums(listed)
        )
        # Long lists go to disk row by row: memory stays flat however many lines there are.
        options = {"constant_memory": True, "tmpdir": str(parts)}
        with whole_file(file) as building, xlsxwriter.Workbook(building, options) as book:
            styles = Styles(book)
            _describe(book, run)
            write_cover(book, styles, Cover(run, leads, lead_sheet, sheets, _degrees(engine)))
            write_table(book, styles, lead_sheet, [_with_degree(listed)])
            for number, sheet in enumerate(sheets):
                write_table(book, styles, sheet, _slices(lines, number * sheet_rows, sheet.rows))
            _write_models(engine, book, styles)
            _write_unevaluated(book, styles, run)
    finally:
        shutil.rmtree(parts)


def _describe(book: xlsxwriter.Workbook, run: RunRecord) -> None:
    book.set_size(2400, 1400)
    book.set_properties(
        {"title": "医保基金使用疑点线索清单", "subject": run.period, "comments": f"筛查批次 {run.run_id}"}
    )


def _line_sheets(engine: DuckDBEngine, lines: Path, sheet_rows: int) -> list[TableSheet]:
    """Put the lines in their order into one Parquet file; return the sheets they fill, with their totals."""
    engine.execute(f"COPY ({_LINES}) TO {text(lines)} (FORMAT parquet)")
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in _totalled(LINE_COLUMNS))
    parts = engine.native(
        f"SELECT file_row_number // {sheet_rows} AS part, count(*) AS rows, {sums}"
        f" FROM read_parquet({text(lines)}, file_row_number = true) GROUP BY part ORDER BY part"
    ).to_pylist()
    sheets: list[TableSheet] = []
    for part in parts or [{"rows": 0}]:
        number = len(sheets) + 1
        name = LINE_SHEET if number == 1 else f"{LINE_SHEET}({number})"
        title = "疑点明细" + (f"（第 {number} 部分，共 {len(parts)} 部分）" if len(parts) > 1 else "")
        totals = {column: float(part.get(column, 0)) for column in _totalled(LINE_COLUMNS)}
        sheets.append(TableSheet(name, title, LINE_COLUMNS, part["rows"], totals))
    return sheets


def _degrees(engine: DuckDBEngine) -> dict[int, Degree]:
    """What the listed leads come to, by severity."""
    rows = engine.native(
        "SELECT f.sev_deg, count(*) AS findings, CAST(sum(c.counted_amt) AS DOUBLE) AS amt,"
        " CAST(sum(c.counted_amt * f.prior) AS DOUBLE) AS expected"
        " FROM lead_finding AS f JOIN lead_counted AS c ON c.finding_id = f.finding_id"
        " JOIN lead AS d ON d.lead_id = f.lead_id WHERE NOT d.cut GROUP BY f.sev_deg"
    ).to_pylist()
    return {row["sev_deg"]: Degree(row["findings"], row["amt"], row["expected"]) for row in rows}


def _totalled(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns if column.total]


def _sums(listed: pa.Table) -> dict[str, float]:
    return {name: float(pc.sum(listed[name]).as_py() or 0) for name in _totalled(LEAD_COLUMNS)}


def _slices(lines: Path, start: int, rows: int) -> Iterator[pa.Table]:
    """Yield rows `start` to `start + rows` of the line file in small tables."""
    passed = 0
    with pq.ParquetFile(lines) as source:
        for batch in source.iter_batches(batch_size=_BATCH):
            first, last = max(start - passed, 0), min(start + rows - passed, batch.num_rows)
            if first < last:
                yield _with_degree(pa.Table.from_batches([batch.slice(first, last - first)]))
            passed += batch.num_rows


def _with_degree(table: pa.Table) -> pa.Table:
    words = [SEVERITIES[degree] for degree in table["sev_deg"].to_pylist()]
    return table.append_column("degree", pa.array(words, pa.string()))


def _write_models(engine: DuckDBEngine, book: xlsxwriter.Workbook, styles: Styles) -> None:
    found = report_models.sheet(engine)
    if found is not None:
        write_table(book, styles, found[0], [found[1]])


def _write_unevaluated(book: xlsxwriter.Workbook, styles: Styles, run: RunRecord) -> None:
    names = behaviours()
    rows = [
        {
            "code": rule.code,
            "title": rule.title,
            "behaviour_zh": names[rule.behaviour].zh,
            "degree": SEVERITIES[rule.sev],
            "missing": "\n".join(missing_label(name) for name in rule.missing),
        }
        for rule in run.unevaluated
    ]
    title = "本次数据不支持评估的规则（不等于未发现问题）"
    sheet = TableSheet(UNEVALUATED_SHEET, title, RULE_COLUMNS, len(rows), {})
    schema = pa.schema([(column.name, pa.string()) for column in RULE_COLUMNS])
    write_table(book, styles, sheet, [pa.Table.from_pylist(rows, schema)])
