"""Scores by Excel: all rows or none, and every wrong one is named."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjing.kernel.errors import ForbiddenError, InvalidError
from mingjing.office.staff.models import Proposal
from mingjing.office.staff.services import sheet
from tests.office.staff.conftest import DOCTOR, NURSE, World

pytestmark = pytest.mark.django_db
GOOD = [
    DOCTOR,
    "张医生",
    "H1",
    "所在机构或者科室被协议处理，相关人员负有责任",
    "主要责任",
    "2026-04-10",
    "协1号",
    "",
    "",
    "负有责任",
]


def _book(world: World, *rows: list[Any]) -> io.BytesIO:
    book = openpyxl.load_workbook(io.BytesIO(sheet.template(world.who("officer"))))
    for row in rows:
        book["记分"].append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_the_filled_template_becomes_proposals(world: World, signed_in: Callable[..., Client]) -> None:
    second = [NURSE, "李护士", "H2", "agreement", "general", "2026/04/09", "协1号", None, None, "负有责任"]
    upload = SimpleUploadedFile("记分.xlsx", _book(world, GOOD, second).read())
    assert signed_in("officer").post("/staff/import/", {"file": upload}).status_code == 302
    found = Proposal.objects.order_by("pk").values_list("member__code", "points", "state")
    assert list(found) == [(DOCTOR, 3, "proposed"), (NURSE, 1, "proposed")]


def test_one_wrong_row_keeps_all_out_and_each_wrong_one_is_named(world: World) -> None:
    rows = [
        GOOD,
        [DOCTOR, "张医生", "H1", "没有的情形", "主要责任", "2026-04-10", "协2号", "", "", "理由"],
        [DOCTOR, "张医生", "H1", GOOD[3], "主要责任", "四月十日", "协3号", "", "", "理由"],
        GOOD,
    ]
    with pytest.raises(InvalidError) as caught:
        sheet.take_in(world.who("officer"), _book(world, *rows), 1)
    assert [one.what.split("：")[0] for one in caught.value.problems] == ["第 3 行", "第 4 行", "第 5 行"]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", "执业人员编码,姓名".encode()])
def test_what_is_no_workbook_is_told_so(world: World, content: bytes) -> None:
    with pytest.raises(InvalidError):
        sheet.take_in(world.who("officer"), io.BytesIO(content), len(content))


def test_an_empty_sheet_and_somebody_without_the_right_are_refused(world: World) -> None:
    with pytest.raises(InvalidError):
        sheet.take_in(world.who("officer"), _book(world), 1)
    with pytest.raises(ForbiddenError):
        sheet.take_in(world.who("reviewer"), _book(world, GOOD), 1)
