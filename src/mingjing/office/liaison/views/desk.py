"""The desk of a partner department: what waits for it, and what was sent to it or by it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import desk, policy
from mingjing.office.liaison.tables import REGISTER
from mingjing.office.ui.pages import listing


def context(user: User, active: str) -> dict[str, Any]:
    """Return what `liaison/desk/base.html` needs: whoever extends it adds to this. `active` names the open page."""
    return {"tabs": desk.tabs(active)}


@allow(Permission.PARTNER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show what was sent to the department and by it."""
    user = person(request)
    sheet = REGISTER.read(request, policy.visible(user).select_related("bureau", "partner", "case"))
    found = {**context(user, "handovers"), "waiting": list(desk.waiting(user))}
    return listing(request, "liaison/desk/index.html", sheet, found, title="移送事项")
