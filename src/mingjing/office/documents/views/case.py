"""The tab of a case: its documents, what can be drafted now, the case file to take away."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case
from mingjing.office.cases.views import file
from mingjing.office.documents import choosing, policy
from mingjing.office.documents.services import drafting
from mingjing.office.documents.tables import OF_CASE
from mingjing.office.ui.pages import listing


@allow(Permission.CASES_READ)
@require_safe
def index(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the documents of a case and what can be drafted."""
    user = person(request)
    case = cases.one(user, number)
    rows = policy.visible(user).filter(case=case).select_related("drafted_by", "issued_by")
    sheet = OF_CASE.read(request, rows.annotate(served_on=Max("deliveries__on")))

    def record(count: int) -> None:
        audit.record(user, "export", "case_documents", case.number, None, {"rows": count})

    context = {**file.context(user, case, "documents"), **_offers(user, case)}
    context["lacking"] = choosing.lacking(case)
    context["may_export"] = allowed(user.roles, Permission.DOCUMENTS_EXPORT)
    title = f"{case.number}-文书目录"
    return listing(request, "documents/case.html", sheet, context, title=title, on_export=record)


def _offers(user: User, case: Case) -> dict[str, Any]:
    """Return what this person may draft now, by group, and what has to wait, with the reason."""
    found = choosing.offers(user, case)
    ready = [one for one in found if not one.why]
    return {
        "ready": [(name, list(rows)) for name, rows in groupby(ready, key=lambda one: one.kind.group)],
        "waiting": [one for one in found if one.why],
    }


@allow(Permission.DOCUMENTS_DRAFT)
@require_POST
def start(request: HttpRequest, number: str) -> HttpResponseBase:
    """Begin a document of the kind that was chosen."""
    user = person(request)
    case = cases.one(user, number)
    document = drafting.start(user, case, request.POST.get("kind", ""))
    messages.success(request, f"已生成{document.title}草稿，请核对并补充内容")
    return redirect("documents:detail", document.pk)
