"""The Excel form of an older case ledger: its columns, the template to download, reading it row by row."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Stage

SHEET, MOST_ROWS, MOST_BYTES = "案件台账", 500, 5 * 1024 * 1024
STAGES = (
    Stage.CLUE, Stage.DECLINED, Stage.INVESTIGATING, Stage.TERMINATED, Stage.DECIDED, Stage.EXECUTING, Stage.EXECUTED,
    Stage.CLOSED, Stage.ARCHIVED,
)  # fmt: skip
"""Where a case from an older ledger can go on lawfully; between report and decision it goes back to the investigation."""
_NOTE = "审核、告知、听证、讨论阶段的案件按“调查取证”导入，在系统中重新提交终结报告后继续办理。"
_STAGE_WORDS = {str(Stage(one).label): str(one) for one in STAGES}
_PURPOSES = {"未认定": "undecided", "否": "no", "是": "yes"}


@dataclass(frozen=True, slots=True)
class Old:
    """One row; amounts in yuan, None where the cell is empty."""

    number: str = ""
    party: str = ""
    subject: str = ""
    nature: str = ""
    institution: str = ""
    code: str = ""
    source: str = ""
    source_text: str = ""
    found_on: date | None = None
    situation: int = 0
    text: str = ""
    acted_on: date | None = None
    purpose: str = "undecided"
    purpose_reason: str = ""
    loss: Decimal | None = None
    stage: str = ""
    filed_on: date | None = None
    outcome: str = ""
    decided_on: date | None = None
    served_on: date | None = None
    refund: Decimal | None = None
    fine: Decimal | None = None
    confiscated: Decimal | None = None
    refund_paid: Decimal | None = None
    fine_paid: Decimal | None = None
    confiscated_paid: Decimal | None = None
    paid_on: date | None = None
    closed_on: date | None = None
    archive_no: str = ""


def _labels(choices: Any) -> dict[str, str]:
    return {str(label): str(value) for value, label in choices if value}


HEADS: dict[str, tuple[str, bool, str]] = {
    "number": ("原案号", True, "旧台账中的编号，本单位内不重复；再次导入时按此识别"),
    "party": ("当事人", False, "定点医药机构可以不填，以机构编码为准"),
    "subject": ("当事人类别", True, ""),
    "nature": ("当事人性质", True, ""),
    "institution": ("机构编码", False, "定点医药机构及其工作人员必填，须已在机构档案中"),
    "code": ("证照号码", False, ""),
    "source": ("案件来源", True, ""),
    "source_text": ("来源说明", False, ""),
    "found_on": ("发现日期", True, "例：2025-03-10"),
    "situation": ("违法情形序号", True, "案由目录 1 至 35 的序号"),
    "text": ("违法事实", True, ""),
    "acted_on": ("行为日期", True, ""),
    "purpose": ("骗取目的", False, "是、否、未认定；不填为未认定"),
    "purpose_reason": ("认定理由", False, "填写了是、否的须写明"),
    "loss": ("基金损失", False, "元"),
    "stage": ("环节", True, _NOTE),
    "filed_on": ("立案日期", False, "已立案的必填"),
    "outcome": ("处理决定", False, "已决定的必填"),
    "decided_on": ("决定日期", False, ""),
    "served_on": ("送达日期", False, ""),
    "refund": ("责令退回", False, "元"),
    "fine": ("罚款", False, "元"),
    "confiscated": ("没收违法所得", False, "元"),
    "refund_paid": ("已退回", False, "元；待结案、已结案、已归档不填的，视为已缴清"),
    "fine_paid": ("已缴罚款", False, ""),
    "confiscated_paid": ("已缴没收", False, ""),
    "paid_on": ("缴款日期", False, "最后一次缴款的日期；有已缴金额的必填"),
    "closed_on": ("结案日期", False, "已结案、已归档的必填"),
    "archive_no": ("案卷号", False, ""),
}
"""The heading of each column, whether it must be filled, and what is said of it."""
CHOICES: dict[str, dict[str, str]] = {
    "subject": _labels(Case.Subject.choices), "nature": _labels(Case.Party.choices),
    "source": _labels(Case.Source.choices), "stage": _STAGE_WORDS, "outcome": _labels(Case.Outcome.choices),
    "purpose": _PURPOSES,
}  # fmt: skip
_DAYS = {one.name for one in fields(Old) if "date" in str(one.type)}
_MONEY = {one.name for one in fields(Old) if "Decimal" in str(one.type)}


def template() -> bytes:
    """Return the workbook to fill in: headings, choices to pick from, and a sheet that explains them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page, notes, causes = (book.add_worksheet(name) for name in (SHEET, "填写说明", "案由目录"))
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1, "text_wrap": True})
    must = book.add_format({"bold": True, "bg_color": "#FDE9D9", "bottom": 1, "text_wrap": True})
    dated, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
    page.freeze_panes(1, 1)
    for place, (name, (title, needed, note)) in enumerate(HEADS.items()):
        page.set_column(place, place, 16, dated if name in _DAYS else None if name in _MONEY else text)
        page.write_string(0, place, f"{title}*" if needed else title, must if needed else head)
        if name in CHOICES:
            page.data_validation(1, place, MOST_ROWS, place, {"validate": "list", "source": [*CHOICES[name]]})
        notes.write_row(
            place + 1, 0, [title, "必填" if needed else "", note, "、".join(CHOICES.get(name, ()))]
        )
    notes.write_row(0, 0, ["列", "必填", "说明", "可选值"], head)
    notes.set_column(0, 3, 30)
    causes.write_row(0, 0, ["序号", "案由", "违法情形"], head)
    causes.set_column(1, 2, 50)
    for one in situations().values():
        causes.write_row(one.number, 0, [one.number, one.cause, one.text])
    book.close()
    return buffer.getvalue()


