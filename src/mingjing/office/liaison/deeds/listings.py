"""What people can do with a listing."""

from typing import Any

from django import forms

from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import scope
from mingjing.office.liaison.deeds.kit import Deed, DeedForm, FilesField, area, day, table, told
from mingjing.office.liaison.models import Listing
from mingjing.office.liaison.services import listings

_S, _P = Listing.State, Permission
_A = _P.LIAISON_APPROVE


class ProgressForm(DeedForm):
    """What was done, and whether it is settled."""

    text = area("进展情况", 5)
    asks = forms.BooleanField(label="事项已办结，报请摘牌", required=False)
    attachments = FilesField()


class LongerForm(DeedForm):
    """More time."""

    due_on = day("新的办结期限")
    text = area("延期的理由", 3, most=1000)


def _body(*states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, one.body, _P.LIAISON_HANDLE)


def _lister(*states: str) -> Any:
    return lambda user, one: one.state in states and scope.may_for(user, one.lister, _A)


def _unsigned(user: Any, one: Listing) -> bool:
    return one.signed_on is None and bool(_body(_S.OPEN)(user, one))


def _signed(user: Any, one: Listing) -> bool:
    return one.signed_on is not None and bool(_body(_S.OPEN)(user, one))


DEEDS = table(
    Deed("sign", "签收", _unsigned, lambda u, o, v: listings.sign(u, o, v.get("version")), usual=True),
    Deed("report", "报告进展", _signed, lambda u, o, v: listings.report(u, o, v["text"], v["asks"], v["attachments"], v.get("version")), ProgressForm, usual=True),
    Deed("delist", "摘牌", _lister(_S.REPORTED), lambda u, o, v: listings.delist(u, o, v["text"], v.get("version")), told("摘牌决定"), permission=_A, usual=True),
    Deed("send-back", "不予摘牌", _lister(_S.REPORTED), lambda u, o, v: listings.send_back(u, o, v["text"], v.get("version")), told("不予摘牌的理由", most=1000), permission=_A),
    Deed("extend", "延长期限", _lister(_S.OPEN), lambda u, o, v: listings.extend(u, o, v["due_on"], v["text"]), LongerForm, permission=_A),
    Deed("cancel", "撤销挂牌", _lister(_S.OPEN), lambda u, o, v: listings.cancel(u, o, v["text"]), told("撤销的原因", most=1000), permission=_A, bad=True),
)  # fmt: skip
