"""Turns our errors into pages that say what, why and what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, MingjingError, NotVisibleError
from mingjing.office.ui.errors import not_a_page, shown

STATUS: tuple[tuple[type[MingjingError], int], ...] = (
    (NotVisibleError, 404),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (InvalidError, 422),
    (MingjingError, 400),
)


class ProblemMiddleware:
    """Answers a MingjingError of a view with the error page, or its fragment for htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; a step opened like a page (after signing in again, say) is explained."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return not_a_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show our own errors; others are left to the server's error page."""
        if not isinstance(error, MingjingError):
            return None
        status = next(code for kind, code in STATUS if isinstance(error, kind))
        return shown(request, status, error.problems)
