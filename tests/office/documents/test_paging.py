"""Page numbers of a case file: running through each volume, counted from PDF or written by hand, in the contents."""

import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases.models import Stage
from mingjing.office.documents import paging, preview, rendering
from mingjing.office.documents.services import counting, dossier
from mingjing.office.ui import pdf
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import draft, issued

pytestmark = pytest.mark.django_db


def _filed(story: Story) -> Story:
    rich.letterhead(story)
    issued(story.to(Stage.INVESTIGATING), "filing_approval")
    story.add_evidence()
    issued(story.to(Stage.REVIEWED), "legal_review")
    return story


def test_numbers_run_through_each_volume_and_wait_behind_what_is_unknown(story: Story) -> None:
    sheets = paging.sheets(_filed(story).case)
    assert [one.title for one in sheets] == ["立案审批表", "收费明细", "法制审核意见书"]
    first, item, review = (one.key for one in sheets)
    counting.write(story.officer, story.case, {item: 4, review: 2})
    assert [one.span for one in paging.sheets(story.case)] == ["", "", "1-2"]
    counting.write(story.officer, story.case, {first: 1})
    assert [one.span for one in paging.sheets(story.case)] == ["1", "2-5", "1-2"]
    with pytest.raises(InvalidError, match="没有这一件"):
        counting.write(story.officer, story.case, {"d0": 1})


def test_the_contents_and_the_exported_file_bear_them(story: Story) -> None:
    _filed(story)
    counting.write(story.officer, story.case, {one.key: 3 for one in paging.sheets(story.case)})
    story.to(Stage.CLOSED)
    text = rendering.render(draft(story, "dossier_index")).content
    assert "1-3" in preview.text(text) and "4-6" in preview.text(text)
    with zipfile.ZipFile(dossier.export(story.leader, story.fresh())) as archive:
        contents = archive.read("目录.txt").decode()
    assert "第 1-3 页" in contents and "第 4-6 页" in contents


def test_pages_are_counted_from_the_pdf_and_kept(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    three = b"%PDF-1.7 /Type/Pages /Count 3 " + b"/Type/Page/Parent 1 0 R " * 3
    monkeypatch.setattr(pdf, "program", lambda: "soffice")
    monkeypatch.setattr(pdf, "convert", lambda content, suffix="docx": three)
    _filed(story)
    assert len(counting.begin(story.officer, story.case)) == 3
    assert counting.count(story.fresh()) == 2
    assert [(one.pages, one.by_hand) for one in paging.sheets(story.case)] == [
        (3, False),
        (0, False),
        (3, False),
    ]
    monkeypatch.setattr(pdf, "program", lambda: None)
    with pytest.raises(ConflictError, match="LibreOffice"):
        counting.begin(story.officer, story.case)


def test_they_are_written_on_the_page_by_who_handles_the_case(
    story: Story, signed_in: Callable[..., Client]
) -> None:
    keys = [one.key for one in paging.sheets(_filed(story).case)]
    address = f"/cases/{story.case.number}/documents/pages/"
    officer = signed_in("officer")
    assert officer.post(address, {keys[0]: "二"}).status_code == 422
    assert officer.post(address, dict.fromkeys(keys, "2")).status_code == 302
    page = officer.get(address).content.decode()
    assert "3-4" in page and "手填" in page
    assert 'type="number"' not in signed_in("leader").get(address).content.decode()
    assert signed_in("leader").post(address, dict.fromkeys(keys, "2")).status_code == 403


@pytest.mark.skipif(pdf.program() is None, reason="LibreOffice is not installed")
def test_a_real_pdf_has_as_many_pages_as_libreoffice_made(story: Story) -> None:
    _filed(story)
    paper = story.case.documents.get(kind="filing_approval")
    assert 1 <= pdf.pages(pdf.convert(rendering.content_of(paper))) <= 3
