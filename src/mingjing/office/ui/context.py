"""What every page needs to know."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from mingjing.office.ui.nav import links


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the person signed in and the addresses of the header."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "navigation": SimpleLazyObject(lambda: list(links(user, request.path))),
        "search_href": _href("accounts:search"),
        "account_href": _href("accounts:own"),
        "sign_out_href": _href("accounts:sign-out"),
    }


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
