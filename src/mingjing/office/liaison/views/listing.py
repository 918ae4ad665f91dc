"""移送台账: every handover in scope, narrowed as the address says."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import policy
from mingjing.office.liaison.handover_tables import HandoverFilterForm, HandoverFilters
from mingjing.office.liaison.tables import REGISTER
from mingjing.office.liaison.views import matters
from mingjing.office.ui.pages import listing


@allow(Permission.LIAISON_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the handovers in scope."""
    user = person(request)
    filters = HandoverFilters.of(HandoverFilterForm, request.GET)
    rows = filters.apply(policy.visible(user)).select_related("bureau", "partner", "case")
    sheet = REGISTER.read(request, rows)

    def record(count: int) -> None:
        audit.record(user, "export", "handover", "list", None, {"filters": filters.query, "rows": count})

    context = matters.frame(user, "handovers") | {
        "filters": filters, "may_register": user.organisation.is_bureau,
    }  # fmt: skip
    return listing(request, "liaison/list.html", sheet, context, title="移送台账", on_export=record)
