"""Papers and lists that the program writes for a package from what the case and its leads hold."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from mingjing.office.cases import dues
from mingjing.office.cases.models import Hold
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Line, Suspicion
from mingjing.office.liaison.models import Handover

_FONT = {"font_name": "等线", "font_size": 10, "valign": "top"}
_MOST = 200_000
"""So many fee lines go into one list; more are a matter for a medium of their own, and the list says so."""

Made = tuple[str, bytes]
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def make(name: str, handover: Handover) -> Made | None:
    """Return what the program writes of this name, with its file name; None when there is nothing to write."""
    return _MAKERS[name](handover)


def suspicions(handover: Handover) -> QuerySet[Suspicion]:
    """Return the suspicions that a handover is about: its own clues, or those of its case."""
    if handover.case_id:
        return Suspicion.objects.filter(cases__case=handover.case_id, cases__active=True)
    return Suspicion.objects.filter(handed_over__handover=handover)


def _group_report(handover: Handover) -> Made | None:
    """The special group's report, as it stands in the history of the case."""
    step = (
        handover.track.steps.filter(name="propose_transfer").order_by("-pk").first()
        if handover.track
        else None
    )
    if step is None:
        return None
    case = handover.case
    people = "、".join(one.name for one in handover.track.group.order_by("pk")) if handover.track else ""
    facts = [
        ("案件", f"{case.title}（{case.number}）" if case else ""), ("当事人", handover.party_name),
        ("专案组人员", people), ("报告日期", f"{step.on:%Y年%m月%d日}"),
    ]  # fmt: skip
    return "案件情况的调查报告.docx", _paper(
        "涉嫌犯罪案件情况的调查报告", facts, step.text, handover.bureau.name
    )


def _clue_letter(handover: Handover) -> Made | None:
    facts = [
        ("移送编号", handover.number), ("受移送单位", handover.partner.name if handover.partner else ""),
        ("涉及对象", handover.party_name), ("移送理由和依据", handover.basis),
    ]  # fmt: skip
    return "线索移送函.docx", _paper("线索移送函", facts, handover.text, handover.bureau.name)


def _paper(title: str, facts: Sequence[tuple[str, str]], text: str, body: str) -> bytes:
    """Return a plain paper in Word: title, facts, text, body and date."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.bold, run.font.size = True, Pt(20)
    for label, said in facts:
        if said:
            paper.add_paragraph(f"{label}：{said}")
    for line in text.splitlines() or [""]:
        paper.add_paragraph(line).paragraph_format.first_line_indent = Pt(28)
    for line in (body, f"{clocks.today():%Y年%m月%d日}"):
        paper.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _bytes(paper.save)


def _bytes(save: Callable[[Any], object]) -> bytes:
    file = BytesIO()
    save(file)
    return file.getvalue()


def _items(handover: Handover) -> Made | None:
    """The list of goods and evidence of a case."""
    if handover.case is None:
        return None
    items = list(handover.case.evidence.prefetch_related("holds", "custody"))
    rows = [
        (
            one.number, one.get_kind_display(), one.name, one.text, one.origin, f"{one.obtained_on:%Y-%m-%d}",
            "、".join(hold.get_kind_display() for hold in one.holds.all() if hold.end == Hold.End.NONE), one.sha256,
        )
        for one in items
    ]  # fmt: skip
    heads = ("序号", "种类", "名称", "证明内容", "来源", "取得日期", "保全措施", "摘要（SHA-256）")
    goods = [row for row, one in zip(rows, items, strict=True) if one.kind == one.Kind.OBJECT]
    return "涉案物品清单.xlsx", _book([("涉案物品", heads, goods), ("证据目录", heads, rows)])


def _lines(handover: Handover) -> Made | None:
    """The fee lines behind the suspicions, each with lead, person and what was confirmed."""
    found = Line.objects.filter(suspicion__in=suspicions(handover).order_by().values("pk"))
    rows = found.select_related("suspicion__lead__institution", "suspicion__lead__person").order_by(
        "suspicion__lead__number", "suspicion_id", "fee_on", "pk"
    )
    if not (count := rows.count()):
        return None
    heads = (
        "线索编号", "定点机构", "参保人编号", "姓名", "证件号码", "疑点", "就诊编号", "费用日期", "目录编码", "项目名称", "数量", "单价", "金额",
        "检出金额", "认定金额", "结论",
    )  # fmt: skip
    sheets: list[Sheet] = [("费用明细", heads, map(_line, rows[:_MOST].iterator(5000)))]
    if count > _MOST:
        sheets.append(("说明", ("说明",), [(f"共 {count} 条，本清单列 {_MOST} 条，其余另附存储介质。",)]))
    return "涉案费用明细.xlsx", _book(sheets)


def _line(one: Line) -> tuple[Any, ...]:
    lead, person = one.suspicion.lead, one.suspicion.lead.person
    return (
        lead.number, lead.institution.name, person.psn_no if person else "", person.psn_name if person else "",
        person.certno if person else "", one.suspicion.rule_title, one.mdtrt_id or lead.mdtrt_id,
        f"{one.fee_on:%Y-%m-%d}" if one.fee_on else "", one.med_list_codg, one.name, one.cnt, one.pric, one.sumamt,
        one.hit_amt, one.accepted_amt, one.get_verdict_display() if one.verdict else "",
    )  # fmt: skip


def _money(handover: Handover) -> Made | None:
    """What the case is about in money, and what came in."""
    case = handover.case
    if case is None:
        return None
    sums = [
        ("涉案金额", case.suspected_amt), ("基金损失", case.loss_amt), ("责令退回", case.refund_amt), ("罚款", case.fine_amt),
        ("没收违法所得", case.confiscated_amt),
    ]  # fmt: skip
    paid = [
        (one.get_kind_display(), one.amount, f"{one.on:%Y-%m-%d}", one.voucher)
        for one in dues.standing(case, clocks.today())
    ]
    sheets: list[Sheet] = [
        ("金额", ("项目", "金额（元）"), sums),
        ("到账", ("款项", "金额（元）", "到账日期", "凭证号"), paid),
    ]
    return "涉案资金情况.xlsx", _book(sheets)


def _book(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook; what looks like a formula stays text."""
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        plain, bold = book.add_format(_FONT), book.add_format(_FONT | {"bold": True, "bg_color": "#eef2f6"})
        for name, heads, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(heads) - 1, 16)
            sheet.write_row(0, 0, heads, bold)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, ["" if cell is None else cell for cell in row], plain)
    return file.getvalue()


_MAKERS: dict[str, Callable[[Handover], Made | None]] = {
    "group_report": _group_report, "clue_letter": _clue_letter, "items": _items, "lines": _lines, "money": _money,
}  # fmt: skip
