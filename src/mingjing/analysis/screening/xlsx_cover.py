"""The cover sheet: what was screened, the totals and what they mean, how to use the list, signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingjing.analysis.screening.lead import Leads
from mingjing.analysis.screening.run_record import RunRecord
from mingjing.analysis.screening.wording import SEVERITIES, caliber
from mingjing.analysis.screening.xlsx_table import (
    BODY_FONT,
    HEAD_ROWS,
    INK,
    LINE,
    PALE,
    Styles,
    TableSheet,
    totals_cell,
)

COVER_SHEET = "封面"
USAGE = (
    "本清单所列均为数据筛查发现的疑点，须经核查认定，不得直接作为处理、处罚的依据。",
    "“线索清单”一行为一条线索：一家机构的一类行为。按预计可追回金额由高到低排列；含明确违规的线索一律列入。",
    "在“疑点明细”按线索序号筛选，即为该线索的全部明细；在黄色列填写核查结论、核查金额和备注，请勿改动其他列。",
    "核查要点、可能的申辩和依据条款见“线索清单”；每条明细的数值依据见同一文件夹的 findings.parquet。",
    "“未能评估的规则”列出因数据缺失未能运行的规则及所缺字段，不等于未发现问题。",
    "含个人信息，仅限本案核查使用，不得外传。",
)
_MEANINGS = {
    1: "政策、价格、身份等硬性规定，无需判断",
    2: "证据较强，须结合病历核实",
    3: "线索性质，供排查参考",
}
_WIDTHS = (3, 26, 22, 22, 44, 3)
_NOTE_LENGTH = 58  # Chinese characters that fit on one line of the cover


@dataclass(frozen=True, slots=True)
class Degree:
    """What the findings of one severity come to: how many, net yuan, yuan expected back."""

    findings: int = 0
    net: float = 0.0
    expected: float = 0.0


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover tells: the run, what it found, and the sheets whose totals it repeats."""

    run: RunRecord
    found: Leads
    leads: TableSheet
    lines: Sequence[TableSheet]
    degrees: Mapping[int, Degree]

    def live(self, name: str) -> str:
        """Return the formula that adds up the filtered totals of a line column over all line sheets."""
        return "=" + "+".join(totals_cell(sheet, name) for sheet in self.lines)

    def stored(self, name: str) -> float:
        """Return the total of a line column over all line sheets."""
        return round(sum(sheet.totals[name] for sheet in self.lines), 2)


def write_cover(workbook: xlsxwriter.Workbook, styles: Styles, cover: Cover) -> None:
    """Write the cover as the first sheet."""
    page = _Page(workbook, styles)
    run = cover.run
    page.title("医保基金使用疑点线索清单", f"数据期间 {run.period}")
    page.section("一、筛查概况")
    for label, value in _facts(run):
        page.fact(label, value)
    page.section("二、金额与数量合计")
    page.head("指标", "本清单合计", "按当前筛选", "说明")
    for figure in _figures(cover):
        page.figure(*figure)
    if cover.found.totals.cut_leads:
        page.note(
            f"按本级核查能力，另有 {cover.found.totals.cut_leads:,} 条不含明确违规的线索未列入，涉及净额"
            f" {cover.found.totals.cut_amt:,.2f} 元，数据保留在筛查结果中；含明确违规的线索已全部列入。"
        )
    page.section("三、严重程度")
    page.head("严重程度", "疑点数", "净额（元）", "含义")
    for degree, meaning in _MEANINGS.items():
        page.degree(SEVERITIES[degree], cover.degrees.get(degree, Degree()), meaning)
    page.section("四、口径说明")
    page.notes(caliber(cover.found.priors))
    page.section("五、使用说明")
    page.notes(USAGE)
    page.section("六、签署")
    page.signatures(("编制人", "审核人", "签发人"), ("核查人员（不少于 2 人）", "执法证号", "核查日期"))


