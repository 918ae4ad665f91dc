"""The kinds of letters, read from `letters.yaml`: who writes them to whom, until when they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import Organisation
from mingjing.office.documents import kinds as papers
from mingjing.office.liaison.models import Department

_HERE = Path(__file__).parent
BUREAU, PARTNER, BELOW, ABOVE = "bureau", "partner", "below", "above"


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter; see the head of `letters.yaml`."""

    key: str
    title: str
    sender: str
    to: tuple[str, ...]
    days: int
    unit: str
    problem: str
    request: str
    departments: tuple[Department, ...] = ()
    word: str = ""
    document: str = ""
    counts_sent: str = ""
    counts_received: str = ""
    basis: str = ""

    @property
    def days_said(self) -> str:
        """Return the days until the reply in words."""
        unit = "个工作日" if self.unit == "working" else "日"
        return f"{self.days}{unit}" if self.days else "无须复函"


@cache
def letter_kinds() -> Mapping[str, LetterKind]:
    """Return the kinds by key."""
    rows = yaml.load((_HERE / "letters.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {key: _kind(key, dict(row)) for key, row in rows.items()}


def _kind(key: str, row: dict[str, object]) -> LetterKind:
    sender, to = str(row.pop("from")), tuple(map(str, row.pop("to")))  # type: ignore[call-overload]
    departments = tuple(Department(one) for one in row.pop("departments", ()))  # type: ignore[attr-defined]
    return LetterKind(key=key, sender=sender, to=to, departments=departments, **row)  # type: ignore[arg-type]


def letter_kind(key: str) -> LetterKind:
    """Return one kind. Raises InvalidError."""
    found = letter_kinds().get(key)
    if found is None:
        raise InvalidError("请选择函件类别", where="kind")
    return found


def counted(name: str) -> list[str]:
    """Return the kinds of which a letter sent adds to a measure."""
    return [one.key for one in letter_kinds().values() if one.counts_sent == name]


def counted_received(name: str) -> list[str]:
    """Return the kinds of which a letter received adds to a measure."""
    return [one.key for one in letter_kinds().values() if one.counts_received == name]


def fits(kind: LetterKind, sender: Organisation, receiver: Organisation) -> bool:
    """Return whether this kind goes from one body to the other."""
    if sender.pk == receiver.pk:
        return False
    if receiver.kind == Organisation.Kind.PARTNER:
        return PARTNER in kind.to
    if not receiver.is_bureau:
        return False
    below = receiver.path.startswith(sender.path)
    above = sender.path.startswith(receiver.path)
    return BUREAU in kind.to or (BELOW in kind.to and below) or (ABOVE in kind.to and above)


REPLY = "letter_reply"


def _asks(kind: LetterKind) -> tuple[papers.Ask, ...]:
    return (
        papers.Ask("受函单位", "受函单位"),
        papers.Ask("问题", kind.problem, "text"),
        papers.Ask("建议", kind.request, "text"),
        papers.Ask("回复期限", "复函期限", required=False),
        papers.Ask("案件", "有关案件", required=False),
    )


def paper(kind: LetterKind) -> papers.Kind:
    """Return the kind of document that a letter is written on: its template, its word, its number."""
    return papers.Kind(
        f"letter_{kind.key}", kind.title, "部门函件", 0, word=kind.word, once=False, asks=_asks(kind),
        source=_HERE / "letter_sources" / f"{kind.key}.txt",
    )  # fmt: skip


def reply_paper() -> papers.Kind:
    """Return the kind of document that a bureau's reply is written on."""
    asks = (
        papers.Ask("受函单位", "受函单位"), papers.Ask("来函", "来函标题和文号"), papers.Ask("答复", "答复内容", "text"),
        papers.Ask("措施", "采取的措施、处理结果", "text", required=False),
    )  # fmt: skip
    return papers.Kind(
        REPLY,
        "复函",
        "部门函件",
        0,
        word="复",
        once=False,
        asks=asks,
        source=_HERE / "letter_sources" / "reply.txt",
    )


def plug() -> None:
    """Bring the papers of the letters that bureaus write; called when the app is ready."""
    for one in letter_kinds().values():
        if one.sender == BUREAU:
            papers.bring(paper(one))
    papers.bring(reply_paper())
