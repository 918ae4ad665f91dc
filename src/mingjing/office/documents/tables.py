"""The lists of documents: of one case, and of all that a person sees."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from mingjing.office.cases import words
from mingjing.office.documents.models import Document
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table

_TONES = {"draft": "plain", "submitted": "warn", "issued": "good", "void": "bad"}


def state(one: Any) -> SafeString:
    """Return the state of a document as a badge."""
    return badge(one.state, one.get_state_display(), _TONES[one.state])


def _address(one: Document) -> str:
    return reverse("documents:detail", args=[one.pk])


_TITLE = Column("title", "文书", link=_address, sort="title")
_NUMBER = Column("number", "文号", sort="number")
_STATE = Column("state", "状态", "html", read=state, sort="state")
_PEOPLE = (
    Column("drafted_by", "拟稿人", read=lambda one: one.drafted_by.name),
    Column("issued_by", "签发人", read=lambda one: one.issued_by.name if one.issued_by else ""),
)
_ISSUED = Column("issued_on", "签发日期", "day", sort="issued_on")
_SERVED = Column("served_on", "送达日期", "day")

OF_CASE = Table(
    "documents",
    (
        _TITLE, _NUMBER, _STATE, _ISSUED, _SERVED, *_PEOPLE,
        Column("updated_at", "最近修改", "moment", sort="updated_at", first=False),
    ),
    unit="份",
    empty=Empty("本案还没有文书", "从右侧选择现在可以制作的文书。"),
)  # fmt: skip
ALL = Table(
    "register",
    (
        _TITLE, _NUMBER, _STATE,
        Column("case", "案件", "code", read=lambda one: one.case.number, sort="case__number"),
        Column("party", "当事人", read=lambda one: words.party(one.case), sort="case__party_name"),
        Column("organisation", "制作单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        _ISSUED, _SERVED, *_PEOPLE,
        Column("sha256", "文本摘要", "code", first=False),
        Column("void_reason", "作废原因", first=False),
    ),
    sort="-updated_at",
    unit="份",
    empty=Empty("没有符合条件的文书", "文书在案卷的“文书”页制作，签发后登记在此。"),
)  # fmt: skip
