"""Statements: by institution, case, fund, month, suspicion; and one institution's account with every movement."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Suspicion
from mingjing.office.ledger import policy, reading, words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.filters import BY, StatementForm
from mingjing.office.ledger.services import statements
from mingjing.office.ledger.services.statements import Row
from mingjing.office.ledger.tables import POSTINGS, claim_link, party_link, statement
from mingjing.office.ledger.views.frame import frame, recorded
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing

_LABELS = dict(BY)
_ORDER = {name: int(one.code) for name, one in chart().accounts.items()}


@allow(Permission.LEDGER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show opening, movements and closing."""
    user = person(request)
    filters = Filters.of(StatementForm, request.GET)
    on = filters.on
    by = on.get("by") or "institution"
    rows: list[Row] = []
    if filters.form.is_valid():
        only: dict[str, Any] = {name: on[name] for name in ("case", "fund") if name in on}
        if code := on.get("institution"):
            only["institution"] = institutions.one(user, code).pk
        rows = statements.statement(user, by, on.get("first", ""), on.get("last", ""), **only)
    rows = [
        one for one in rows
        if on.get("account", one.account) == one.account and on.get("kind", one.kind) == one.kind
    ]  # fmt: skip
    rows.sort(key=lambda one: (str(one.key), _ORDER[one.account], one.kind))
    sheet = statement(by, _LABELS[by], _names(by, rows)).read(request, rows)
    context = frame(user, "statements") | {"filters": filters}
    title, record = f"对账单-按{_LABELS[by]}", recorded(request, "ledger", filters.query)
    return listing(request, "ledger/statements.html", sheet, context, title=title, on_export=record)


def _names(by: str, rows: list[Row]) -> Callable[[Any], Any]:
    """Return what shows a key of the statement."""
    if by == "institution":
        keys = {one.key for one in rows if one.key is not None}
        places = {one.pk: party_link(one.code, one.name) for one in Institution.objects.filter(pk__in=keys)}
        return lambda key: places.get(key, "其他当事人")
    if by == "case":
        found = Suspicion.objects.filter(pk__in=[int(one.key[1:]) for one in rows if _is_suspicion(one.key)])
        leads = dict(found.values_list("pk", "lead__number"))
        return lambda key: _claim(key, leads)
    if by == "suspicion":
        return lambda key: claim_link("", key) if key else "不涉及疑点"
    return words.fund if by == "fund" else words.month_title


def _is_suspicion(key: str) -> bool:
    return key.startswith("S") and key[1:].isdigit()


def _claim(key: str, leads: dict[int, str]) -> Any:
    if _is_suspicion(key):
        return format_html("{}（线索 {}）", claim_link("", int(key[1:])), leads.get(int(key[1:]), ""))
    return claim_link(key, None) if key else "未分案件"


@allow(Permission.LEDGER_READ)
@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one institution's account: what it owes, what it paid, every movement with what it stands on."""
    user = person(request)
    place = institutions.one(user, code)
    filters = Filters.of(StatementForm, request.GET)
    rows = reading.postings_of(user, institution=place)
    if first := filters.on.get("first"):
        rows = rows.filter(period__gte=first)
    if last := filters.on.get("last"):
        rows = rows.filter(period__lte=last)
    sheet = POSTINGS.read(request, rows)
    context = frame(user, "statements", (place.name, "")) | {
        "institution": place,
        "lines": reading.balances(policy.postings(user).filter(institution=place)),
        "filters": None,
        "form": filters.form,
    }
    record = recorded(request, "ledger", f"institution={code}")
    return listing(
        request, "ledger/institution.html", sheet, context, title=f"{place.code}-对账单", on_export=record
    )
