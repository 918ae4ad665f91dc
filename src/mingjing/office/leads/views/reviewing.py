"""The steps of the second person: review, send back, panel, final decision, re-check; and the money taken back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mingjing.office.accounts.access import person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import lines
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.services import money
from mingjing.office.leads.services import recheck as rechecks
from mingjing.office.leads.services import review as reviews
from mingjing.office.leads.services.commands import Review
from mingjing.office.leads.views.attempts import attempt, simple, step_view
from mingjing.office.leads.views.suspicion import form_of

Service = Callable[[User, Suspicion, Review], object]


def _judged(
    step: str, permission: Permission, done: str, service: Service
) -> Callable[..., HttpResponseBase]:
    """Return the view of a step that decides on the whole, or line by line where a line was changed."""

    @step_view(permission)
    def view(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
        form = form_of(step, request.POST)
        rows = lines.rows(one.lines.all()[: lines.MOST], request.POST.dict())
        given = lines.overruled(rows)

        def act(now: Suspicion, values: dict[str, Any]) -> object:
            said = Review(
                values["verdict"],
                values["amount"],
                values["reason_code"],
                values["text"],
                values["version"],
                given,
            )
            return service(person(request), now, said)

        return attempt(request, one, step, form, done, act, rows)

    return view


def _send_back(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.send_back(person(request), one, values["reason"], values["version"])


def _finalise(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.finalise(person(request), one, values["text"], values["version"])


def _reopen(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return rechecks.reopen(person(request), one, values["reason"], values["version"])


def _uphold(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return rechecks.uphold(person(request), one, values["text"])


def _deduct(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    paid = values["paid"] != "0"
    return money.deduct(person(request), one, values["amount"], values["reason"], values["on"], paid=paid)


def _revise(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return money.revise(person(request), one, values["amount"], values["reason"])


review = _judged("review", Permission.LEADS_REVIEW, "复审结论已提交", reviews.review)
conclude_panel = _judged("conclude_panel", Permission.LEADS_PANEL, "合议结论已提交", reviews.conclude_panel)
send_back = simple("send_back", Permission.LEADS_REVIEW, "已退回重核", _send_back)
finalise = simple("finalise", Permission.LEADS_REVIEW, "已终审", _finalise)
reopen = simple("reopen", Permission.LEADS_REVIEW, "已改判重核", _reopen)
uphold = simple("uphold", Permission.LEADS_REVIEW, "抽查意见已记录", _uphold)
deduct = simple("deduct", Permission.LEADS_DEDUCT, "扣款已登记", _deduct)
revise = simple("revise", Permission.LEADS_DEDUCT, "补差已登记", _revise)
