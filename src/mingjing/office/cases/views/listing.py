"""The ledger 案件台账: every case in scope, narrowed as the address says; and the same by stage as a board."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, QuerySet, Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import marks, policy
from mingjing.office.cases.filters import ENDED, GROUPS, CaseFilters, running_clocks
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.services import register
from mingjing.office.cases.tables import CASES, listed
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.forms import ViewForm
from mingjing.office.leads.models import SavedView
from mingjing.office.leads.services import views as saved
from mingjing.office.ui.pages import listing

NOUN = "cases"
MOST_UNHANDLED = 1000
_ON_BOARD = 8


@allow(Permission.CASES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the cases in scope."""
    user = person(request)
    filters = CaseFilters(request.GET, user)
    sheet = CASES.read(request, listed(filters.apply(policy.visible(user))))

    def record(count: int) -> None:
        audit.record(user, "export", "case", "list", None, {"filters": filters.query, "rows": count})

    views = list(SavedView.objects.filter(user=user, noun=NOUN))
    context = {"filters": filters, "views": views, **around(user)}
    return listing(request, "cases/list.html", sheet, context, title="案件台账", on_export=record)


@allow(Permission.CASES_READ)
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep the ledger as it stands under a name."""
    form = ViewForm(request.POST)
    query = request.POST.get("query", "").lstrip("?")
    if form.is_valid():
        view = saved.keep(person(request), NOUN, form.cleaned_data["name"], query)
        messages.success(request, f"已保存视图“{view.name}”")
    else:
        messages.error(request, "请填写视图名称（不超过 60 字）")
    return redirect(f"{reverse('cases:list')}?{query}")


@allow(Permission.CASES_READ)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget a view of one's own."""
    saved.drop(person(request), pk)
    messages.success(request, "已删除视图")
    return redirect("cases:list")


def around(user: User) -> dict[str, Any]:
    """Return what stands above the ledger and the board. Only a county counts what waits: those above have too much."""
    is_county = user.organisation.level == Organisation.Level.COUNTY
    waiting = register.unhandled(user).order_by()[: MOST_UNHANDLED + 1].count() if is_county else 0
    return {
        "waiting": f"{MOST_UNHANDLED:,}+" if waiting > MOST_UNHANDLED else f"{waiting:,}" if waiting else "",
        "may_file": user.organisation.is_bureau and allowed(user.roles, Permission.CASES_FILE),
    }


@allow(Permission.CASES_READ)
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Show how many cases stand at which stage, which are late, and the next to end of each."""
    user = person(request)
    filters = CaseFilters(request.GET, user)
    rows = filters.apply(policy.visible(user))
    by_stage = _by_stage(rows)
    lanes = [_lane(key, rows, by_stage, filters.query) for key in GROUPS]
    found = marks.of([one.pk for lane in lanes for one in lane["cases"]])
    for one in (one for lane in lanes for one in lane["cases"]):
        one.marks = found.get(one.pk, [])
    return render(request, "cases/board.html", {"lanes": lanes, "filters": filters, **around(user)})


def _by_stage(rows: QuerySet[Case]) -> dict[str, dict[str, Any]]:
    late = Exists(running_clocks().filter(due_on__lt=clocks.today()))
    found = rows.order_by().values("stage").annotate(n=Count("pk"), loss=Sum("loss_amt"))
    overdue = dict(rows.order_by().filter(late).values_list("stage").annotate(n=Count("pk")))
    return {row["stage"]: row | {"late": overdue.get(row["stage"], 0)} for row in found}


def _lane(key: str, rows: QuerySet[Case], by_stage: dict[str, dict[str, Any]], query: str) -> dict[str, Any]:
    title, stages = GROUPS[key]
    there = [by_stage[one] for one in stages if one in by_stage]
    order = ("-closed_on", "-pk") if stages == ENDED else ("next_due", "-pk")
    return {
        "key": key,
        "title": title,
        "query": f"?stage={key}-{'&' + query if query else ''}",
        "count": sum(one["n"] for one in there),
        "late": sum(one["late"] for one in there),
        "loss": sum((one["loss"] or Decimal(0) for one in there), Decimal(0)),
        "stages": [
            (
                Stage(one["stage"]).label,
                one["n"],
                one["late"],
                f"?stage={one['stage']}{'&' + query if query else ''}",
            )
            for one in there
        ],
        "cases": list(listed(rows.filter(stage__in=stages)).order_by(*order)[:_ON_BOARD]) if there else [],
    }
