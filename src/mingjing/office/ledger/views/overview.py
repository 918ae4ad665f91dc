"""Where the money stands, and what waits for somebody."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.ledger import policy, reading
from mingjing.office.ledger.views.frame import frame


@allow(Permission.LEDGER_READ)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show balances of every book in sight, and the work of one's own."""
    user = person(request)
    rows = policy.postings(user)
    lines = reading.balances(rows)
    context = frame(user, "overview") | {
        "lines": lines,
        "totals": {one.account: one.total for one in lines},
        "payable": sum(
            amount
            for one in lines
            if one.account == "received"
            for kind, amount in one.codes
            if kind != "unallocated"
        ),
        "funds": reading.by_fund(rows),
        "work": reading.work(user, clocks.today()),
    }
    return render(request, "ledger/overview.html", context)
