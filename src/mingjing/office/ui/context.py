"""What every page needs to know."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the person signed in."""
    return {}
