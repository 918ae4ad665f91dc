"""One part: where it stands, what is missing, and what its two sides may do with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks.models import Pause
from mingjing.office.leads import beside, policy
from mingjing.office.leads.forms import (
    AssignForm,
    PassOnForm,
    PauseForm,
    ReasonForm,
    ReceiverForm,
    SuperviseForm,
    TextForm,
    blame,
)
from mingjing.office.leads.models import Lead, Part, Suspicion, Verdict, detected
from mingjing.office.leads.services import dispatch, moving, reading, report
from mingjing.office.leads.steps import part_steps
from mingjing.office.leads.targets import Plan, choices, plan
from mingjing.office.leads.views.tasks import tree

FIRST, MOST = 20, 500
_P = Part.State
_FORMS: dict[str, type[forms.Form]] = {
    "return": ReasonForm,
    "withdraw": ReasonForm,
    "reject": ReasonForm,
    "pause": PauseForm,
    "report": TextForm,
    "sign_off": TextForm,
    "remind": TextForm,
    "supervise": SuperviseForm,
}


@allow(Permission.LEADS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one part."""
    return show(request, policy.part(person(request), pk))


def show(request: HttpRequest, part: Part, step: str = "", form: forms.Form | None = None) -> HttpResponse:
    """Show a part, with a step that was tried and failed where there is one."""
    user = person(request)
    found = part_steps(user, part)
    rows = reading.board(user, policy.parts(user).filter(pk=part.pk))
    own = policy.visible(user).filter(_inside(part))
    paused = Pause.objects.filter(clock__noun="part", clock__object_id=part.pk, until=None).first()
    made = {name: _FORMS[name](auto_id=f"id_{name}_%s") for name in sorted(found & set(_FORMS))}
    if "reassign" in found:
        made["reassign"] = ReceiverForm(None, _receivers(user, part))
    if form is not None:
        made[step] = form
    missing = report.missing_for_report(part) if "report" in found else []
    done = part.state in (_P.REPORTED, _P.SIGNED_OFF) or ("report" in found and not missing)
    context = {
        "part": part,
        "row": rows[0] if rows else None,
        "tried": step,
        "steps": found,
        "forms": made,
        "paused": paused,
        "missing": missing,
        "verdicts": _verdicts(own) if done else [],
        "nodes": tree(reading.board(user, policy.parts(user).filter(_below(part)))),
        "leads": list(
            own.select_related("institution", "officer", "held_by").order_by("-expected_amt", "pk")[:FIRST]
        ),
        "first": FIRST,
        "assign": AssignForm(None, user) if "assign" in found else None,
        "twins": list(_twins(user, part)) if "merge" in found else [],
        "beside": beside.of("part", user, part),
    }
    return render(request, "leads/part.html", context, status=422 if form is not None else 200)


def _inside(part: Part) -> Q:
    return Q(part=part) | Q(part__parent=part) | Q(part__parent__parent=part)


def _below(part: Part) -> Q:
    return Q(parent=part) | Q(parent__parent=part)


def _receivers(user: User, part: Part) -> QuerySet[Any]:
    return user.organisation.bureaus().filter(active=True).exclude(pk=part.receiver_id)


def _twins(user: User, part: Part) -> QuerySet[Part]:
    """Return the parts that this one could be joined with."""
    same = {"task": part.task_id, "parent": part.parent_id, "receiver": part.receiver_id, "state": part.state}
    return policy.parts(user).filter(**same).exclude(pk=part.pk).annotate(n=Count("leads"))


def _verdicts(leads: QuerySet[Lead]) -> list[dict[str, Any]]:
    """Return how many suspicions ended how, and with how much money."""
    rows = (
        Suspicion.objects.filter(lead__in=leads.values("pk"))
        .order_by()
        .values("verdict")
        .annotate(n=Count("pk"), checkout=detected(), confirmed=Sum("cnfm_amt"))
    )
    by_verdict = {row["verdict"]: row for row in rows}
    return [{**by_verdict[one], "label": Verdict(one).label} for one in Verdict.values if one in by_verdict]


Act = Callable[[HttpRequest, Part, dict[str, Any]], object]


