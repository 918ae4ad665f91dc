"""The search finds documents by their number, whatever brackets it is typed with, and by title."""

from django.db.models import Q
from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import words
from mingjing.office.documents import policy
from mingjing.office.documents.models import Document
from mingjing.office.ui import search
from mingjing.office.ui.badges import badge_of

_BRACKETS = str.maketrans("[]()（）【】", "〔〕〔〕〔〕〔〕")


def find(user: User, text: str) -> list[search.Hit]:
    """Return the documents in scope whose number holds the text, the newest first."""
    number = text.translate(_BRACKETS)
    rows = policy.visible(user).filter(Q(number__icontains=number) | Q(title__icontains=text, number=""))
    found = rows.select_related("case").order_by("-pk")[: search.MOST + 1]
    return [
        search.Hit(
            _title(one), reverse("documents:detail", args=[one.pk]), one.number or one.case.number,
            words.title(one.case, masked=True), badge_of(one), one.number == number,
        )
        for one in found
    ]  # fmt: skip


def _title(one: Document) -> str:
    """Return what a document is called, the name of a private party masked."""
    case = one.case
    return one.title.replace(case.party_name, words.party(case)) if words.is_private(case) else one.title


def plug() -> None:
    """Register; called when the app is ready."""
    search.register(search.Source("documents", "文书", 15, find, may(Permission.CASES_READ)))
