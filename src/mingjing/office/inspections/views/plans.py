"""Plans of inspections: the list, a new one tried before it is kept, one with what happened since."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.analysis.screening.pictures import peers
from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.inspections import policy, shown
from mingjing.office.inspections.forms import PlanForm, ReasonForm
from mingjing.office.inspections.models import Plan, Target
from mingjing.office.inspections.services import plans
from mingjing.office.screenings import policy as screenings
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.pages import asks_for, listing
from mingjing.office.ui.tables import Empty, Table

_LIST = ("检查计划", "/inspection-plans/")

PLANS = Table(
    "inspection-plans",
    (
        Column("number", "编号", "code", sort="number", link=lambda one: reverse("inspections:detail", args=[one.number])),
        Column("title", "名称", sort="title"),
        Column("organisation", "单位", read=lambda one: one.organisation.name),
        Column("visits", "检查家数", "count", sort="visits"),
        Column("screening_number", "依据的筛查", "code"),
        Column("seed", "随机种子"),
        Column("created_by", "编制人", read=lambda one: one.created_by.name),
        Column("created_at", "编制时间", "moment", sort="created_at"),
        Column("state", "状态", "html", read=lambda one: badge("retired", "已撤销", "bad") if one.withdrawn_at else badge("active", "有效", "good")),
    ),
    sort="-created_at",
    unit="个计划",
    empty=Empty("还没有检查计划", "按机构风险评分和公布的随机种子编制。"),
)  # fmt: skip


def _targets(inspected: dict[int, date]) -> Table:
    return Table(
        "inspection-targets",
        (
            Column("institution.code", "机构编码", "code", read=lambda one: one.institution.code, link=lambda one: reverse("institutions:detail", args=[one.institution.code])),
            Column("institution.name", "定点机构", read=lambda one: one.institution.name),
            Column("bureau", "主管单位", read=lambda one: one.institution.bureau.name),
            Column("how", "选取", read=lambda one: one.get_how_display(), sort="how"),
            Column("stratum", "层", sort="stratum"),
            Column("intensity", "强度 I", read=lambda one: "未评分" if one.intensity is None else f"{one.intensity:.3f}", sort="intensity"),
            Column("stake", "金额 S（元）", "yuan", sort="stake", sum="stake"),
            Column("priority", "V", "yuan", sort="priority"),
            Column("rank", "按 V 次序", "count", sort="rank"),
            Column("rank_by_stake", "按金额次序", "count", sort="rank_by_stake"),
            Column("conflict", "回避提示"),
            Column("done", "计划后已检查", "day", read=lambda one: inspected.get(one.institution_id)),
        ),
        size=500,
        unit="家",
        export=True,
        empty=Empty("没有检查对象"),
    )  # fmt: skip


@allow(Permission.SCREENINGS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the plans in scope."""
    user = person(request)
    rows = policy.visible(user).select_related("organisation", "created_by")
    context = {"may_make": _may(request), "crumbs": [("检查计划", "")]}
    return listing(request, "inspections/list.html", PLANS.read(request, rows), context, title="检查计划")


def _may(request: HttpRequest) -> bool:
    user = person(request)
    return user.organisation.is_bureau and allowed(user.roles, Permission.LEADS_DISPATCH)


@allow(Permission.LEADS_DISPATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Try a plan (GET with figures), keep it (POST)."""
    user = person(request)
    asked = request.POST if request.method == "POST" else request.GET
    form = PlanForm(asked) if "visits" in asked else PlanForm(initial=PlanForm.usual())
    context: dict[str, Any] = {"form": form, "crumbs": [_LIST, ("编制", "")]}
    status = 200
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                made = plans.make(user, plans.Wanted(**form.cleaned_data))
                messages.success(request, f"检查计划 {made.number} 已编制")
                return redirect("inspections:detail", made.number)
            tried = plans.attempt(user, form.cleaned_data["visits"], form.cleaned_data["seed"])
            context |= _tried(tried, form.cleaned_data["visits"])
            context["open_run"] = screenings.visible(user).filter(pk=tried.field.screening.pk).exists()
        except (ConflictError, InvalidError) as error:
            context["problems"], status = error.problems, 409
    elif form.is_bound:
        status = 422
    return render(request, "inspections/new.html", context, status=status)


def _tried(tried: plans.Tried, visits: int) -> dict[str, Any]:
    found = tried.field
    left_out = [
        {
            "code": code,
            "name": found.institutions[code].name,
            "on": on,
            "rank": found.risk.get(code, {}).get("rank"),
        }
        for code, on in sorted(
            found.visited.items(), key=lambda pair: found.risk.get(pair[0], {}).get("rank", 10**9)
        )
    ]
    return {
        "tried": tried,
        "screening": found.screening,
        "rows": shown.proposed(found, tried.choices),
        "picture": shown.plane(found, tried.choices) if found.risk else None,
        "lists": shown.both_lists(found, visits),
        "left_out": left_out,
        "scored": len(found.risk),
        "unscored": len(found.candidates) - len(found.risk),
    }


@allow(Permission.SCREENINGS_READ)
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show one plan: whom it visits and why, and who was inspected since."""
    user = person(request)
    plan = policy.one(user, number)
    targets = plan.targets.select_related("institution", "institution__bureau")
    rows = list(targets)
    inspected = shown.inspected(plan, rows)
    sheet = _targets(inspected).read(request, targets)
    if asks_for(request, sheet) or request.GET.get("export"):
        return listing(request, "ui/table.html", sheet, title=f"{plan.number}-检查对象")
    context = {
        "plan": plan,
        "open_run": screenings.visible(user).filter(number=plan.screening_number).exists(),
        "sheet": sheet,
        "sums": shown.sums(rows),
        "done": len(inspected),
        "picture": _plane(plan, rows),
        "conflicts": [one for one in rows if one.conflict],
        "form": ReasonForm() if _may_withdraw(request, plan) else None,
        "may_register": allowed(user.roles, Permission.REPORTS_PREPARE) and not plan.withdrawn_at,
        "crumbs": [_LIST, (plan.number, "")],
    }
    return render(request, "inspections/detail.html", context)


def _plane(plan: Plan, rows: list[Target]) -> Any:
    """Return the plane of the plan's own institutions, as they stood when it was made."""
    known = [
        {
            "code": one.institution.code,
            "name": one.institution.name,
            "intensity": one.intensity,
            "stake": one.stake,
            "priority": one.priority,
        }
        for one in rows
        if one.intensity is not None
    ]
    named = {one.institution.code: shown.WORDS[one.how] for one in rows}
    return peers.plane(known, named) if known else None


def _may_withdraw(request: HttpRequest, plan: Plan) -> bool:
    return (
        _may(request)
        and plan.withdrawn_at is None
        and plan.organisation_id == person(request).organisation_id
    )


@allow(Permission.LEADS_DISPATCH)
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponseBase:
    """Withdraw a plan with a reason."""
    user = person(request)
    plan = policy.one(user, number)
    plans.withdraw(user, plan, request.POST.get("reason", ""))
    messages.success(request, "检查计划已撤销")
    return redirect("inspections:detail", number)