def _view(
    step: str, permission: Permission, done: str, act: Act, fields: type[forms.Form] | None = None
) -> Callable[..., HttpResponseBase]:
    """Return the view that takes a step of a part: done and back to the part, or shown again with what is wrong."""

    @allow(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("leads:part", pk)
        user = person(request)
        part = policy.part(user, pk)
        form = _bound(request, step, part, fields)
        if form is None or form.is_valid():
            try:
                made = act(request, part, form.cleaned_data if form else {})
            except InvalidError as error:
                if form is None:
                    raise
                blame(form, error)
            else:
                messages.success(request, done)
                return redirect("leads:part", made.pk if isinstance(made, Part) else pk)
        return show(request, policy.part(user, pk), step, form)

    return view


def _bound(request: HttpRequest, step: str, part: Part, fields: type[forms.Form] | None) -> forms.Form | None:
    if step == "reassign":
        return ReceiverForm(request.POST, _receivers(person(request), part))
    return fields(request.POST, auto_id=f"id_{step}_%s") if fields else None


def _merge(request: HttpRequest, part: Part, _: dict[str, Any]) -> object:
    user = person(request)
    keys = [int(key) for key in request.POST.getlist("part") if key.isdecimal()]
    return moving.merge(user, [part, *(policy.part(user, key) for key in keys)])


def _split(request: HttpRequest, part: Part, _: dict[str, Any]) -> object:
    return moving.split(
        person(request), part, [int(key) for key in request.POST.getlist("pick") if key.isdecimal()]
    )


_D = Permission.LEADS_DISPATCH
sign = _view(
    "sign", Permission.LEADS_SIGN_FOR, "已签收，可以开始核查", lambda r, p, _: dispatch.sign(person(r), p)
)
return_ = _view(
    "return", _D, "已退回下发单位", lambda r, p, v: moving.return_part(person(r), p, v["reason"]), ReasonForm
)
withdraw = _view(
    "withdraw", _D, "已撤回", lambda r, p, v: moving.withdraw(person(r), p, v["reason"]), ReasonForm
)
reassign = _view(
    "reassign", _D, "已转派", lambda r, p, v: moving.reassign(person(r), p, v["receiver"], v["reason"])
)
remind = _view("remind", _D, "已催办", lambda r, p, v: moving.remind(person(r), p, v["text"]), TextForm)
supervise = _view(
    "supervise", _D, "已列入督办", lambda r, p, v: moving.supervise(person(r), p, v["reason"]), SuperviseForm
)
pause = _view("pause", _D, "已中止计时", lambda r, p, v: moving.pause(person(r), p, v["reason"]), PauseForm)
resume = _view("resume", _D, "已恢复计时", lambda r, p, _: moving.resume(person(r), p))
merge = _view("merge", _D, "已合并", _merge)
split = _view("split", _D, "已拆分为新的分件", _split)
send_up = _view(
    "report",
    Permission.LEADS_SIGN_FOR,
    "已上报，等待审签",
    lambda r, p, v: report.report(person(r), p, v["text"]),
    TextForm,
)
sign_off = _view(
    "sign_off",
    Permission.LEADS_SIGN_OFF,
    "已审签",
    lambda r, p, v: report.sign_off(person(r), p, v["text"]),
    TextForm,
)
reject = _view(
    "reject",
    Permission.LEADS_SIGN_OFF,
    "已退回补核",
    lambda r, p, v: report.reject(person(r), p, v["reason"]),
    ReasonForm,
)


@allow(Permission.LEADS_DISPATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose leads of a part to pass on or to split off; passing on shows who gets what before it is sent."""
    user = person(request)
    part = policy.part(user, pk)
    form = PassOnForm(request.POST if "step" in request.POST else None, choices(user))
    keys = [int(key) for key in request.POST.getlist("pick") if key.isdecimal()]
    free = Lead.objects.filter(_free(part))
    found: Plan | None = None
    changed = False
    if form.is_bound and form.is_valid():
        try:
            found = plan(user, free.filter(pk__in=keys) if keys else free, form.cleaned_data["split"])
            changed = request.POST["step"] == "send" and request.POST.get("seal") != found.seal
            if request.POST["step"] == "send" and not changed:
                dispatch.pass_on(user, part, found.targets)
                messages.success(request, f"已转下级：{found.leads:,} 条线索，{len(found.shares)} 个承办单位")
                return redirect("leads:part", part.pk)
        except InvalidError as error:
            found = None
            blame(form, error)
    rows = free.select_related("institution", "bureau").order_by("bureau__path", "-expected_amt", "pk")
    context = {
        "part": part,
        "form": form,
        "plan": found,
        "changed": changed,
        "keys": keys,
        "leads": list(rows[:MOST]),
        "count": free.count(),
        "steps": part_steps(user, part),
    }
    return render(
        request, "leads/divide.html", context, status=422 if form.errors else 409 if changed else 200
    )


def _free(part: Part) -> Q:
    """The leads of a part that nobody below has: its own, and those that came back."""
    back = Q(part__parent=part, part__state=_P.RETURNED, held_by=part.receiver_id)
    return Q(part=part, held_by=part.receiver_id) | back
