"""The desk of a partner department: what was sent to it or by it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.liaison import policy
from mingjing.office.liaison.handover_tables import HandoverFilterForm, HandoverFilters
from mingjing.office.liaison.tables import DESK
from mingjing.office.liaison.views import matters
from mingjing.office.ui.pages import listing


@allow(Permission.PARTNER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show what was sent to the department and by it."""
    user = person(request)
    filters = HandoverFilters.of(HandoverFilterForm, request.GET)
    rows = filters.apply(policy.visible(user)).select_related("bureau", "partner", "case")
    sheet = DESK.read(request, rows)

    def record(count: int) -> None:
        audit.record(user, "export", "handover", "list", None, {"filters": filters.query, "rows": count})

    context = matters.frame(user, "handovers") | {
        "filters": filters, "may_send": allowed(user.roles, Permission.PARTNER_ANSWER),
    }  # fmt: skip
    return listing(request, "liaison/desk/index.html", sheet, context, title="移送事项", on_export=record)
