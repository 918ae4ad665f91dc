"""待办审批: what waits for whoever is signed in, kind by kind, the most pressing first."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import waiting


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show it; `group` narrows it to signing, reviewing or handling."""
    user = person(request)
    whole = waiting.inbox(user)
    wanted = request.GET.get("group", "")
    groups = [
        (key, label, sum(len(rows) for kind, rows in whole if kind.group == key))
        for key, label in waiting.GROUPS.items()
        if any(kind.group == key for kind in waiting.kinds(user))
    ]
    context = {
        "groups": groups,
        "group": wanted if wanted in waiting.GROUPS else "",
        "total": sum(len(rows) for _, rows in whole),
        "sections": [
            (kind, rows) for kind, rows in whole if wanted not in waiting.GROUPS or kind.group == wanted
        ],
        "crumbs": [("案件", reverse("cases:list")), ("待办审批", "")],
    }
    return render(request, "cases/inbox.html", context)
