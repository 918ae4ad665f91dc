"""The search of the page head: every noun is asked, each within what the person may see."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui import search


@allow(Permission.HOME)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what was found; a number that names exactly one thing leads straight to it."""
    text = request.GET.get("q", "")
    groups = search.everything(person(request), text)
    if (hit := search.only(groups)) and "all" not in request.GET:
        return redirect(hit.address)
    context = {"asked": search.clean(text), "typed": text.strip()[: search.LONGEST], "groups": groups}
    return render(request, "accounts/search.html", context)
