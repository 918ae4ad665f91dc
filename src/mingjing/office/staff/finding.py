"""The search finds people by code and name."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.staff import policy
from mingjing.office.ui import search


def find(user: User, text: str) -> list[search.Hit]:
    """Return the people in scope that fit."""
    rows = policy.visible(user).filter(Q(code__istartswith=text) | Q(name__icontains=text)).order_by("code")
    return [
        search.Hit(
            one.name or one.code, reverse("staff:person", args=[one.code]), one.code, one.get_kind_display(),
            exact=text == one.code,
        )
        for one in rows[: search.MOST + 1]
    ]  # fmt: skip


def everybody(text: str) -> str:
    """Return the list of all people that the search finds."""
    return f"{reverse('staff:list')}?{urlencode({'q': text})}"


def plug() -> None:
    """Register; called when the app is ready."""
    search.register(search.Source("staff", "人员", 35, find, may(Permission.STAFF_READ), everybody))
