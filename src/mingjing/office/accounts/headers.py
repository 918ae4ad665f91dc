"""Headers that keep a browser from running, framing, storing or passing on what it should not."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Charts and the page kit set style attributes from scripts; no style or script element is ever written into a page.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_STATIC = "/static/"


class HeadersMiddleware:
    """Adds the headers to every answer; only static files may be stored by a browser or proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, then add what the view has not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(_STATIC):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
