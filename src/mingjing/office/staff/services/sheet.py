"""Scores as a workbook: a sheet to fill in, taken in whole or not at all, every wrong row named."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

import openpyxl
import xlsxwriter
from django.db import transaction
from openpyxl.utils.exceptions import InvalidFileException

from mingjing.kernel.errors import InvalidError, MingjingError, Problem
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.staff.core.standards import DUTIES
from mingjing.office.staff.models import Proposal
from mingjing.office.staff.services import scoring, standing
from mingjing.office.staff.services.commands import Given

HEADS = {
    "执业人员编码": "code", "姓名": "name", "所在机构编码": "institution", "记分情形": "item", "责任程度": "duty",
    "处理日期": "happened_on", "处理文书号": "document", "案件编号": "case", "线索编号": "lead", "记分事实和理由": "reason",
}  # fmt: skip
NEEDED = ("执业人员编码", "姓名", "所在机构编码", "记分情形", "责任程度", "处理日期", "记分事实和理由")
MOST_ROWS, MOST_BYTES = 2000, 5 * 1024 * 1024
_SHEET = "记分"


def template(user: User) -> bytes:
    """Return an empty workbook with the situations and degrees to pick from."""
    items = standing.in_force(user.organisation.admdvs, clocks.today()).items()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        page, said = book.add_worksheet(_SHEET), book.add_worksheet("记分情形")
        for at, name in enumerate(HEADS):
            page.write_string(0, at, name + ("*" if name in NEEDED else ""), head)
            page.set_column(
                at,
                at,
                40 if name in ("记分情形", "记分事实和理由") else 20,
                day if name == "处理日期" else text,
            )
        for at, name in enumerate(("情形", "档次", *DUTIES.values())):
            said.write_string(0, at, name, head)
        for row, one in enumerate(items, start=1):
            for at, value in enumerate((one.text, one.label, *(one.points[duty] for duty in DUTIES))):
                said.write(row, at, value)
        said.set_column(0, 0, 70)
        page.data_validation(
            1, 3, MOST_ROWS, 3, {"validate": "list", "source": f"=记分情形!$A$2:$A${len(items) + 1}"}
        )
        page.data_validation(1, 4, MOST_ROWS, 4, {"validate": "list", "source": list(DUTIES.values())})
        page.freeze_panes(1, 0)
    return buffer.getvalue()


@transaction.atomic
def take_in(actor: User, file: IO[bytes], size: int) -> list[Proposal]:
    """Propose every row of a workbook. Raises InvalidError that names every wrong row; then nothing is proposed."""
    demand(actor, Permission.STAFF_SCORE)
    if size > MOST_BYTES:
        raise InvalidError("文件超过 5 MB", where="file", do="分次导入")
    made: list[Proposal] = []
    problems: list[Problem] = []
    items = {
        one.text: one.key for one in standing.in_force(actor.organisation.admdvs, clocks.today()).items()
    }
    for number, cells in _rows(file):
        try:
            with transaction.atomic():
                made.append(scoring.propose(actor, _given(cells, items)))
        except MingjingError as error:
            problems += [
                Problem(f"第 {number} 行：{one.what}", "file", one.why, one.do) for one in error.problems
            ]
    if not made and not problems:
        problems.append(Problem("工作簿里没有填写记分", "file"))
    if problems:
        raise InvalidError.from_problems(problems)
    return made


def _rows(file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InvalidError(
            "文件打不开，不是 .xlsx 工作簿", where="file", do="用 Excel 或 WPS 另存为 .xlsx 再上传"
        ) from error
    try:
        page = book[_SHEET] if _SHEET in book.sheetnames else book.worksheets[0]
        rows = page.iter_rows(values_only=True)
        heads = [str(one or "").strip().rstrip("*") for one in next(rows, ())]
        if absent := [name for name in NEEDED if name not in heads]:
            raise InvalidError(f"缺少列：{'、'.join(absent)}", where="file", do="下载模板填写")
        for number, values in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                raise InvalidError(f"一次最多导入 {MOST_ROWS} 行", where="file", do="分次导入")
            cells = {HEADS[name]: value for name, value in zip(heads, values, strict=False) if name in HEADS}
            if any(value not in (None, "") for value in cells.values()):
                yield number, cells
    finally:
        book.close()


def _given(cells: dict[str, Any], items: dict[str, str]) -> Given:
    said = {key: _plain(value) for key, value in cells.items() if key != "happened_on"}
    item = items.get(said["item"], said["item"])
    duty = next((key for key, label in DUTIES.items() if said["duty"] in (key, label)), "")
    return Given(
        said["code"], said["name"], said["institution"], item, duty, _day(cells["happened_on"]), said["reason"], document=said.get("document", ""), case=said.get("case", ""), lead=said.get("lead", ""),
    )  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(_plain(value).replace("/", "-"))
    except ValueError:
        raise InvalidError(
            f"处理日期“{_plain(value)}”不是日期", where="happened_on", do="按 2026-04-10 填写"
        ) from None
