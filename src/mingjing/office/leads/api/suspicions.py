"""Checking, answering, advising, reviewing: one call per step of the transition table."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas, shown
from mingjing.office.leads.models import Opinion, Suspicion
from mingjing.office.leads.services import answer, check, recheck, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, LineVerdict, Review
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Key

router = Router(tags=["疑点核查"])
_DONE = {200: schemas.SuspicionFull, **PROBLEMS}


def _post(path: str, permission: Permission) -> Callable[[Any], Any]:
    """Register a step; the same Idempotency-Key never takes it twice."""

    def register(view: Any) -> Any:
        return router.post(f"/suspicions/{{pk}}/{path}", response=_DONE, auth=Needs(permission))(
            decorate_view(once)(view)
        )

    return register


def _given(request: Any, pk: int) -> Suspicion:
    return policy.suspicion(request.auth, pk)


def _now(request: Any, pk: int, response: HttpResponse) -> Suspicion:
    """Return the suspicion as it stands after the step, and its ETag."""
    found = policy.suspicion(request.auth, pk)
    etag.tag(response, found.version)
    return shown.whole(request.auth, found)


@router.get("/suspicions/{pk}", response=_DONE, auth=Needs(Permission.LEADS_READ))
def get_suspicion(request: Any, pk: Key, response: HttpResponse) -> Suspicion:
    """一条疑点及其明细。"""
    return _now(request, pk, response)


@router.get(
    "/suspicions/{pk}/opinions",
    response={200: list[schemas.OpinionOut], **PROBLEMS},
    auth=Needs(Permission.LEADS_READ),
)
def list_opinions(request: Any, pk: Key) -> list[Opinion]:
    """各方意见：初审、答复、第三方、复审、合议、终审；机构和第三方只见与己有关的。"""
    return list(policy.opinions(request.auth, _given(request, pk)).order_by("pk"))


@_post("ask", Permission.LEADS_CHECK)
def ask(request: Any, pk: Key, body: schemas.AskIn, response: HttpResponse) -> Suspicion:
    """发机构核实。"""
    check.ask(request.auth, [_given(request, pk)], days=body.days)
    return _now(request, pk, response)


@_post("consult", Permission.LEADS_CHECK)
def consult(request: Any, pk: Key, body: schemas.ConsultIn, response: HttpResponse) -> Suspicion:
    """交第三方复审。"""
    kind = Organisation.Kind.THIRD_PARTY
    third_party = Organisation.objects.filter(kind=kind, code=body.third_party, active=True).first()
    if third_party is None:
        raise NotVisibleError("没有这个第三方机构", where="third_party")
    check.consult(request.auth, [_given(request, pk)], third_party)
    return _now(request, pk, response)


@_post("check", Permission.LEADS_CHECK)
def submit_check(request: Any, pk: Key, body: schemas.CheckIn, response: HttpResponse) -> Suspicion:
    """提交初审；未列出的明细随疑点结论。"""
    lines = tuple(LineVerdict(**line.dict()) for line in body.lines)
    command = Check(body.verdict, body.reason_code, body.text, lines, etag.wanted(request), body.amount)
    check.check(request.auth, _given(request, pk), command)
    return _now(request, pk, response)


@_post("answer", Permission.LEADS_ANSWER)
def submit_answer(request: Any, pk: Key, body: schemas.AnswerIn, response: HttpResponse) -> Suspicion:
    """机构认可或申诉。"""
    command = Answer(body.kind, body.amount, body.reason, etag.wanted(request))
    answer.answer(request.auth, _given(request, pk), command)
    return _now(request, pk, response)


@_post("advise", Permission.LEADS_ADVISE)
def submit_advice(request: Any, pk: Key, body: schemas.AdviceIn, response: HttpResponse) -> Suspicion:
    """第三方复审意见。"""
    command = Advice(body.verdict, body.amount, body.text, etag.wanted(request))
    check.advise(request.auth, _given(request, pk), command)
    return _now(request, pk, response)


@_post("review", Permission.LEADS_REVIEW)
def submit_review(request: Any, pk: Key, body: schemas.ReviewIn, response: HttpResponse) -> Suspicion:
    """提交复审；须由初审人以外的人员办理。"""
    review.review(request.auth, _given(request, pk), _review(request, body))
    return _now(request, pk, response)


@_post("panel", Permission.LEADS_PANEL)
def conclude_panel(request: Any, pk: Key, body: schemas.ReviewIn, response: HttpResponse) -> Suspicion:
    """作出合议结论。"""
    review.conclude_panel(request.auth, _given(request, pk), _review(request, body))
    return _now(request, pk, response)


@_post("request-panel", Permission.LEADS_ANSWER)
def request_panel(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Suspicion:
    """机构申请合议。"""
    answer.request_panel(request.auth, _given(request, pk), body.text)
    return _now(request, pk, response)


@_post("send-back", Permission.LEADS_REVIEW)
def send_back(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Suspicion:
    """退回重核。"""
    review.send_back(request.auth, _given(request, pk), body.text, etag.wanted(request))
    return _now(request, pk, response)


@_post("finalise", Permission.LEADS_REVIEW)
def finalise(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Suspicion:
    """终审。"""
    review.finalise(request.auth, _given(request, pk), body.text, etag.wanted(request))
    return _now(request, pk, response)


@_post("reopen", Permission.LEADS_REVIEW)
def reopen(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Suspicion:
    """抽查改判，重新核查。"""
    recheck.reopen(request.auth, _given(request, pk), body.text, etag.wanted(request))
    return _now(request, pk, response)


@_post("uphold", Permission.LEADS_REVIEW)
def uphold(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Suspicion:
    """抽查复核，维持原结论。"""
    recheck.uphold(request.auth, _given(request, pk), body.text)
    return _now(request, pk, response)


def _review(request: Any, body: schemas.ReviewIn) -> Review:
    lines = tuple(LineVerdict(**line.dict()) for line in body.lines)
    return Review(body.verdict, body.amount, body.reason_code, body.text, etag.wanted(request), lines)
