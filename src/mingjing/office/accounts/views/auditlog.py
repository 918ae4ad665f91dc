"""The audit log: look, filter, export."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.office.accounts import auditing
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.actions import label
from mingjing.office.accounts.auditing import Wanted
from mingjing.office.accounts.forms import AuditFilterForm
from mingjing.office.accounts.permissions import Permission

ROWS = 100


@allow(Permission.AUDIT_READ)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The entries of one's tree, newest first; paged by number, so that the last page is as fast as the first."""
    form = AuditFilterForm(request.GET)
    found = auditing.entries(person(request), _wanted(form))
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(seq__lt=int(before))
    rows = list(found[: ROWS + 1])
    query = request.GET.copy()
    older = None
    if len(rows) > ROWS:
        query["before"] = str(rows[ROWS - 1].seq)
        older = query.urlencode()
    query.pop("before", None)
    page = {
        "form": form,
        "rows": [(row, label(row.action)) for row in rows[:ROWS]],
        "older": older,
        "query": query.urlencode(),
        "paged": bool(before),
    }
    return render(request, "accounts/audit.html", page)


@allow(Permission.AUDIT_READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The entries found, as JSON Lines that can be verified offline; all others with their hashes only."""
    return auditing.export(person(request), _wanted(AuditFilterForm(request.GET)))


def _wanted(form: AuditFilterForm) -> Wanted:
    """Read what is filled in; a field that is wrong narrows nothing and is shown as wrong."""
    form.is_valid()
    return Wanted(**{name: value for name, value in form.cleaned_data.items() if value})
