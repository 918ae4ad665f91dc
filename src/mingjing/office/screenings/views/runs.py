"""Runs: list, start, watch, cancel, resume, publish, compare, download."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import modelbook, policy, reading
from mingjing.office.screenings.compare import compare as compared
from mingjing.office.screenings.forms import RunFilter, RunForm
from mingjing.office.screenings.models import Screening
from mingjing.office.screenings.services import publish as publication
from mingjing.office.screenings.services import results, runs
from mingjing.office.screenings.tables import RULES, RUNS
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import asks_for, listing
from mingjing.office.ui.values import count, wan

S = Screening.State
_HEAVY = ("summary", "failure")


@allow(Permission.SCREENINGS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the runs in scope."""
    runs.settle()
    user = person(request)
    filters = Filters.of(RunFilter, request.GET)
    rows = filters.apply(_light(policy.visible(user)))
    context = {
        "filters": filters,
        "may_run": allowed(user.roles, Permission.SCREENINGS_RUN),
        "may_lakes": allowed(user.roles, Permission.INSTITUTIONS_LOAD),
    }
    return listing(request, "screenings/list.html", RUNS.read(request, rows), context, title="筛查")


def _light(rows: QuerySet[Screening]) -> QuerySet[Screening]:
    """Leave the summaries in the database, but for the two figures that lists show."""
    figures = {"findings": KT("summary__totals__findings"), "net": KT("summary__totals__net_amt")}
    return rows.select_related("lake", "organisation", "created_by").annotate(**figures).defer(*_HEAVY)


@allow(Permission.SCREENINGS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask what to run, and queue it."""
    user = person(request)
    form = RunForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = runs.start(user, form.wanted())
        except InvalidError as error:
            for problem in error.problems:
                form.add_error(problem.where if problem.where in form.fields else None, _said(problem))
        else:
            messages.success(request, f"已排入队列，编号 {made.number}")
            return redirect("screenings:detail", made.number)
    status = 422 if form.errors else 200
    crumbs = [("筛查", reverse("screenings:list")), ("发起筛查", "")]
    context = {"form": form, "crumbs": crumbs, "lakes": policy.lakes(user).exists()}
    return render(request, "screenings/new.html", context, status=status)


def _said(problem: Any) -> str:
    return "。".join(filter(None, (problem.what, problem.why, problem.do)))


@allow(Permission.SCREENINGS_READ)
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show one run: how far it is, or what it found."""
    runs.settle()
    user = person(request)
    one = policy.one(user, number)
    chosen = reading.tabs(one, request.GET.get("show", ""))
    current = next(tab for tab in chosen if tab.active)
    sheet = RULES.read(request, current.rows)
    sheet.sort = sheet.sort or ("-checkout_amt" if current is chosen[0] else "code")
    if asks_for(request, sheet) or request.GET.get("export"):
        return listing(request, "ui/table.html", sheet, title=f"{one.number}-规则")
    context = {"sheet": sheet, "tabs": chosen, **_context(user, one)}
    return render(request, "screenings/detail.html", context)


def _context(user: User, one: Screening) -> dict[str, Any]:
    """Return what stands around the table of rules."""
    run = allowed(user.roles, Permission.SCREENINGS_RUN)
    others = policy.visible(user).filter(state__in=(S.DONE, S.PUBLISHED)).exclude(pk=one.pk)
    return {
        "one": one,
        "summary": one.summary,
        "active": one.state in runs.ACTIVE,
        "may_cancel": run and one.state in runs.CANCELLABLE,
        "may_resume": run and one.state in runs.RESUMABLE,
        "may_publish": run and one.state == S.DONE and one.mode == Screening.Mode.LIVE,
        "files": results.files(one),
        "models": modelbook.of_run(one),
        "noisy": _noisy(one),
        "others": others.only("number", "title").order_by("-created_at")[:50],
        "crumbs": [("筛查", reverse("screenings:list")), (one.number, "")],
        "asked": reading.asked(one),
        "tiles": reading.tiles(one),
    }


def _noisy(one: Screening) -> list[dict[str, Any]]:
    return list(((one.summary or {}).get("rule_health") or {}).get("noisy") or ())


@allow(Permission.SCREENINGS_READ)
@require_safe
def progress(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show how far a run is; when it has ended, have the page read again."""
    runs.settle()
    one = policy.one(person(request), number)
    response = render(request, "screenings/progress.html", {"one": one, "active": one.state in runs.ACTIVE})
    if one.state not in runs.ACTIVE:
        response.headers["HX-Refresh"] = "true"
    return response


@allow(Permission.SCREENINGS_RUN)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponseBase:
    """Cancel a run."""
    one = policy.one(person(request), number)
    runs.cancel(person(request), one)
    messages.success(request, f"{one.get_state_display()}；已完成的部分保留，可以继续运行")
    return redirect("screenings:detail", number)


@allow(Permission.SCREENINGS_RUN)
@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponseBase:
    """Resume a run."""
    one = policy.one(person(request), number)
    runs.resume(person(request), one)
    messages.success(request, "已重新排入队列，从已完成的部分继续")
    return redirect("screenings:detail", number)


@allow(Permission.SCREENINGS_RUN)
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponseBase:
    """Publish a run's leads."""
    publication.publish(person(request), policy.one(person(request), number))
    messages.success(request, "开始发布线索")
    return redirect("screenings:detail", number)


@allow(Permission.SCREENINGS_READ)
@require_safe
def download(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Hand out the run's workbook or report."""
    return results.hand_out(person(request), policy.one(person(request), number), name)


@allow(Permission.SCREENINGS_READ)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Compare two runs in scope, `old` and `new` in the address."""
    user = person(request)
    old = policy.one(user, request.GET.get("old", ""))
    new = policy.one(user, request.GET.get("new", ""))
    found = compared(runs.folder(old), runs.folder(new))
    titles = {
        rule["code"]: rule["title"] for run in (old, new) for rule in (run.summary or {}).get("rules", ())
    }
    for row in found.rules:
        row["title"] = titles.get(row["code"], "")
    crumbs = [
        ("筛查", reverse("screenings:list")),
        (new.number, reverse("screenings:detail", args=[new.number])),
        ("比较", ""),
    ]
    lists = [
        ("新增的疑点", found.gained, found.totals["gained"]),
        ("消失的疑点", found.lost, found.totals["lost"]),
    ]
    tiles = [
        reading.Tile("疑点", count(found.totals["new"]), f"原 {count(found.totals['old'])}"),
        reading.Tile("新增", count(found.totals["gained"]), wan(found.totals["gained_amt"])),
        reading.Tile("消失", count(found.totals["lost"]), wan(found.totals["lost_amt"])),
        reading.Tile("金额有变", count(found.totals["changed"])),
    ]
    context = {"tiles": tiles, "old": old, "new": new, "found": found, "lists": lists, "crumbs": crumbs}
    return render(request, "screenings/compare.html", context)
