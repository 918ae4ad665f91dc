"""The ledger 案件台账: every case in scope, narrowed as the address says."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy
from mingjing.office.cases.tables import CASES
from mingjing.office.ui.pages import listing


@allow(Permission.CASES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the cases in scope."""
    user = person(request)
    sheet = CASES.read(request, policy.visible(user).select_related("organisation", "institution"))

    def record(count: int) -> None:
        audit.record(user, "export", "case", "list", None, {"rows": count})

    return listing(request, "cases/list.html", sheet, {}, title="案件台账", on_export=record)
