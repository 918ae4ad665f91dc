"""Lakes: list, register, bring the register of institutions up to one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.analysis.ingest.lake import Lake as StoredLake
from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import jobs, policy
from mingjing.office.screenings.forms import LakeForm
from mingjing.office.screenings.models import Lake
from mingjing.office.screenings.services import lakes


@dataclass(frozen=True, slots=True)
class Shown:
    """A lake with what is known of it; `trouble` says why it cannot be read, `loaded` the last load of the register."""

    lake: Lake
    batches: int
    rows: int
    quality: dict[str, Any]
    trouble: str
    loaded: AuditEntry | None


def _shown(lake: Lake) -> Shown:
    last = AuditEntry.objects.filter(
        noun="institution", object_id=lake.name, action__startswith="load"
    ).first()
    try:
        stored = StoredLake.open(Path(lake.path))
        rows = stored.rows("fee_list_d")
    except MingjingError as error:
        return Shown(lake, 0, 0, {}, error.problems[0].what, last)
    return Shown(lake, len(stored.batches), rows, jobs.quality(stored.root), "", last)


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
        "rows": [_shown(one) for one in policy.lakes(user).select_related("organisation").order_by("name")],
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