def _facts(run: RunRecord) -> list[tuple[str, str]]:
    found = len(run.rules) - len(run.unevaluated) - len(run.silent)
    return [
        ("筛查数据", "、".join(run.batches) or "—"),
        ("数据指纹", run.fingerprint),
        ("费用明细", f"{run.rows.get('fee_list_d', 0):,} 行；结算单 {run.rows.get('setl_d', 0):,} 行"),
        ("规则范围", run.selection),
        (
            "规则和模型",
            f"已评估 {found + len(run.silent)} 项（查出疑点 {found} 项，未发现疑点 {len(run.silent)} 项）",
        ),
        ("未能评估", f"{len(run.unevaluated)} 项，见“未能评估的规则”"),
        ("筛查批次", f"{run.run_id}（明镜 {run.software}，{run.engine}）"),
        ("生成时间", f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"),
    ]


def _figures(cover: Cover) -> list[tuple[str, float, str | None, str]]:
    """Label, value, formula of the same total over the filtered rows, and what it is."""
    leads = cover.leads
    listed = f"=SUBTOTAL(103,'{leads.name}'!B{HEAD_ROWS + 1}:B{HEAD_ROWS + max(leads.rows, 1)})"
    money = [
        ("疑点金额（元）", "hit_amt", "逐条相加，含重复"),
        ("疑点净额（元）", "counted_amt", "每条明细只计一次"),
        ("其中基金支付净额（元）", "counted_fund", "无法得知的未计"),
        ("估算金额（元）", "estimate_amt", "单列，不计入合计"),
    ]
    return [
        ("线索（条）", leads.rows, listed, f"其中含明确违规 {cover.found.totals.certain:,} 条"),
        ("疑点（个）", leads.totals["findings"], f"={totals_cell(leads, 'findings')}", "见“线索清单”"),
        ("疑点明细（行）", sum(sheet.rows for sheet in cover.lines), _visible_lines(cover), "见“疑点明细”"),
        *((label, cover.stored(name), cover.live(name), meaning) for label, name, meaning in money),
        (
            "预计可追回（元）",
            round(sum(found.expected for found in cover.degrees.values()), 2),
            None,
            "净额 × 预计查实率",
        ),
    ]


def _visible_lines(cover: Cover) -> str:
    parts = [
        f"SUBTOTAL(103,'{sheet.name}'!B{HEAD_ROWS + 1}:B{HEAD_ROWS + max(sheet.rows, 1)})"
        for sheet in cover.lines
    ]
    return "=" + "+".join(parts)


class _Page:
    """The cover's cursor: every call writes the next rows, because rows can only be written in order."""

    def __init__(self, workbook: xlsxwriter.Workbook, styles: Styles) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(COVER_SHEET)
        self.styles = styles
        self.row = 0
        self._add = workbook.add_format
        plain = {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter", "indent": 1}
        self._plain = plain
        self.wrapped = self._format(text_wrap=True, align="left", border=1, border_color=LINE)
        self.labelled = self._format(bg_color=PALE, border=1, border_color=LINE)
        self.cell = self._format(border=1, border_color=LINE, num_format="@", text_wrap=True)
        self._set_up()

    def _format(self, **changed: object) -> Format:
        return self._add({**self._plain, **changed})

    def _number(self, shown: str, **changed: object) -> Format:
        return self._format(num_format=shown, align="right", border=1, border_color=LINE, **changed)

    def _set_up(self) -> None:
        page = self.sheet
        page.hide_gridlines(2)
        page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, 1)
        page.center_horizontally()
        page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        page.set_footer(f'&C&"{BODY_FONT}"&9第 &P 页 / 共 &N 页')
        for place, width in enumerate(_WIDTHS):
            page.set_column(place, place, width)

    def _next(self, height: float) -> int:
        self.sheet.set_row(self.row, height)
        self.row += 1
        return self.row - 1

    def title(self, title: str, below: str) -> None:
        """Write the title and the line below it."""
        self._next(14)
        big = self._format(font_size=22, bold=True, font_color=INK, align="center", indent=0)
        row = self._next(40)
        self.sheet.merge_range(row, 1, row, 4, title, big)
        row = self._next(22)
        self.sheet.merge_range(
            row, 1, row, 4, below, self._format(align="center", indent=0, font_color="#44546A")
        )

    def section(self, title: str) -> None:
        """Start a section."""
        self._next(10)
        row = self._next(24)
        shown = self._format(bold=True, font_size=13, font_color=INK, bottom=2, bottom_color=INK)
        self.sheet.merge_range(row, 1, row, 4, title, shown)

    def fact(self, label: str, value: str) -> None:
        """Write one labelled text."""
        row = self._next(20)
        self.sheet.write_string(row, 1, label, self.labelled)
        self.sheet.merge_range(row, 2, row, 4, value, self.cell)

    def head(self, *labels: str) -> None:
        """Write the headings of a small table."""
        row = self._next(22)
        shown = self._format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=INK,
            align="center",
            indent=0,
            border=1,
            border_color=LINE,
        )
        for place, label in enumerate(labels, start=1):
            self.sheet.write_string(row, place, label, shown)

    def figure(self, label: str, value: float, formula: str | None, meaning: str) -> None:
        """Write a total: as found, and as the filters on the other sheets leave it."""
        row = self._next(20)
        number = "#,##0.00" if "元" in label else "#,##0"
        self.sheet.write_string(row, 1, label, self.labelled)
        self.sheet.write_number(row, 2, value, self._number(number, bold=True))
        live = self._number(number, font_color="#44546A")
        if formula:
            self.sheet.write_formula(row, 3, formula, live, value)
        else:
            self.sheet.write_string(row, 3, "—", live)
        self.sheet.write_string(row, 4, meaning, self.cell)

    def degree(self, label: str, found: Degree, meaning: str) -> None:
        """Write one severity."""
        row = self._next(20)
        self.sheet.write_string(row, 1, label, self.labelled)
        self.sheet.write_number(row, 2, found.findings, self._number("#,##0"))
        self.sheet.write_number(row, 3, found.net, self._number("#,##0.00"))
        self.sheet.write_string(row, 4, meaning, self.cell)

    def note(self, words: str) -> None:
        """Write one paragraph over the whole width; merged cells do not grow by themselves."""
        row = self._next(20 * -(-len(words) // _NOTE_LENGTH))
        self.sheet.merge_range(row, 1, row, 4, words, self.wrapped)

    def notes(self, paragraphs: Sequence[str]) -> None:
        """Write numbered paragraphs."""
        for number, words in enumerate(paragraphs, start=1):
            self.note(f"{number}. {words}")

    def signatures(self, *lines: Sequence[str]) -> None:
        """Write rows of labels with room to sign."""
        for labels in lines:
            row = self._next(34)
            for place, label in enumerate(labels, start=1):
                self.sheet.write_string(row, place, f"{label}：", self._format(bottom=1, bottom_color=LINE))
            self.sheet.write_blank(row, 4, None, self._format(bottom=1, bottom_color=LINE))
