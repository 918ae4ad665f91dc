"""Months locked and unlocked; what the ledger is compared with; deductions that wait."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import policy as leads
from mingjing.office.leads.forms import blame
from mingjing.office.ledger import policy
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.forms import BookForm, MonthForm
from mingjing.office.ledger.models import Book
from mingjing.office.ledger.services import closing, deductions, reconciling
from mingjing.office.ledger.views.frame import frame

_SHOWN = 100


@allow(Permission.LEDGER_READ)
@require_safe
def months(request: HttpRequest) -> HttpResponseBase:
    """Show how far each book is locked, and who locked and unlocked."""
    return _months(request, MonthForm())


def _months(request: HttpRequest, form: MonthForm, status: int = 200) -> HttpResponseBase:
    user = person(request)
    books = Book.objects.filter(organisation__in=user.organisation.bureaus()).select_related("organisation")
    own = books.filter(organisation=user.organisation).first()
    context = frame(user, "months") | {
        "books": books.order_by("organisation__path"),
        "locked": own.locked_through if own else "",
        "history": policy.closings(user).select_related("organisation", "actor")[:_SHOWN],
        "form": form if allowed(user.roles, Permission.LEDGER_LOCK) and user.organisation.is_bureau else None,
    }
    return render(request, "ledger/months.html", context, status=status)


@allow(Permission.LEDGER_LOCK)
@require_POST
def lock(request: HttpRequest) -> HttpResponseBase:
    """Lock or unlock a month."""
    user, form = person(request), MonthForm(request.POST)
    unlocking = request.POST.get("do") == "unlock"
    if form.is_valid():
        data = form.cleaned_data
        try:
            act = closing.unlock if unlocking else closing.lock
            made = act(user, data["period"], data["reason"])
        except InvalidError as error:
            blame(form, error)
        except ConflictError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made.period} 已{'反结账' if unlocking else '结账'}")
            return redirect("ledger:months")
    return _months(request, form, status=422)


@allow(Permission.LEDGER_READ)
@require_safe
def checks(request: HttpRequest) -> HttpResponseBase:
    """Compare the ledger with what it follows."""
    user = person(request)
    found = reconciling.checks(user)
    context = frame(user, "checks") | {"checks": found, "wrong": [one for one in found if not one.holds]}
    return render(request, "ledger/checks.html", context)


@allow(Permission.LEDGER_READ)
@require_safe
def waiting(request: HttpRequest) -> HttpResponseBase:
    """List the deductions that the ledger does not hold as they are registered."""
    user = person(request)
    found = (
        deductions.waiting(user).select_related("lead__institution", "lead__held_by").order_by("lead", "pk")
    )
    rows = [(one, yuan(one.owed), yuan(one.booked)) for one in found[:_SHOWN]]
    context = frame(user, "deductions") | {"rows": rows, "count": found.count(), "own": user.organisation_id}
    return render(request, "ledger/deductions.html", context)


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Book one of them by hand."""
    user = person(request)
    one = leads.suspicion(user, pk)
    form = BookForm(request.POST or None, initial={"fund": chart().fund_of(one.lead.insutype)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            posted = deductions.book(user, one, data["fund"], paid=data["paid"] == "1")
        except (InvalidError, ConflictError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已登记：凭证 {posted.entry.number}")
            return redirect("ledger:deductions")
    context = frame(user, "deductions", (one.lead.number, "")) | {"suspicion": one, "form": form}
    return render(request, "ledger/book.html", context, status=422 if form.errors else 200)
