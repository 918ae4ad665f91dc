"""The sheets of a task's workbook: which columns stand where, which may be filled in, what they may hold."""

from dataclasses import dataclass

from mingjing.office.leads.models import Verdict

FORMAT = 1
HELP, SUSPICIONS, LINES, MARK = "填写说明", "疑点", "明细", "mingjing"
HEAD_ROW = 2
"""Row of the headings as Excel counts; row 1 is the title."""
VERDICTS = {verdict.label: verdict for verdict in Verdict if verdict}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, heading, width in characters, number format; `entry` may be filled in; `hidden` are keys."""

    key: str
    heading: str
    width: float = 12
    form: str = "@"
    entry: bool = False
    hidden: bool = False


MONEY, COUNT, DAY = "#,##0.00", "#,##0.####", "yyyy-mm-dd"
KEYS = (
    Column("id", "编号（勿改）", form="0", hidden=True),
    Column("version", "版本（勿改）", form="0", hidden=True),
)
ENTRIES = (
    Column("verdict", "核查结论", 14, entry=True),
    Column("amount", "认定金额（元）", 15, MONEY, entry=True),
    Column("reason", "原因", 26, entry=True),
)
SUSPICION = (
    *KEYS,
    Column("number", "线索编号", 18),
    Column("institution", "机构", 26),
    Column("document", "就诊编号", 18),
    Column("rule", "规则", 30),
    Column("severity", "严重程度", 10),
    Column("message", "疑点说明", 56),
    Column("clause", "条款", 36),
    Column("verify", "核查要点", 36),
    Column("answer", "机构答复", 14),
    Column("answer_reason", "答复理由", 30),
    Column("checkout", "检出金额（元）", 15, MONEY),
    *ENTRIES,
    Column("text", "核查意见", 40, entry=True),
)
LINE = (
    *KEYS,
    Column("number", "线索编号", 18),
    Column("rule", "规则", 24),
    Column("day", "费用日期", 12, DAY),
    Column("item", "医保目录编码", 22),
    Column("name", "项目名称", 30),
    Column("cnt", "数量", 10, COUNT),
    Column("pric", "单价", 12, "#,##0.00####"),
    Column("sumamt", "金额（元）", 13, MONEY),
    Column("hit", "检出金额（元）", 15, MONEY),
    ENTRIES[0],
    Column("accepted_cnt", "认定数量", 12, COUNT, entry=True),
    *ENTRIES[1:],
    Column("note", "说明", 30, entry=True),
)
GUIDE = (
    "一、怎样填写",
    "1. 只填黄色列；其余列和隐藏的编号列请勿改动、勿删除。可以筛选、排序、隐藏行，可以只交回一部分行。",
    "2. “疑点”表每行一条疑点，“明细”表每行一条费用明细。只填“疑点”表的结论时，结论适用于其全部明细。",
    "3. 部分明细属实的，在“明细”表逐条填结论、认定数量或认定金额；“疑点”表可以不填认定金额，系统按明细合计。",
    "4. 结论和原因请从下拉列表选择：属实、部分属实、不属实、数据错误、政策理解差异、超出范围、无法核实。",
    "5. 结论为“属实”而认定金额留空的，按检出金额认定；其余结论而认定金额留空的，按 0 认定。",
    "二、怎样交回",
    "在任务页面选择“上传已填工作簿”。系统先显示将改动哪些内容、哪些已被他人答复、哪些单元格有误，确认后一次生效；"
    "有误或有冲突的疑点不会写入，其余不受影响。同一工作簿重复上传不会重复生效。",
    "三、软件",
    "可用 Excel、WPS 表格、LibreOffice 填写，请保存为 .xlsx 格式。",
)
