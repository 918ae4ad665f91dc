"""The lead list: filters, views kept under a name, columns, export."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import policy
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.forms import ViewForm
from mingjing.office.leads.models import SavedView
from mingjing.office.leads.services import views as saved
from mingjing.office.leads.tables import listed, table_of
from mingjing.office.ui.pages import listing


@allow(Permission.LEADS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the leads in scope, narrowed as the address says."""
    user = person(request)
    filters = LeadFilters(request.GET, user)
    rows = listed(user, filters.apply(policy.visible(user)))
    sheet = table_of(user).read(request, rows)

    def record(count: int) -> None:
        audit.record(user, "export", "lead", "list", None, {"filters": filters.query, "rows": count})

    return listing(
        request, "leads/list.html", sheet, _context(user, filters), title="线索清单", on_export=record
    )


def _context(user: User, filters: LeadFilters) -> dict[str, Any]:
    """Return what stands around the table."""
    bureau = user.organisation.is_bureau
    return {
        "filters": filters,
        "views": list(SavedView.objects.filter(user=user, noun=saved.LEADS)),
        "table_actions": "leads/list_actions.html",
        "bulk": [
            (label, reverse(name))
            for label, name, permission in BULK
            if bureau and allowed(user.roles, permission)
        ],
    }


BULK = (
    ("下发所选", "leads:task-new", Permission.LEADS_DISPATCH),
    ("分派经办人", "leads:bulk-assign", Permission.LEADS_DISPATCH),
    ("发机构核实", "leads:bulk-ask", Permission.LEADS_CHECK),
    ("批量初审", "leads:bulk-check", Permission.LEADS_CHECK),
)


@allow(Permission.LEADS_READ)
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep the list as it stands under a name."""
    form = ViewForm(request.POST)
    address = reverse("leads:list")
    query = request.POST.get("query", "").lstrip("?")
    if form.is_valid():
        view = saved.keep(person(request), saved.LEADS, form.cleaned_data["name"], query)
        messages.success(request, f"已保存视图“{view.name}”")
    else:
        messages.error(request, "请填写视图名称（不超过 60 字）")
    return redirect(f"{address}?{query}")


@allow(Permission.LEADS_READ)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget a view of one's own."""
    saved.drop(person(request), pk)
    messages.success(request, "已删除视图")
    return redirect("leads:list")
