"""Files of documents: Word, PDF, signed receipts, the whole case file. Each taking-away is recorded."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.documents import handing, policy


@allow(Permission.CASES_READ)
@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the Word file."""
    user = person(request)
    return handing.word(user, policy.one(user, pk))


@allow(Permission.CASES_READ)
@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the PDF."""
    user = person(request)
    return handing.pdf(user, policy.one(user, pk))


@allow(Permission.CASES_READ)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the signed receipt of a service."""
    user = person(request)
    return handing.receipt(user, policy.delivery(user, pk))


@allow(Permission.DOCUMENTS_EXPORT)
@require_safe
def export(request: HttpRequest, number: str) -> HttpResponseBase:
    """Hand out the case file; `?pdf=1` adds a PDF of every document."""
    user = person(request)
    return handing.case_file(user, cases.one(user, number), request.GET.get("pdf") == "1")
