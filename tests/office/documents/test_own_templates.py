"""A bureau's own templates: what is taken, what is refused, who it holds for."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.documents import fill, policy, preview, rendering
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Template
from mingjing.office.documents.services import templates
from mingjing.office.documents.typeset import standard, typeset
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import draft
from tests.office.province import Province

pytestmark = pytest.mark.django_db
KEY = "assistance_letter"


def upload(content: bytes, name: str = "模板.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def altered(change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """Return the standard template with its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(standard(kind(KEY)))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def _utf16(part: bytes) -> bytes:
    return part.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def own(text: str) -> bytes:
    return typeset(f"公文\n题 协助调查函\n号\n{text}\n落款\n")


def test_an_own_template_holds_for_the_bureau_and_those_below(story: Story) -> None:
    province: Province = story.province
    rich.letterhead(story)
    templates.upload(
        province.who("leader", "city1"), KEY, upload(own("市局统一格式：{{ 填写.事项 }}")), "统一格式"
    )
    document = draft(story, KEY)
    assert "市局统一格式：" in preview.text(rendering.content_of(document))
    templates.upload(story.leader, KEY, upload(own("县局格式：{{ 填写.事项 }}")), "本局格式")
    assert "县局格式：" in preview.text(rendering.content_of(document))
    assert KEY not in policy.templates(province.bodies["county3"])
    templates.restore(story.leader, KEY, "改用市局格式")
    assert policy.templates(province.bodies["county1"])[KEY].organisation == province.bodies["city1"]
    templates.restore(province.who("leader", "city1"), KEY, "停用")
    assert policy.templates(province.bodies["county1"]) == {}
    with pytest.raises(ConflictError):
        templates.restore(story.leader, KEY, "再次")
    assert list(
        Template.objects.filter(organisation=province.bodies["county1"]).values_list("number", flat=True)
    ) == [2, 1]


@pytest.mark.parametrize(
    "text",
    [
        "{{ 案件.没有的字段 }}", "{{ 没有的组.名称 }}", "{% for 项 in 证据 %}没有结束", "{{ 案件.名称 * 1000000 }}",
        "{{ 案件.名称.upper() }}", "{{ ''.__class__.__mro__ }}", "{% set a = 'a' %}{{ a + a }}", "{{ 单位.名称|pprint }}",
        "{{ range(10) }}", "{% include 'x' %}", "{{ cycler.__init__.__globals__ }}", "{{ 案件['__class__'] }}",
    ],
)  # fmt: skip
def test_templates_are_filled_never_executed(province: Province, text: str) -> None:
    with pytest.raises(InvalidError):
        templates.upload(province.who("leader"), KEY, upload(own(text)), "试")
    assert not Template.objects.exists()


def test_what_fetches_runs_or_swells_is_refused(province: Province) -> None:
    leader = province.who("leader")
    link = b'<Relationship Id="rX" Type="x" Target="http://example.org/x.dotm" TargetMode="External"/></Relationships>'
    field = b"<w:instrText>INCLUDETEXT &quot;/etc/passwd&quot;</w:instrText></w:p>"
    split = b"<w:instrText>INCLUDE</w:instrText><w:instrText>PICTURE x</w:instrText></w:p>"
    hidden = link.replace(b"External", b"&#69;xternal")
    wrong = [
        altered(lambda name, part: part.replace(b"</Relationships>", link) if name.endswith(".rels") else part),
        altered(lambda name, part: re.sub(rb"</w:p>", field, part, count=1) if name == "word/document.xml" else part),
        altered(lambda name, part: part, {"word/vbaProject.bin": b"x"}),
        altered(lambda name, part: part, {"word/embeddings/oleObject1.bin": b"x"}),
        altered(lambda name, part: part, {"word/media/zero.bin": bytes(41 * 1024 * 1024)}),
        altered(lambda name, part: re.sub(rb"</w:p>", split, part, count=1) if name == "word/document.xml" else part),
        altered(lambda name, part: part.replace(b"</Relationships>", hidden) if name.endswith(".rels") else part),
        altered(lambda name, part: _utf16(part) if name == "word/document.xml" else part),
        b"PK\x03\x04 nothing", b"%PDF-1.4", b"",
    ]  # fmt: skip
    for content in wrong:
        with pytest.raises(InvalidError):
            templates.upload(leader, KEY, upload(content), "试")
    with pytest.raises(InvalidError):
        templates.upload(leader, KEY, upload(own("{{ 填写.事项 }}")), " ")
    with pytest.raises(ForbiddenError):
        templates.upload(province.who("officer"), KEY, upload(own("{{ 填写.事项 }}")), "试")


def test_blanks_are_false_in_conditions_and_marked_where_printed() -> None:
    content, blanks = fill.fill(
        own("{% if 甲.乙 %}有{% else %}无{% endif %}{{ 甲.丙 }}{{ 甲.丁 or '　' }}"),
        {"甲": {"乙": "", "丙": None, "丁": ""}, "单位": {"名称": "某局"}, "文书": {"字号": "1号", "日期": "今天", "草稿标记": "x"}},
    )  # fmt: skip
    assert blanks == ["甲.丙"]
    assert "无【待填：甲.丙】" in preview.text(content)


def test_a_blank_in_a_header_or_a_text_box_is_a_blank(story: Story) -> None:
    rich.letterhead(story)
    document = draft(story, KEY)
    assert "当事人.电话" not in rendering.blanks(document)
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{ 填写.没有填 }}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"

    def headed(name: str, part: bytes) -> bytes:
        if not re.fullmatch(r"word/(header1|footer1|document)\.xml", name):
            return part
        added = f"<w:p><w:r><w:t>{{{{ 案件.没有{name[5:8]} }}}}</w:t></w:r>{box if 'doc' in name else ''}</w:p>".encode()
        return re.sub(rb"(</w:hdr>|</w:ftr>|<w:sectPr)", lambda end: added + end[0], part, count=1)

    content, _ = fill.fill(altered(headed), rendering.data_of(document))
    found = fill.unfilled(preview.text(content))
    assert {"没有字段“没有doc”", "没有字段“没有hea”", "没有字段“没有填”"} <= set(found), found
