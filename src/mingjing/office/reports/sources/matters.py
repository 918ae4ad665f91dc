"""What the work with other departments gives: letters sent, orders and proposals received, meetings held.

A letter counts from the day it went out, what was received from its receipt, unless it was taken or sent back by the end of
the period. A meeting counts once, for the bureau that called it. What departments did about a case counts with the case.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.documents.models import Document
from mingjing.office.liaison import letter_kinds
from mingjing.office.liaison.models import Letter, Meeting
from mingjing.office.reports.core.figures import Fact, Period
from mingjing.office.reports.sources.register import subject

_SENT = "letters"
_RECEIVED = "supervision"
_MET = "joint_meetings"
_BACK = (Letter.State.WITHDRAWN, Letter.State.RETURNED)


def sent(body: Organisation) -> QuerySet[Letter]:
    """Return the letters of a bureau that the reports count."""
    gone = (Letter.State.DRAFT, Letter.State.SUBMITTED, Letter.State.VOID)
    return Letter.objects.filter(sender=body, kind__in=letter_kinds.counted(_SENT)).exclude(state__in=gone)


def unsent_papers(body: Organisation) -> QuerySet[Document]:
    """Return the issued papers of cases that are such letters and went out another way."""
    papers = [
        one.document
        for one in letter_kinds.letter_kinds().values()
        if one.counts_sent == _SENT and one.document
    ]
    return Document.objects.filter(
        organisation=body, state=Document.State.ISSUED, kind__in=papers, letter=None
    )


def received(body: Organisation) -> QuerySet[Letter]:
    """Return what a bureau received that the reports count."""
    rows = Letter.objects.filter(receiver=body, kind__in=letter_kinds.counted_received(_RECEIVED))
    return rows.filter(received_on__isnull=False)


def met(body: Organisation) -> QuerySet[Meeting]:
    """Return the meetings that a bureau called and held."""
    return Meeting.objects.filter(host=body, state=Meeting.State.HELD)


class Matters:
    """The letters and meetings of the user's own bureau."""

    def __init__(self, user: User) -> None:
        self.user = user

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per letter and meeting, in a query per measure."""
        own, days = self.user.organisation, (period.first, period.last)
        if _SENT in measures:
            yield from self._letters(sent(own).filter(sent_on__range=days), _SENT, period.last)
            for paper in unsent_papers(own).filter(issued_on__range=days).select_related("case__institution"):
                place = paper.case.institution
                keys = (f"paper:{paper.pk}", f"case:{paper.case.number}")
                yield Fact(_SENT, subject(place) if place else None, keys=keys)
        if _RECEIVED in measures:
            yield from self._letters(received(own).filter(received_on__range=days), _RECEIVED, period.last)
        if _MET in measures:
            for meeting in met(own).filter(on__range=days).order_by("pk"):
                yield Fact(_MET, None, keys=(f"meeting:{meeting.pk}",))

    def _letters(self, rows: QuerySet[Letter], measure: str, last: date) -> Iterator[Fact]:
        standing = rows.exclude(Q(state__in=_BACK) & Q(closed_on__lte=last))
        for one in standing.select_related("institution", "case").order_by("pk"):
            keys = (f"letter:{one.pk}", *((f"case:{one.case.number}",) if one.case else ()))
            yield Fact(measure, subject(one.institution) if one.institution else None, keys=keys)
