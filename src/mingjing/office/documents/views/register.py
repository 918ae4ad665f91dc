"""The register of documents: all that a person sees, and those that wait for their signature."""

from django.db.models import Max
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.documents import policy
from mingjing.office.documents.forms import DocumentFilter
from mingjing.office.documents.tables import ALL
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing


@allow(Permission.CASES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the documents of all cases in scope."""
    user = person(request)
    filters = Filters.of(DocumentFilter, request.GET)
    rows = filters.apply(
        policy.visible(user).select_related("case", "organisation", "drafted_by", "issued_by")
    )
    sheet = ALL.read(request, rows.annotate(served_on=Max("deliveries__on")))

    def record(count: int) -> None:
        audit.record(user, "export", "document", "list", None, {"filters": filters.query, "rows": count})

    context = {
        "filters": filters,
        "waiting": policy.to_sign(user).count() if allowed(user.roles, Permission.DOCUMENTS_ISSUE) else 0,
        "may_settle": user.organisation.is_bureau and allowed(user.roles, Permission.DOCUMENTS_SETTINGS),
    }
    return listing(request, "documents/list.html", sheet, context, title="文书登记簿", on_export=record)
