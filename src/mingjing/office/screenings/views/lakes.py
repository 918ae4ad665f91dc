"""Lakes: list, register, bring the register of institutions up to one."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import lake_status, policy
from mingjing.office.screenings.forms import LakeForm
from mingjing.office.screenings.services import lakes


@allow(Permission.INSTITUTIONS_LOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the lakes in scope; an administrator registers more."""
    user = person(request)
    may_add = allowed(user.roles, Permission.LAKES)
    form = LakeForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = lakes.add(user, **form.cleaned_data)
        except (InvalidError, ConflictError) as error:
            for problem in error.problems:
                form.add_error(
                    problem.where if problem.where in form.fields else None, f"{problem.what}。{problem.do}"
                )
        else:
            messages.success(request, f"已登记“{made.name}”")
            return redirect("screenings:lakes")
    crumbs = (
        [("筛查", reverse("screenings:list")), ("数据", "")]
        if allowed(user.roles, Permission.SCREENINGS_READ)
        else []
    )
    context = {
        "rows": lake_status.every(user),
        "form": form if may_add else None,
        "crumbs": crumbs,
    }
    return render(request, "screenings/lakes.html", context, status=422 if form.errors else 200)


@allow(Permission.INSTITUTIONS_LOAD)
@require_POST
def load_register(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Bring the register of institutions up to a lake."""
    lake = policy.lake(person(request), pk)
    lakes.load_register(person(request), lake)
    messages.success(request, f"开始按“{lake.name}”更新机构档案，完成后在本页显示结果")
    return redirect("screenings:lakes")
