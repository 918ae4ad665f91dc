"""An edition as a file."""

from collections.abc import Callable
from io import BytesIO

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.reports import policy, printing
from mingjing.office.ui.download import Download


def handed_out(request: HttpRequest, user: User, pk: int, number: int, kind: str) -> HttpResponseBase:
    """Return an edition as a file; who took it is logged. Raises NotVisibleError, ConflictError."""
    edition = policy.edition(user, pk, number)
    page = reverse("reports:edition", args=[pk, number])
    address = request.build_absolute_uri(f"{page}cells/") + "{row}/{column}/"
    made = printing.printed(edition, kind, address)
    audit.record(user, "report.download", "report", pk, after={"edition": number, "kind": kind})
    return Download(BytesIO(made), printing.name(edition, kind), printing.KINDS[kind][1])


def _view(kind: str) -> Callable[..., HttpResponseBase]:
    @allow(Permission.REPORTS_READ)
    @require_safe
    def view(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        return handed_out(request, person(request), pk, number, kind)

    return view


excel, word, pdf = _view("excel"), _view("word"), _view("pdf")
