"""Accounts, for the administrator."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import policy
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.forms import PersonForm, show
from mingjing.office.accounts.models import Role, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.accounts.services import people, secondfactor
from mingjing.office.accounts.services.people import Person


@allow(Permission.ACCOUNTS)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """The accounts of one's tree."""
    actor = person(request)
    found = policy.people(actor).select_related("organisation").prefetch_related("grants")
    wanted, role, state = (request.GET.get(one, "").strip() for one in ("q", "role", "state"))
    if wanted:
        found = found.filter(
            Q(username__icontains=wanted)
            | Q(name__icontains=wanted)
            | Q(organisation__name__icontains=wanted)
            | Q(organisation__code=wanted)
        )
    if role in Role.values:
        found = found.filter(grants__role=role)
    if state in ("active", "disabled"):
        found = found.filter(is_active=state == "active")
    elif state == "locked":
        found = found.filter(locked_until__gt=timezone.now())
    rows = Paginator(found.order_by("organisation__path", "username"), 50).get_page(request.GET.get("page"))
    page = {"rows": rows, "q": wanted, "role": role, "state": state, "roles": Role.choices}
    return render(
        request, "accounts/users.html", {**page, "labels": dict(Role.choices), "now": timezone.now()}
    )


@allow(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Make an account; its one-time password is shown once, in the answer."""
    actor = person(request)
    first = {"organisation": request.GET.get("organisation") or actor.organisation_id}
    form = PersonForm(
        request.POST or None, organisations=policy.organisations(actor), known=False, initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            user, password = people.create(actor, Person(**form.cleaned_data))
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            return _once(request, user, password)
    page = {"form": form, "title": "新建账号"}
    return render(request, "accounts/user_form.html", page, status=422 if form.errors else 200)


@allow(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    actor = person(request)
    found = policy.one_person(actor, pk)
    initial = {name: getattr(found, name) for name in ("username", "name", "organisation", "cert_no", "tel")}
    form = PersonForm(
        request.POST or None,
        organisations=policy.organisations(actor),
        known=True,
        initial={**initial, "roles": list(found.roles)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.edit(actor, found, Person(**form.cleaned_data))
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("accounts:user", pk=pk)
    page: dict[str, Any] = {
        "form": form,
        "title": str(initial["name"]),
        "account": policy.one_person(actor, pk),
        "own": actor.pk == pk,
        "enrolled": secondfactor.enrolled(found),
        "now": timezone.now(),
    }
    return render(request, "accounts/user.html", page, status=422 if form.errors else 200)


@allow(Permission.ACCOUNTS)
@require_POST
def user_disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account."""
    people.set_active(person(request), policy.one_person(person(request), pk), False)
    return _done(request, pk, "账号已停用，其登录会话已结束、令牌已作废。")


@allow(Permission.ACCOUNTS)
@require_POST
def user_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable an account again."""
    people.set_active(person(request), policy.one_person(person(request), pk), True)
    return _done(request, pk, "账号已启用。")


@allow(Permission.ACCOUNTS)
@require_POST
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a lock."""
    people.unlock(person(request), policy.one_person(person(request), pk))
    return _done(request, pk, "已解锁。")


@allow(Permission.ACCOUNTS)
@require_POST
def user_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a one-time password, shown once, in the answer."""
    found = policy.one_person(person(request), pk)
    return _once(request, found, people.reset_password(person(request), found))


@allow(Permission.ACCOUNTS)
@require_POST
def user_reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a lost authenticator."""
    people.reset_second_factor(person(request), policy.one_person(person(request), pk))
    return _done(request, pk, "动态口令已重置，其登录会话已结束。")


@sensitive_variables("password")
def _once(request: HttpRequest, account: User, password: str) -> HttpResponse:
    return render(request, "accounts/once.html", {"account": account, "password": password})


def _done(request: HttpRequest, pk: int, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("accounts:user", pk=pk)
