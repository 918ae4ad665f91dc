"""The tab of the evidence: the register, one piece with its chain of custody, its file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, demand, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import chain, policy
from mingjing.office.cases.evidence_forms import (
    EvidenceForm,
    ExtendHoldForm,
    HandOverForm,
    HoldForm,
    SettleHoldForm,
    VerifyForm,
)
from mingjing.office.cases.models import Case, EvidenceItem, Hold, Stage
from mingjing.office.cases.services import evidence, exhibits
from mingjing.office.cases.tables import EVIDENCE
from mingjing.office.cases.views import file
from mingjing.office.cases.views.attempts import attempt
from mingjing.office.ui.pages import listing

COLLECT = (Stage.CLUE, Stage.FILING, Stage.INVESTIGATING)
"""While the case stands here evidence is taken in, verified, preserved, sealed."""
STEPS: dict[str, tuple[str, Permission, type[forms.Form], str]] = {
    "verify": ("查证属实", Permission.CASES_INVESTIGATE, VerifyForm, "已登记查证情况"),
    "hand-over": ("移交保管", Permission.CASES_INVESTIGATE, HandOverForm, "已登记移交"),
    "hold": ("先行登记保存、封存", Permission.CASES_APPROVE, HoldForm, "已批准证据保全措施"),
    "extend": ("延长封存", Permission.CASES_APPROVE, ExtendHoldForm, "已批准延长"),
    "settle": ("处理保存、封存的物品", Permission.CASES_INVESTIGATE, SettleHoldForm, "已登记处理情况"),
}


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the register of a case; take a piece in."""
    user = person(request)
    case = policy.one(user, number)
    form = EvidenceForm(case, user, request.POST or None, request.FILES or None)
    if request.method == "POST":
        demand(user, Permission.CASES_INVESTIGATE)
        if attempt(form, lambda given: _register(user, case, given), request, case):
            messages.success(request, "已登记证据")
            return redirect("cases:evidence", case.number)
    rows = case.evidence.select_related("collected_by", "witness").prefetch_related("holds", "custody")
    sheet = EVIDENCE.read(request, rows)

    def record(count: int) -> None:
        audit.record(user, "export", "case_evidence", case.number, None, {"rows": count})

    context = {
        **file.context(user, case, "evidence"),
        "form": form if form.errors or _may_collect(user, case) else None,
    }
    title = f"{case.number}-证据目录"
    page = listing(request, "cases/evidence.html", sheet, context, title=title, on_export=record)
    page.status_code = 422 if form.errors else page.status_code
    return page


def _register(user: User, case: Case, given: dict[str, Any]) -> EvidenceItem:
    fields = ("kind", "name", "text", "origin", "obtained_on", "witness")
    return evidence.register(user, case, **{one: given[one] for one in fields}, upload=given["file"])


def _handles(user: User, case: Case) -> bool:
    return case.officers.filter(user=user, until__isnull=True).exists()


def _may_collect(user: User, case: Case) -> bool:
    return (
        case.stage in COLLECT and allowed(user.roles, Permission.CASES_INVESTIGATE) and _handles(user, case)
    )


def _item(user: User, number: str, pk: int) -> tuple[Case, EvidenceItem]:
    """Return a case and a piece of its evidence. Raises NotVisibleError."""
    case = policy.one(user, number)
    found = case.evidence.select_related("collected_by", "witness").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这件证据，或者不在您的管辖范围内", where=str(pk))
    found.case = case
    return case, found


@allow(Permission.CASES_READ)
@require_safe
def item(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Show one piece of evidence with its chain of custody."""
    case, found = _item(person(request), number, pk)
    return _page(request, case, found, {})


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, pk: int, name: str) -> HttpResponseBase:
    """Do something with one piece of evidence."""
    user = person(request)
    case, found = _item(user, number, pk)
    if name not in STEPS:
        raise NotVisibleError("没有这个事项", where=name)
    if request.method != "POST":
        return redirect("cases:evidence-item", number, pk)
    _, permission, kind, done = STEPS[name]
    demand(user, permission)
    form = kind(request.POST)
    if attempt(form, lambda given: _act(user, found, name)(**given), request, case):
        messages.success(request, done)
        return redirect("cases:evidence-item", number, pk)
    return _page(request, case, found, {name: form}, status=422)


def _act(user: User, found: EvidenceItem, name: str) -> Callable[..., object]:
    if name in ("extend", "settle"):
        hold = found.holds.filter(ended_on__isnull=True).first()
        if hold is None:
            raise ConflictError("该证据没有尚未处理的保全措施", do="刷新页面查看最新状态")
        act = evidence.extend_hold if name == "extend" else evidence.settle_hold
        return lambda **given: act(user, hold, **given)
    acts: dict[str, Callable[..., object]] = {
        "verify": evidence.verify, "hand-over": evidence.hand_over, "hold": evidence.hold
    }  # fmt: skip
    return lambda **given: acts[name](user, found, **given)


def _page(
    request: HttpRequest, case: Case, found: EvidenceItem, tried: dict[str, forms.Form], status: int = 200
) -> HttpResponseBase:
    user = person(request)
    open_hold = found.holds.filter(ended_on__isnull=True).first()
    offered = _offered(user, case, found, open_hold)
    context = {
        **file.context(user, case, "evidence"),
        "item": found,
        "custody": list(found.custody.select_related("actor")),
        "holds": list(found.holds.select_related("approved_by")),
        "broken": _broken(found),
        "steps": [
            (name, STEPS[name][0], tried.get(name) or STEPS[name][2](), name in tried)
            for name in STEPS
            if name in offered or name in tried
        ],
        "crumbs": [
            ("案件", reverse("cases:list")),
            (case.number, reverse("cases:overview", args=[case.number])),
            ("证据", reverse("cases:evidence", args=[case.number])),
            (f"证据 {found.number}", ""),
        ],
    }
    return render(request, "cases/evidence_item.html", context, status=status)


def _offered(user: User, case: Case, found: EvidenceItem, hold: Hold | None) -> set[str]:
    """Return what this person may do with a piece of evidence now; the service decides again."""
    offered: set[str] = set()
    handler = allowed(user.roles, Permission.CASES_INVESTIGATE) and _handles(user, case)
    head = allowed(user.roles, Permission.CASES_APPROVE) and case.organisation_id == user.organisation_id
    if handler and case.stage != Stage.ARCHIVED:
        offered |= {"hand-over"} | ({"settle"} if hold else set())
        offered |= {"verify"} if not found.verified and case.stage in COLLECT else set()
    if head and not _handles(user, case):
        if hold is None and case.stage in COLLECT:
            offered.add("hold")
        if hold and hold.kind == Hold.Kind.SEAL and not hold.extended and case.stage != Stage.ARCHIVED:
            offered.add("extend")
    return offered


def _broken(found: EvidenceItem) -> str:
    """Return what is wrong with the chain of custody; empty when it is whole."""
    try:
        chain.check(found)
    except ConflictError as error:
        return error.problems[0].what
    return ""


@allow(Permission.CASES_READ)
@require_safe
def download(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Hand out the file of a piece of evidence."""
    _, found = _item(person(request), number, pk)
    return exhibits.open_file(person(request), found.pk)
