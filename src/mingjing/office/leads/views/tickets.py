"""Tickets: what verdicts asked of the data mapping, the knowledge base and the rules, and the answers."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.filters import TicketFilters
from mingjing.office.leads.forms import TicketForm, blame
from mingjing.office.leads.services.feedback import answer_ticket
from mingjing.office.leads.tables import TICKETS
from mingjing.office.ui.pages import listing


@allow(Permission.TICKETS)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the tickets of the person's division, open ones first."""
    filters = TicketFilters(request.GET)
    rows = filters.apply(policy.tickets(person(request))).select_related("organisation")
    sheet = TICKETS.read(request, rows)
    return listing(request, "leads/tickets.html", sheet, {"filters": filters}, title="疑难问题")


@allow(Permission.TICKETS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one ticket and take its answer."""
    user = person(request)
    ticket = policy.ticket(user, pk)
    form = TicketForm(request.POST or None)
    if form.is_valid():
        try:
            answer_ticket(user, ticket, form.cleaned_data["text"])
        except InvalidError as error:
            blame(form, error)
        else:
            messages.success(request, "已答复")
            return redirect("leads:ticket", pk)
    context = {"ticket": ticket, "form": None if ticket.closed_at else form}
    return render(request, "leads/ticket.html", context, status=422 if form.errors else 200)
