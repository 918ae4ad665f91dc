"""What every page of the ledger shares: its tabs, its forms tried, its exports recorded."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads.forms import blame
from mingjing.office.ledger.services.post import Posted

TABS = (
    ("overview", "总览", "ledger:overview"),
    ("debts", "应收", "ledger:debts"),
    ("bank", "银行到账", "ledger:bank"),
    ("received", "待缴", "ledger:received"),
    ("suspense", "暂收", "ledger:suspense"),
    ("deductions", "待登记扣款", "ledger:deductions"),
    ("entries", "凭证", "ledger:entries"),
    ("statements", "对账", "ledger:statements"),
    ("months", "结账", "ledger:months"),
    ("checks", "核对", "ledger:checks"),
)


def frame(user: User, here: str, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """Return tabs, crumbs and what the person may do."""
    names = {name: (title, address) for name, title, address in TABS}
    title, address = names[here]
    path = [("资金", reverse("ledger:overview"))] if here != "overview" or crumbs else []
    if crumbs:
        path += [(title, reverse(address)), *crumbs]
    elif path:
        path.append((title, ""))
    return {
        "tabs": [(reverse(address), title, name == here) for name, title, address in TABS],
        "crumbs": path,
        "may_post": allowed(user.roles, Permission.LEDGER_POST) and user.organisation.is_bureau,
    }


def names(user: User) -> dict[int, str]:
    """Return the names of the bureaus whose books the person sees."""
    return dict(user.organisation.bureaus().values_list("pk", "name"))


def attempt(request: HttpRequest, form: forms.Form, act: Callable[[], Posted]) -> bool:
    """Book what a form says; return whether it was booked. What is wrong stands beside its field."""
    if not form.is_valid():
        return False
    try:
        posted = act()
    except InvalidError as error:
        blame(form, error)
    except ConflictError as error:
        for problem in error.problems:
            form.add_error(None, problem.what + (f"（{problem.do}）" if problem.do else ""))
    else:
        said = "此前已登记" if posted.repeated else "已登记"
        messages.success(request, f"{said}：凭证 {posted.entry.number}")
        return True
    return False


def recorded(request: HttpRequest, noun: str, filters: str) -> Callable[[int], None]:
    """Return what puts an export into the audit log."""

    def record(count: int) -> None:
        audit.record(person(request), "export", noun, "list", None, {"filters": filters, "rows": count})

    return record
