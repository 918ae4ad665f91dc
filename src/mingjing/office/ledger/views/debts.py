"""What is due, what was received and is to be paid on, what is held; each with what can be done about it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ledger import tables, words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.filters import PoolForm
from mingjing.office.ledger.forms import ApplyForm, BackForm, FundForm, PayForm, RemitForm
from mingjing.office.ledger.services import paying, pools
from mingjing.office.ledger.services.pools import Pool
from mingjing.office.ledger.views.frame import attempt, frame, names, recorded
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing


def _narrowed(user: User, account: str, filters: Filters) -> list[Pool]:
    on = filters.on if filters.form.is_valid() else {"kind": "none"}
    text = str(on.get("q", "")).strip().lower()
    return [
        one for one in pools.seen(user, account)
        if on.get("kind", one.kind) == one.kind and on.get("fund", one.tags.fund) == one.tags.fund
        and (not on.get("own") or one.organisation == user.organisation_id)
        and (not text or text in f"{one.name} {one.code} {one.tags.claim}".lower())
    ]  # fmt: skip


@allow(Permission.LEDGER_READ)
@require_safe
def due(request: HttpRequest) -> HttpResponseBase:
    """List what is due."""
    user = person(request)
    filters, context = Filters.of(PoolForm, request.GET), frame(user, "debts")
    table = tables.debts(names(user), user.organisation_id, context["may_post"])
    sheet = table.read(request, _narrowed(user, "due", filters))
    record = recorded(request, "ledger", filters.query)
    context |= {"filters": filters}
    return listing(request, "ledger/debts.html", sheet, context, title="应收款项", on_export=record)


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest) -> HttpResponseBase:
    """Register a payment of one debt, or say that it concerns another fund."""
    user = person(request)
    (debt,) = pools.chosen(user, "due", [request.GET.get("debt", "") or request.POST.get("debt", "")])
    doing = request.POST.get("do", "")
    paid = PayForm(
        request.POST if doing == "pay" else None, ways=paying.ways(debt), initial={"amount": debt.yuan}
    )
    moved = FundForm(
        request.POST if doing == "fund" else None, initial={"amount": debt.yuan, "fund": debt.tags.fund}
    )
    data = paid.cleaned_data if paid.is_bound and paid.is_valid() else {}
    if data and attempt(
        request, paid, lambda: paying.pay(user, debt, data["way"], data["amount"], paid.deed())
    ):
        return redirect("ledger:debts")
    wanted = moved.cleaned_data if moved.is_bound and moved.is_valid() else {}
    if wanted and attempt(
        request, moved, lambda: paying.change_fund(user, debt, wanted["fund"], wanted["amount"], moved.deed())
    ):
        return redirect("ledger:debts")
    context = frame(user, "debts", (debt.name, "")) | _shown(debt) | {
        "form": paid,
        "fund_form": moved if debt.kind in chart().fund_bound else None,
    }  # fmt: skip
    return render(request, "ledger/pay.html", context, status=422 if paid.errors or moved.errors else 200)


def _shown(one: Pool) -> dict[str, Any]:
    return {
        "pool": one,
        "kind": words.kind(one.kind),
        "fund": words.fund(one.tags.fund),
        "claim": tables.claim_link(one.tags.case, one.tags.suspicion),
        "party": tables.party_link(one.code, one.name),
    }


@allow(Permission.LEDGER_READ)
@require_safe
def received(request: HttpRequest) -> HttpResponseBase:
    """List what was received and is to be paid on."""
    return _received(request, RemitForm())


def _received(request: HttpRequest, form: RemitForm, status: int = 200) -> HttpResponseBase:
    user = person(request)
    filters, context = Filters.of(PoolForm, request.GET), frame(user, "received")
    found = [one for one in _narrowed(user, "received", filters) if one.kind != "unallocated"]
    pick = context["may_post"] and all(one.organisation == user.organisation_id for one in found)
    sheet = tables.received(names(user), pick).read(request, found)
    context |= {
        "filters": filters,
        "form": form if pick and found else None,
        "others": context["may_post"] and not pick,
    }
    record = recorded(request, "ledger", filters.query)
    answer = listing(request, "ledger/received.html", sheet, context, title="待缴款项", on_export=record)
    answer.status_code = status
    return answer


@allow(Permission.LEDGER_POST)
@require_POST
def remit(request: HttpRequest) -> HttpResponseBase:
    """Pay on what was chosen."""
    user = person(request)
    form = RemitForm(request.POST)
    keys = request.POST.getlist("pick")
    if request.POST.get("all") == "1":
        keys = [one.key for one in pools.of(user.organisation, "received") if one.kind != "unallocated"]
    if not keys:
        form.add_error(None, "请勾选要缴出的款项")
    if attempt(request, form, lambda: paying.remit(user, keys, form.deed())):
        return redirect("ledger:received")
    return _received(request, form, status=422)


@allow(Permission.LEDGER_READ)
@require_safe
def suspense(request: HttpRequest) -> HttpResponseBase:
    """List what is held."""
    user = person(request)
    filters, context = Filters.of(PoolForm, request.GET), frame(user, "suspense")
    table = tables.held(names(user), user.organisation_id, context["may_post"])
    sheet = table.read(request, _narrowed(user, "suspense", filters))
    context |= {"filters": filters}
    record = recorded(request, "ledger", filters.query)
    return listing(request, "ledger/suspense.html", sheet, context, title="暂收款", on_export=record)


@allow(Permission.LEDGER_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest) -> HttpResponseBase:
    """Let what is held pay a debt, or give it back."""
    user = person(request)
    (one,) = pools.chosen(user, "suspense", [request.GET.get("held", "") or request.POST.get("held", "")])
    doing, due = request.POST.get("do", ""), pools.of(user.organisation, "due")
    due.sort(key=lambda debt: (debt.tags.owner != one.tags.owner, debt.name, debt.tags.claim))
    said = [(debt.key, f"{debt.name} {words.claim(debt.tags)} {words.kind(debt.kind)} {debt.yuan:,.2f} 元") for debt in due]  # fmt: skip
    start = {"amount": one.yuan}
    applied = ApplyForm(request.POST if doing == "apply" else None, debts=said, initial=start)
    back = BackForm(request.POST if doing == "back" else None, initial=start)
    if applied.is_bound and attempt(request, applied, lambda: _apply(user, one, due, applied)):
        return redirect("ledger:suspense")
    if back.is_bound and attempt(
        request, back, lambda: paying.give_back(user, one, back.cleaned_data["amount"], back.deed())
    ):
        return redirect("ledger:suspense")
    forms = {"form": applied if due else None, "back_form": back}
    context = frame(user, "suspense", (one.name, "")) | _shown(one) | forms
    return render(request, "ledger/held.html", context, status=422 if applied.errors or back.errors else 200)


def _apply(user: User, one: Pool, due: list[Pool], form: ApplyForm) -> Any:
    debt = next((debt for debt in due if debt.key == form.cleaned_data["debt"]), None)
    if debt is None:
        raise InvalidError("请选择抵缴款项", where="debt")
    return paying.apply(user, one, debt, form.cleaned_data["amount"], form.deed())
