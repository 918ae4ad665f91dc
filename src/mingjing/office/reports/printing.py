"""An edition as Excel, Word and PDF."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.reports import word
from mingjing.office.reports.core import behind, content, sheet
from mingjing.office.reports.core.content import Content
from mingjing.office.reports.core.figures import Table
from mingjing.office.reports.models import Edition
from mingjing.office.reports.services import drawing
from mingjing.office.ui import pdf, values

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
KINDS = {"excel": ("xlsx", XLSX), "word": ("docx", DOCX), "pdf": ("pdf", PDF)}
Address = Callable[[str, str], str]


def printed(edition: Edition, kind: str, address: str) -> bytes:
    """Return an edition as a file; `address` has {row} and {column} for the page of a figure.

    Raises ConflictError for a kind that its form does not have, and where a PDF cannot be made here.
    """
    kept = drawing.kept(edition)
    table = content.table(kept)
    briefing = table.template.kind == "briefing"
    if kind == "pdf":
        if briefing:
            return pdf.convert(_word(edition, table, address), "docx")
        return pdf.convert(_excel(edition, table, None), "xlsx")
    if briefing != (kind == "word"):
        other = "Word" if briefing else "Excel"
        raise ConflictError("该报表没有这种格式", where=kind, do=f"请下载 {other}")
    return _word(edition, table, address) if briefing else _excel(edition, table, kept)


def name(edition: Edition, kind: str) -> str:
    """Return the name of the file."""
    title: Any = drawing.shown(edition)["title"]
    return f"{title}-{edition.report.organisation.name}-第{edition.number}版.{KINDS[kind][0]}"


def notes(edition: Edition) -> list[str]:
    """Return what stands below a printed report: which edition it is, what it corrects, who is missing."""
    figures = drawing.shown(edition)
    said = [f"{edition.title}（{edition.get_state_display()}）　内容摘要 {edition.digest[:16]}"]
    if edition.base is not None:
        said.append(f"更正第{edition.base.number}版：{edition.reason}")
    if figures["missing"]:
        names = "、".join(f"{one['place']}（{one['state']}）" for one in figures["missing"])
        said.append(f"未报单位：{names}；其机构数按登记簿计入，其余各栏未计入。{edition.note}")
    elif edition.note:
        said.append(f"说明：{edition.note}")
    return said


def _excel(edition: Edition, table: Table, kept: Content | None) -> bytes:
    """Return the workbook; without `kept` the form alone."""
    signed = edition.signed_by.name if edition.signed_by else ""
    at = timezone.localtime(edition.signed_at or edition.drawn_at)
    changes = tuple(behind.Change(**one) for one in drawing.shown(edition)["changes"])
    pieces = sorted(behind.listed(kept), key=_place) if kept else []
    on = f"{at.year}年{at.month}月{at.day}日"
    under = sheet.Under(edition.drawn_by.name, signed, on, tuple(notes(edition)), changes, pieces)
    return sheet.write(table, under, kept is not None)


def _place(one: tuple[int, behind.Piece]) -> tuple[int, int, str, tuple[str, ...]]:
    return one[0], one[1].column, one[1].institution, one[1].keys


def _word(edition: Edition, table: Table, address: str) -> bytes:
    at = timezone.localtime(edition.signed_at or edition.drawn_at)
    said = notes(edition)[1:]
    if edition.signed_at is None:
        said.insert(0, f"（送审稿，取数时间 {values.moment(edition.drawn_at)}）")
    return word.write(table, said, address, edition.drawn_by.name, at)
