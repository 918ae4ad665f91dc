"""The page of one suspicion: what was found, what was said, and what the person may do with it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import Role, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import beside, lines, policy, queue, reasons, steps, wording
from mingjing.office.leads.forms import (
    VERDICTS,
    AdviceForm,
    AnswerForm,
    AskForm,
    CheckForm,
    ConsultForm,
    DeductForm,
    ReasonForm,
    ReviewForm,
    ReviseForm,
    VersionReasonForm,
    VersionTextForm,
)
from mingjing.office.leads.models import Draft, Lead, Suspicion
from mingjing.office.leads.services import model_finding
from mingjing.office.leads.tables import behaviour_name

_FORMS: dict[str, type[forms.Form]] = {
    "check": CheckForm,
    "answer": AnswerForm,
    "advise": AdviceForm,
    "review": ReviewForm,
    "conclude_panel": ReviewForm,
    "send_back": VersionReasonForm,
    "finalise": VersionTextForm,
    "request_panel": ReasonForm,
    "reopen": VersionReasonForm,
    "uphold": VersionTextForm,
    "ask": AskForm,
    "consult": ConsultForm,
    "deduct": DeductForm,
    "revise": ReviseForm,
}
_ATTACHING = frozenset({Role.OFFICER, Role.REVIEWER})
_BY_LINE = frozenset({"check", "review", "conclude_panel"})
DRAFTED = ("check", "answer", "advise", "review", "conclude_panel")


@dataclass
class Attempt:
    """A step that did not go through: its form as it was typed, and why."""

    step: str = ""
    form: forms.Form | None = None
    rows: list[lines.LineRow] | None = None
    conflict: MingjingError | None = None
    status: int = 200
    typed: dict[str, str] = field(default_factory=dict)


@allow(Permission.LEADS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one suspicion."""
    return show(request, policy.suspicion(person(request), pk))


def show(request: HttpRequest, one: Suspicion, attempt: Attempt | None = None) -> HttpResponse:
    """Show a suspicion, with a step that was tried and failed where there is one."""
    user, tried = person(request), attempt or Attempt()
    inner = user.organisation.is_bureau
    said = list(policy.opinions(user, one))
    open_steps = steps.suspicion_steps(user, one, said)
    draft = _draft(user, one)
    context = {
        "suspicion": one,
        "lead": one.lead,
        "inner": inner,
        "parts": beside.of("suspicion", user, one),
        "outside": not inner,
        "facts": wording.facts(one.evidence),
        "explained": model_finding.brief(user, one),
        "behaviour": behaviour_name(one.behaviour),
        "opinions": said,
        "latest": {opinion.step: opinion for opinion in said},
        "files": list(policy.evidence(user).filter(suspicion=one).select_related("organisation", "line")),
        "steps": open_steps,
        "may_draft": bool(open_steps & set(DRAFTED)),
        "tried": tried,
        "reasons": reasons.reasons(),
        "verdict_choices": VERDICTS,
        "may_attach": _may_attach(user, one),
        "draft": draft,
        "changes": list(one.events.select_related("actor").order_by("-pk")[:3])
        if tried.conflict and inner
        else [],
        "stale": bool(draft and draft.data.get("version") not in (None, "", str(one.version))),
        **_lines(user, one, open_steps, tried, draft),
        **_forms(one, open_steps, tried, draft),
        **_place(user, one),
    }
    return render(request, "leads/suspicion.html", context, status=tried.status)


def _may_attach(user: User, one: Suspicion) -> bool:
    """Whether files may be attached apart from an answer: by the bureau at work, by a third party asked."""
    if user.organisation.is_bureau:
        working = one.lead.state == Lead.State.CHECKING and one.state != Suspicion.State.FINAL
        return working and one.lead.held_by_id == user.organisation_id and bool(_ATTACHING & user.roles)
    return one.state in (Suspicion.State.CONSULTING, Suspicion.State.REVIEWED)


def _draft(user: User, one: Suspicion) -> Draft | None:
    draft = Draft.objects.filter(user=user, suspicion=one).first()
    return draft if draft and draft.data else None


def _lines(
    user: User, one: Suspicion, open_steps: frozenset[str], tried: Attempt, draft: Draft | None
) -> dict[str, Any]:
    """Return the lines: as cells to fill in for who checks or reviews, else to read. Outsiders see the final result only."""
    count = one.lines.count()
    some = list(one.lines.all()[: lines.MOST])
    typed = draft.data if draft else None
    decided = user.organisation.is_bureau or one.state == Suspicion.State.FINAL
    rows = tried.rows or lines.rows(some, typed if open_steps & _BY_LINE else None)
    return {
        "line_rows": rows,
        "line_touched": lines.touched(rows),
        "line_count": count,
        "line_more": count - len(some),
        "line_sum": sum((line.hit_amt for line in some), one.checkout_amt * 0),
        "line_decided": decided,
        "most_lines": lines.MOST,
    }


def _forms(one: Suspicion, open_steps: frozenset[str], tried: Attempt, draft: Draft | None) -> dict[str, Any]:
    """Return a form per open step under `forms`; the one that was tried as it was typed, one with a draft as kept."""
    made: dict[str, forms.Form] = {}
    for step in sorted(open_steps & set(_FORMS)):
        if step == tried.step and tried.form is not None:
            made[step] = tried.form
        else:
            kept = dict(draft.data) if draft and step in DRAFTED else {}
            made[step] = form_of(step, initial={**_initial(one, step), **kept, "version": one.version})
    return {"forms": made}


def form_of(step: str, data: QueryDict | None = None, **fields: Any) -> forms.Form:
    """Return the form of a step; the ids of its fields differ from those of other steps on the page."""
    return _FORMS[step](data, auto_id=f"id_{step}_%s", **fields)


def _initial(one: Suspicion, step: str) -> dict[str, Any]:
    if step == "check":
        return {"verdict": one.verdict, "reason_code": one.reason_code, "amount": one.chk_amt}
    if step in ("review", "conclude_panel"):
        return {"verdict": one.verdict, "reason_code": one.reason_code}
    if step == "deduct":
        return {"amount": one.cnfm_amt}
    return {}


def _place(user: User, one: Suspicion) -> dict[str, Any]:
    """Return where the suspicion stands in its lead and in the person's queue."""
    before, after = queue.beside(user, one)
    return {
        "before": before,
        "after": after,
        "next": queue.following(user, one),
        "waiting": queue.mine(user)[: queue.BOUND].count(),
    }
