"""The search finds institutions by code, name and credit code."""

from django.db.models import Q
from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy
from mingjing.office.ui import search


def find(user: User, text: str) -> list[search.Hit]:
    """Return the institutions in scope that fit."""
    where = Q(code__istartswith=text) | Q(name__icontains=text) | Q(uscc=text)
    rows = policy.visible(user).filter(where).select_related("bureau").order_by("code")
    return [
        search.Hit(
            one.name, reverse("institutions:detail", args=[one.code]), one.code,
            f"{one.get_kind_display()} · {one.bureau.name}", exact=text in (one.code, one.uscc),
        )
        for one in rows[: search.MOST + 1]
    ]  # fmt: skip


def plug() -> None:
    """Register; called when the app is ready."""
    shown = may(Permission.INSTITUTIONS_READ)
    search.register(search.Source("institutions", "定点机构", 30, find, shown))
