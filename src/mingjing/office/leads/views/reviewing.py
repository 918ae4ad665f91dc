"""The steps of the second person: review, send back, panel, final decision, re-check; and the money taken back."""

from typing import Any

from django.http import HttpRequest

from mingjing.office.accounts.access import person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.services import money
from mingjing.office.leads.services import recheck as rechecks
from mingjing.office.leads.services import review as reviews
from mingjing.office.leads.services.commands import Review
from mingjing.office.leads.views.attempts import simple


def _said(values: dict[str, Any]) -> Review:
    return Review(
        values["verdict"], values["amount"], values["reason_code"], values["text"], values["version"]
    )


def _review(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.review(person(request), one, _said(values))


def _conclude(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.conclude_panel(person(request), one, _said(values))


def _send_back(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.send_back(person(request), one, values["reason"], values["version"])


def _finalise(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return reviews.finalise(person(request), one, values["text"], values["version"])


def _reopen(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return rechecks.reopen(person(request), one, values["reason"], values["version"])


def _uphold(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return rechecks.uphold(person(request), one, values["text"])


def _deduct(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return money.deduct(person(request), one, values["amount"], values["reason"], values["on"])


def _revise(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return money.revise(person(request), one, values["amount"], values["reason"])


review = simple("review", Permission.LEADS_REVIEW, "复审结论已提交", _review)
conclude_panel = simple("conclude_panel", Permission.LEADS_PANEL, "合议结论已提交", _conclude)
send_back = simple("send_back", Permission.LEADS_REVIEW, "已退回重核", _send_back)
finalise = simple("finalise", Permission.LEADS_REVIEW, "已终审", _finalise)
reopen = simple("reopen", Permission.LEADS_REVIEW, "已改判重核", _reopen)
uphold = simple("uphold", Permission.LEADS_REVIEW, "抽查意见已记录", _uphold)
deduct = simple("deduct", Permission.LEADS_DEDUCT, "扣款已登记", _deduct)
revise = simple("revise", Permission.LEADS_DEDUCT, "补差已登记", _revise)