def rows(file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the filled rows of a workbook by number, as cells by column. Raises InvalidError for another file."""
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InvalidError(
            "文件打不开，不是 .xlsx 工作簿", where="file", do="用 Excel 或 WPS 另存为 .xlsx 再上传"
        ) from error
    try:
        page = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        lines = page.iter_rows(values_only=True)
        heads = [str(one or "").strip().rstrip("*") for one in next(lines, ())]
        titles = {title: name for name, (title, _, _) in HEADS.items()}
        if absent := [title for title, needed, _ in HEADS.values() if needed and title not in heads]:
            raise InvalidError(f"缺少列：{'、'.join(absent)}", where="file", do="下载模板填写")
        for number, values in enumerate(lines, start=2):
            cells = {titles[head]: one for head, one in zip(heads, values, strict=False) if head in titles}
            if any(value not in (None, "") for value in cells.values()):
                if number > MOST_ROWS + 1:
                    raise InvalidError(f"一次最多导入 {MOST_ROWS} 行", where="file", do="分次导入")
                yield number, cells
    finally:
        book.close()


def read(cells: dict[str, Any]) -> tuple[Old, list[str]]:
    """Return what a row says, and every cell of it that can't be read."""
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for name, (title, needed, _) in HEADS.items():
        value = cells.get(name)
        try:
            known = _value(name, value)
        except ValueError:
            wrong.append(f"{title}“{plain(value)[:40]}”{_fault(name)}")
            continue
        if needed and known in (None, "", 0):
            wrong.append(f"{title}没有填写")
        elif known is not None:
            found[name] = known
    return Old(**found), wrong


def _fault(name: str) -> str:
    if name in CHOICES:
        return "不是可选值"
    return (
        "不是日期"
        if name in _DAYS
        else "不是不小于 0、精确到分的金额"
        if name in _MONEY
        else "不是 1 至 35 的序号"
    )


def _value(name: str, value: Any) -> Any:
    """Return a cell as its column has it, None for an empty one. Raises ValueError."""
    text = plain(value)
    if not text:
        return None
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise ValueError
        return CHOICES[name][text]
    if name in _DAYS:
        return value.date() if isinstance(value, datetime) else date.fromisoformat(text.replace("/", "-"))
    if name in _MONEY:
        return _amount(text)
    return int(text) if name == "situation" else text


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "")).quantize(Decimal("0.0001"))
        exact = amount.quantize(CENT)
    except InvalidOperation:
        raise ValueError from None
    if amount < 0 or exact != amount or exact >= Decimal(10) ** 13:
        raise ValueError
    return exact


def plain(value: Any) -> str:
    """Return a cell as text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip()
