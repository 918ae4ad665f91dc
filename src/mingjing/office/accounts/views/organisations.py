"""The tree of organisations, for the administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import policy
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.forms import OrganisationForm, show
from mingjing.office.accounts.models import Organisation
from mingjing.office.accounts.permissions import Permission
from mingjing.office.accounts.services import organisations as service
from mingjing.office.accounts.services.organisations import Body


@allow(Permission.ACCOUNTS)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The tree from one's own body down, indented as it branches."""
    actor = person(request)
    found = policy.organisations(actor).annotate(people=Count("users"))
    wanted, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(code__icontains=wanted) | Q(admdvs=wanted))
    if kind in Organisation.Kind.values:
        found = found.filter(kind=kind)
    rows = Paginator(found.order_by("path"), 100).get_page(request.GET.get("page"))
    top = actor.organisation.path.count("/")
    for row in rows:
        row.indent = "　" * (row.path.count("/") - top)  # type: ignore[attr-defined]
    page = {"rows": rows, "q": wanted, "kind": kind, "kinds": Organisation.Kind.choices}
    return render(request, "accounts/organisations.html", page)


@allow(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    actor = person(request)
    first = {"parent": request.GET.get("parent") or actor.organisation_id}
    form = OrganisationForm(request.POST or None, parents=_parents(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            body = service.add(actor, Body(**form.cleaned_data))
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            messages.success(request, f"已新建{body.name}。")
            return redirect("accounts:organisation", pk=body.pk)
    page = {"form": form, "title": "新建单位"}
    return render(request, "accounts/organisation.html", page, status=422 if form.errors else 200)


@allow(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One body."""
    actor = person(request)
    body = policy.one_organisation(actor, pk)
    names = ("code", "name", "kind", "level", "admdvs", "parent")
    own = body.pk == actor.organisation_id
    form = OrganisationForm(
        request.POST or None,
        parents=Organisation.objects.filter(children=body) if own else _parents(request),
        fixed=("parent",) if own else (),
        initial={name: getattr(body, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.edit(actor, body, Body(**form.cleaned_data))
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("accounts:organisation", pk=pk)
    page = {"form": form, "title": body.name, "body": body, "own": own, "people": body.users.count()}
    return render(request, "accounts/organisation.html", page, status=422 if form.errors else 200)


@allow(Permission.ACCOUNTS)
@require_POST
def organisation_disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable a body: its people can no longer sign in."""
    service.set_active(person(request), policy.one_organisation(person(request), pk), False)
    messages.success(request, "单位已停用，其人员不能再登录。")
    return redirect("accounts:organisation", pk=pk)


@allow(Permission.ACCOUNTS)
@require_POST
def organisation_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable a body again."""
    service.set_active(person(request), policy.one_organisation(person(request), pk), True)
    messages.success(request, "单位已启用。")
    return redirect("accounts:organisation", pk=pk)


@allow(Permission.ACCOUNTS)
@require_POST
def organisation_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a body that nothing refers to."""
    service.delete(person(request), policy.one_organisation(person(request), pk))
    messages.success(request, "单位已删除。")
    return redirect("accounts:organisations")


def _parents(request: HttpRequest) -> QuerySet[Organisation]:
    return person(request).organisation.bureaus().filter(active=True)
