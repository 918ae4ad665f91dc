"""The search finds cases by number, file number, party."""

from urllib.parse import urlencode

from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy, words
from mingjing.office.cases.filters import by_text
from mingjing.office.ui import search
from mingjing.office.ui.badges import badge_of


def find(user: User, text: str) -> list[search.Hit]:
    """Return the cases in scope that fit, the newest first."""
    rows = policy.visible(user).filter(by_text(text, user)).select_related("organisation").order_by("-pk")
    asked = text.lower()
    return [
        search.Hit(
            words.title(one, masked=True), reverse("cases:overview", args=[one.number]), one.number,
            one.organisation.name, badge_of(one, "stage"), asked in (one.number.lower(), one.archive_no.lower()),
        )
        for one in rows[: search.MOST + 1]
    ]  # fmt: skip


def all_cases(text: str) -> str:
    """Return the list of all cases that the search finds."""
    return f"{reverse('cases:list')}?{urlencode({'q': text})}"


def plug() -> None:
    """Register; called when the app is ready."""
    search.register(search.Source("cases", "案件", 10, find, may(Permission.CASES_READ), all_cases))
