"""One document: the text as it stands, what is still to be filled in, what can be done with it, its history."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.analysis.knowledge.laws import articles
from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import words
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.models import Stage
from mingjing.office.cases.views import file
from mingjing.office.documents import policy, preview, rendering
from mingjing.office.documents.forms import DeliveryForm, DraftForm, ReasonForm
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import acting, issuing
from mingjing.office.documents.tables import state
from mingjing.office.documents.wording import citations
from mingjing.office.ui import pdf

_S = Document.State


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document; each look at one that names a private person is recorded."""
    user = person(request)
    document = policy.whole(user, pk)
    if words.is_private(document.case):
        audit.record(user, "read", "document", document.pk, None, {"case": document.case.number})
    return show(request, document)


def show(
    request: HttpRequest, document: Document, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """Show a document read whole; `form` is one that was tried for the step `name` and must be mended."""
    user = person(request)
    paper, offered = kind(document.kind), steps(user, document)
    text, blanks, problem = _text(document)
    tried = {name: form} if form is not None else {}
    context: dict[str, Any] = {
        **file.context(user, document.case, "documents"),
        "document": document, "paper": paper, "badge": state(document), "offered": offered, "text": text,
        "blanks": blanks if document.state == _S.DRAFT else [], "problem": problem,
        "refs": citations(one for one in paper.refs if one in articles()),
        "draft": tried.get("change") or (DraftForm(document, blanks) if "change" in offered else None),
        "reasons": _reasons(offered, tried),
        "delivery": tried.get("deliver") or (DeliveryForm(document.case, user) if "deliver" in offered else None),
        "revisions": document.history,
        "deliveries": list(document.deliveries.select_related("server", "second")),
        "has_pdf": pdf.program() is not None,
        "letterhead_gaps": any(one.startswith(("单位.", "文书.")) for one in blanks),
        "crumbs": [
            ("案件", reverse("cases:list")),
            (document.case.number, reverse("cases:overview", args=[document.case.number])),
            ("文书", reverse("documents:case", args=[document.case.number])),
            (document.title, ""),
        ],
    }  # fmt: skip
    return render(request, "documents/document.html", context, status=422 if form is not None else 200)


def _text(document: Document) -> tuple[Any, list[str], str]:
    """Return the page, the blanks, and what is wrong with template or kept file."""
    try:
        if document.file:
            issuing.check(document)
            return preview.page(rendering.content_of(document)), [], ""
        found = rendering.render(document)
    except (InvalidError, ConflictError) as error:
        return "", [], _said(error.problems[0])
    return preview.page(found.content), found.blanks, ""


def _said(problem: Problem) -> str:
    return "；".join(filter(None, (problem.what, problem.why, problem.do)))


def _reasons(offered: set[str], tried: dict[str, forms.Form]) -> list[tuple[str, str, forms.Form]]:
    labels = {"return": ("退回修改", "退回的理由"), "void": ("作废", "作废的原因")}
    return [
        (name, label, tried.get(name) or ReasonForm(label=said))
        for name, (label, said) in labels.items()
        if name in offered
    ]


def steps(user: User, document: Document) -> set[str]:
    """Return what this person may do with a document now; the services decide again."""
    case = document.case
    own = case.organisation_id == user.organisation_id and allowed(user.roles, Permission.DOCUMENTS_DRAFT)
    if not own or document.state == _S.VOID:
        return set()
    paper, offered = kind(document.kind), set()
    writer = _passes(acting.demand_writer, user, case, paper)
    signer = _passes(acting.demand_signer, user, document)
    open_case = case.stage != Stage.ARCHIVED
    if document.state == _S.DRAFT and writer:
        offered |= {"change", "issue" if paper.signer != "leader" else "submit", "void"}
    if document.state == _S.SUBMITTED:
        offered |= ({"issue"} if signer else set()) | ({"void"} if writer else set())
        offered |= {"return"} if signer or user.pk == document.submitted_by_id else set()
    if document.state == _S.ISSUED and open_case:
        offered |= {"void"} if signer else set()
        investigates = allowed(user.roles, Permission.CASES_INVESTIGATE) and user.pk in handlers(case)
        offered |= {"deliver"} if paper.served and investigates else set()
    return offered if open_case else set()


def _passes(demand: Any, *given: Any) -> bool:
    try:
        demand(*given)
    except ForbiddenError:
        return False
    return True
