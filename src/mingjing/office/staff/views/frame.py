"""What every page of staff shares: its tabs, and things with the deeds that a person may do about them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads.forms import blame

TABS = (
    ("people", "记分台账", "staff:list", True),
    ("owed", "待记分", "staff:owed", False),
    ("proposals", "记分审批", "staff:proposals", False),
    ("effects", "暂停和终止", "staff:effects", True),
    ("objections", "异议", "staff:objections", True),
    ("notices", "通知", "staff:notices", True),
    ("restrictions", "个人限制措施", "staff:restrictions", False),
    ("standards", "记分标准", "staff:standards", True),
)
Act = Callable[[dict[str, Any]], object]


def frame(user: User, here: str, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """Return tabs, crumbs and what the person may do. Institutions see what concerns them only."""
    bureau = user.organisation.is_bureau
    title, address = next((title, address) for name, title, address, _ in TABS if name == here)
    path = [("人员", reverse("staff:list"))]
    path += [(title, reverse(address)), *crumbs] if crumbs else [(title, "")]
    return {
        "tabs": [
            (reverse(address), title, name == here) for name, title, address, all_ in TABS if bureau or all_
        ],
        "crumbs": path,
        "bureau": bureau,
        "may_score": bureau and allowed(user.roles, Permission.STAFF_SCORE),
    }


def attempt(request: HttpRequest, form: forms.Form, act: Act, said: str) -> bool:
    """Do what a form says; return whether it was done. What is wrong stands beside its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except InvalidError as error:
        blame(form, error)
    except (ConflictError, ForbiddenError, NotVisibleError) as error:
        for problem in error.problems:
            form.add_error(None, problem.what + (f"（{problem.do}）" if problem.do else ""))
    else:
        messages.success(request, said)
        return True
    return False


@dataclass(slots=True)
class Deed:
    """One thing that can be done: its form, what it does, and where that leads if not back here."""

    key: str
    label: str
    form: type[forms.Form]
    act: Act
    said: str
    initial: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    danger: bool = False
    then: Callable[[Any], str] | None = None


def thing(
    request: HttpRequest, template: str, context: dict[str, Any], deeds: Sequence[Deed]
) -> HttpResponseBase:  # fmt: skip
    """Show a thing with its deeds, or do the one that was sent and come back. Raises ForbiddenError for others."""
    doing, shown, status = request.POST.get("do", ""), [], 200
    if request.method == "POST" and doing not in {one.key for one in deeds}:
        raise ForbiddenError("不能办理此事项", why="状态已变化，或者您没有权限", do="刷新页面查看最新状态")
    for deed in deeds:
        sent = request.method == "POST" and deed.key == doing
        form = deed.form(request.POST if sent else None, initial=deed.initial, auto_id=f"id_{deed.key}_%s")
        made: list[Any] = []
        if sent and attempt(request, form, _keeping(deed.act, made), deed.said):
            return redirect(deed.then(made[0]) if deed.then else request.path)
        status = 422 if sent else status
        shown.append((deed, form))
    return render(request, template, {**context, "deeds": shown}, status=status)


def _keeping(act: Act, made: list[Any]) -> Act:
    """Return the act that also keeps what it made."""
    return lambda data: made.append(act(data))


def recorded(request: HttpRequest, filters: str) -> Callable[[int], None]:
    """Return what puts an export into the audit log."""

    def record(count: int) -> None:
        audit.record(person(request), "export", "staff", "list", None, {"filters": filters, "rows": count})

    return record
