"""The money of a case: where it stands, the plan, receipts and vouchers; charging, making a debt smaller."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import dues, money, policy
from mingjing.office.cases.models import Case, Receipt, Stage
from mingjing.office.cases.services import execution
from mingjing.office.cases.views import file
from mingjing.office.cases.views.attempts import attempt
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.forms import MoneyField
from mingjing.office.ledger.tables import POSTINGS
from mingjing.office.ui.pages import asks_for, listing

_PAYING = (Stage.SERVED, Stage.EXECUTING)


class ReduceForm(forms.Form):
    """By how much a debt is made smaller, and why."""

    kind = forms.ChoiceField(label="款项", choices=Receipt.Kind.choices)
    amount = MoneyField("核减金额（元）")
    reason = forms.CharField(
        label="理由和依据文书", max_length=500, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="例如行政复议决定、行政判决、本机关变更决定的文号",
    )  # fmt: skip


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the money of a case."""
    user = person(request)
    case = policy.one(user, number)
    sheet = POSTINGS.read(request, money.postings(case))
    if asks_for(request, sheet) or request.GET.get("export"):

        def record(count: int) -> None:
            audit.record(user, "export", "case", case.number, None, {"what": "money", "rows": count})

        return listing(request, "ui/table.html", sheet, title=f"{case.number}-资金", on_export=record)
    return _show(request, case, ReduceForm())


@dues.Reading()
def _show(request: HttpRequest, case: Case, form: ReduceForm, status: int = 200) -> HttpResponseBase:
    user = person(request)
    own = case.organisation_id == user.organisation_id
    owed = dues.outstanding(case, clocks.today()) if case.served_on else None
    back = dues.to_return(case, clocks.today())
    paying = own and case.stage in _PAYING
    may_reduce = (
        own and case.stage in (*_PAYING, Stage.EXECUTED) and allowed(user.roles, Permission.CASES_APPROVE)
    )
    context: dict[str, Any] = file.context(user, case, "money") | {
        "columns": [title for title, _ in money.COLUMNS],
        "stand": money.stand(case),
        "owed": owed,
        "plan": money.plan(case),
        "receipts": money.receipts(case),
        "corrections": case.corrections.select_related("entry", "actor"),
        "remedies": case.remedies.select_related("actor"),
        "to_return": {kind: amount for kind, amount in back.items() if amount},
        "sources": money.sources(case),
        "sheet": POSTINGS.read(request, money.postings(case)),
        "may_charge": paying
        and allowed(user.roles, Permission.CASES_INVESTIGATE)
        and case.pay_by is not None,
        "form": form if may_reduce and owed and owed.total else None,
    }
    return render(request, "cases/money.html", context, status=status)


@allow(Permission.CASES_INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: HttpRequest, number: str) -> HttpResponseBase:
    """Book the additional fine of until now; looking at the address leads to the page."""
    user = person(request)
    case = policy.one(user, number)
    if request.method == "POST":
        execution.charge(user, case)
        messages.success(request, "加处罚款已计至今日")
    return redirect("cases:money", number)


@allow(Permission.CASES_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def reduce(request: HttpRequest, number: str) -> HttpResponseBase:
    """Make a debt smaller; looking at the address leads to the page."""
    user = person(request)
    case = policy.one(user, number)
    if request.method != "POST":
        return redirect("cases:money", number)
    form = ReduceForm(request.POST)
    if attempt(form, lambda data: execution.reduce(user, case, data["kind"], data["amount"], data["reason"])):
        messages.success(request, "已核减")
        return redirect("cases:money", number)
    return _show(request, policy.one(user, number), form, status=422)
