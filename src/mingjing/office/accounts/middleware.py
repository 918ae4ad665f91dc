"""Notes where each request comes from, for the audit log."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mingjing.office.accounts import audit


class AccessMiddleware:
    """Wraps each request in its origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with its origin noted."""
        with audit.coming_from(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")):
            return self.get_response(request)
