"""Letters as files: Word and PDF to take away, unaltered, and in the file of their case."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, NotVisibleError
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import gather
from mingjing.office.documents.services import dossier, drafting, issuing
from mingjing.office.liaison import letter_files
from mingjing.office.liaison.models import Letter
from mingjing.office.liaison.services import letters, replies
from mingjing.office.ui import pdf
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(province: Province, monkeypatch: pytest.MonkeyPatch) -> Province:
    """The province with a police department on the platform, and a LibreOffice that answers at once."""
    world.department(province, "partner", "police", "city1")
    monkeypatch.setattr(pdf, "program", lambda: "/bin/true")
    monkeypatch.setattr(pdf, "convert", lambda content, suffix="docx": b"%PDF-1.4 " + content[:4])
    return province


def answered(place: Province, story: Story) -> Letter:
    """Return a letter of the county about its case, with the department's answer and its attachment."""
    letter = world.sent(place, case=story.case)
    partner = place.who("partner", "partner")
    replies.receive(partner, letter)
    replies.reply(
        partner, letter, "已责令整改", number="公函〔2026〕3号", files=[world.upload("整改报告.pdf")]
    )
    return letter


def test_a_letter_is_taken_away_as_pdf_by_whoever_sees_it(
    place: Province, story: Story, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = answered(place, story)
    for who in (place.who("officer"), place.who("partner", "partner")):
        client.force_login(who)
        answer = client.get(f"/letters/{letter.pk}/pdf/")
        assert (answer["Content-Type"], b"".join(answer)[:4]) == ("application/pdf", b"%PDF")
    client.force_login(place.who("officer", "county3"))
    assert client.get(f"/letters/{letter.pk}/pdf/").status_code == 404
    monkeypatch.setattr(pdf, "program", lambda: None)
    client.force_login(place.who("officer"))
    assert "本机没有安装 LibreOffice" in client.get(f"/letters/{letter.pk}/").content.decode()


def test_an_altered_letter_is_not_handed_out(place: Province, story: Story) -> None:
    letter = world.sent(place, case=story.case)
    path = Path(letter.file.path)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ConflictError):
        letter_files.hand_letter(place.who("officer"), letter.pk)
    with pytest.raises(ConflictError):
        dossier.export(story.officer, story.case)


def test_the_case_file_holds_the_letters_of_the_case_and_their_answers(place: Province, story: Story) -> None:
    letter = answered(place, story)
    draft = letters.draft(place.who("officer"), world.given(place, case=story.case))
    world.sent(place)
    with zipfile.ZipFile(dossier.export(story.officer, story.case, with_pdf=True)) as archive:
        rows = json.loads(archive.read("manifest.json"))["files"]
        found = [one for one in rows if one["path"].startswith("正卷/函件/")]
        for one in found:
            archive.read(one["path"])
    names = [one["path"].removeprefix("正卷/函件/") for one in found]
    assert len(names) == 4, names
    assert names[0].startswith("001 关于加强医保基金监管的函") and names[0].endswith(".docx")
    assert names[1] == names[0].replace(".docx", ".pdf")
    assert names[2] == "002 复函 公函〔2026〕3号.txt"
    assert names[3].startswith("002 附件") and names[3].endswith("整改报告.pdf")
    assert found[0]["sha256"] == letter.sha256
    assert draft.code not in json.dumps(found)


def test_the_table_of_contents_names_the_letters(place: Province, story: Story) -> None:
    letter = answered(place, story)
    given = gather.of_case(story.fresh())
    rows = [one for one in given["文书清单"] if one["备注"] == "函件"]
    assert [one["字号"] for one in rows] == [letter.number, "公函〔2026〕3号"]
    assert given["件数"]["文书"] == len(given["文书清单"]) == given["文书清单"][-1]["序号"]


def test_a_paper_of_the_case_sent_as_letter_lies_in_the_file_once(place: Province, story: Story) -> None:
    world.letterhead(place, "county1")
    fields = {"受函单位": "公安局", "问题": "问题", "建议": "建议", "回复期限": "2099-01-01"}
    started = drafting.start(story.officer, story.case, "advice_letter", fields)
    paper = issuing.issue(place.who("leader"), drafting.submit(story.officer, started))
    letters.dispatch(place.who("officer"), paper, place.bodies["partner"].pk)
    with zipfile.ZipFile(io.BytesIO(dossier.export(story.officer, story.case).read())) as archive:
        assert sum(paper.number in name for name in archive.namelist()) == 1


def test_of_a_letter_that_came_in_there_is_no_text_to_make_up(place: Province) -> None:
    partner, bureau = place.who("partner", "partner"), place.bodies["county1"].pk
    had = letters.Paperwork("公函〔2026〕9号", clocks.today())
    sent = letters.send_in(partner, letters.Given("incoming", "协查函", "事由", "请求", bureau), had)
    with pytest.raises(NotVisibleError):
        letter_files.hand_letter(partner, sent.pk, as_pdf=True)
