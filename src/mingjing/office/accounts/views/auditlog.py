"""The audit log: look, filter, export."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, time, timedelta
from itertools import islice

from asgiref.sync import sync_to_async
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.office.accounts import audit, policy
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.actions import label
from mingjing.office.accounts.forms import AuditFilterForm
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.accounts.permissions import Permission

ROWS = 100


@allow(Permission.AUDIT_READ)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The entries of one's tree, newest first; paged by number, so that the last page is as fast as the first."""
    form = AuditFilterForm(request.GET)
    found = _filtered(policy.entries(person(request)), form)
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
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries found, as JSON Lines that can be verified offline; all others with their hashes only."""
    actor, form = person(request), AuditFilterForm(request.GET)
    found = _filtered(policy.entries(actor), form)
    filters = {name: str(value) for name, value in form.cleaned_data.items() if value}
    audit.record(actor, "audit.exported", "audit", "", after=filters)
    name = f"mingjing-audit-{timezone.localtime():%Y%m%d-%H%M%S}.jsonl"
    return StreamingHttpResponse(
        _pieces(audit.export(found, actor.username)),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _pieces(lines: Iterator[str]) -> AsyncIterator[str]:
    """Yield the lines in pieces as they are sent; a server that is asynchronous would gather them all otherwise."""
    piece = sync_to_async(lambda: "".join(islice(lines, 1000)))
    while text := await piece():
        yield text


def _filtered(found: QuerySet[AuditEntry], form: AuditFilterForm) -> QuerySet[AuditEntry]:
    """Narrow by what is filled in; a field that is wrong narrows nothing and is shown as wrong."""
    form.is_valid()
    data = form.cleaned_data
    if who := data.get("person"):
        found = found.filter(Q(actor=who) | Q(actor_name=who))
    if action := data.get("action"):
        found = found.filter(action=action)
    if thing := data.get("object"):
        found = found.filter(object_id=thing)
    zone = timezone.get_current_timezone()
    if since := data.get("since"):
        found = found.filter(at__gte=datetime.combine(since, time.min, zone))
    if until := data.get("until"):
        found = found.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    return found
