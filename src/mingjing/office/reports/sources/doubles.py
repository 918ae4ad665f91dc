"""What is on file in the platform already is not put on file for the reports once more, nor counted twice."""

from collections.abc import Iterable
from datetime import date

from mingjing.office.accounts.models import Organisation
from mingjing.office.reports.sources import matters

_PLAIN = str.maketrans(
    {
        "[": "〔",
        "]": "〕",
        "（": "〔",
        "）": "〕",
        "(": "〔",
        ")": "〕",
        "【": "〔",
        "】": "〕",
        " ": "",
        "　": "",
    }
)
# The kinds of supplementary registrations of which letters and meetings give the same measure.
LETTER, SUPERVISION, MEETING = "letter", "supervision", "joint_meeting"
KINDS = (LETTER, SUPERVISION, MEETING)


def plain(text: str) -> str:
    """Return a number however it is bracketed and spaced, as official documents write it."""
    return text.translate(_PLAIN)


def numbers(body: Organisation, kind: str) -> set[str]:
    """Return the numbers of the letters, papers and minutes of a bureau that the reports count by themselves."""
    found: Iterable[str] = ()
    if kind == LETTER:
        found = [
            *matters.sent(body).values_list("number", flat=True),
            *matters.unsent_papers(body).values_list("number", flat=True),
        ]
    elif kind == SUPERVISION:
        found = matters.received(body).values_list("number", flat=True)
    elif kind == MEETING:
        found = matters.met(body).values_list("document", flat=True)
    return {plain(one) for one in found if one}


def days(body: Organisation) -> list[date]:
    """Return the days on which a bureau held meetings that are on file."""
    return list(matters.met(body).values_list("on", flat=True))


def named(known: set[str], document: str) -> list[str]:
    """Return which of the known numbers a document names; of one within another only the longer."""
    text = plain(document)
    found = sorted((one for one in known if one in text), key=len, reverse=True)
    kept: list[str] = []
    for one in found:
        if text.count(one) > sum(other.count(one) for other in kept):
            kept.append(one)
    return kept


class Known:
    """What a bureau has on file, read once per kind."""

    def __init__(self, body: Organisation) -> None:
        self.body = body
        self._numbers: dict[str, set[str]] = {}
        self._days: list[date] | None = None

    def count(self, kind: str, on: date, document: str) -> int:
        """Return how much of a registration is on file already."""
        if kind not in KINDS:
            return 0
        if kind not in self._numbers:
            self._numbers[kind] = numbers(self.body, kind)
        found = len(named(self._numbers[kind], document))
        if kind == MEETING:
            self._days = days(self.body) if self._days is None else self._days
            found = max(found, self._days.count(on))
        return found
