"""Trials and back-tests: a rule, or the text of a local one, over the history of a lake or a sample of it."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Limit
from mingjing.office.screenings import policy
from mingjing.office.screenings.models import Trial
from mingjing.office.screenings.services import trials

router = Router(tags=["试算与回测"])
_READ, _WRITE = Permission.RULES_READ, Permission.RULES_WRITE


class TrialIn(Input):
    """Over what a rule is tried: a lake, days of the act, one person in so many; `against` a version or another rule."""

    lake: Key
    since: Day | None = None
    until: Day | None = None
    one_in: Literal[1, 10, 100] = 10
    against: Code = ""

    def span(self, user: Any) -> dict[str, Any]:
        """Return what the service is asked. Raises NotVisibleError for a lake out of scope."""
        return self.dict(exclude={"lake", "against"}) | {"lake": policy.lake(user, self.lake)}


class TrialOut(Schema):
    """A trial and how far it is."""

    id: int
    kind: str
    rule_code: str
    rule_version: int
    against: str
    lake: int
    since: date | None
    until: date | None
    one_in: int
    state: str
    progress: Any
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_lake(one: Trial) -> int:
        """Return the lake's key."""
        return one.lake_id


class TrialFull(TrialOut):
    """A trial with what it found: findings and yuan of both sides, gained, lost and changed ones with examples."""

    result: Any
    failure: list[dict[str, str]]


class TrialPage(Schema):
    """A page of trials."""

    items: list[TrialOut]
    next: str


@router.get("/trials", response={200: TrialPage, **PROBLEMS}, auth=Needs(_READ))
def list_trials(request: Any, rule: Code = "", after: Code = "", limit: Limit = 50) -> dict[str, Any]:
    """试算与回测，新的在前；rule 只列这条规则的。"""
    trials.settle()
    rows = policy.trials(request.auth)
    found, following = cursor.page(rows.filter(rule_code=rule) if rule else rows, ("-id",), after, limit)
    return {"items": found, "next": following}


@router.get("/trials/{pk}", response={200: TrialFull, **PROBLEMS}, auth=Needs(_READ))
def get_trial(request: Any, pk: Key) -> Trial:
    """一次试算的进度和结果。"""
    trials.settle()
    return policy.trial(request.auth, pk)


@router.post("/trials/{pk}/cancel", response={200: TrialOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def cancel_trial(request: Any, pk: Key) -> Trial:
    """取消试算。"""
    trials.cancel(request.auth, policy.trial(request.auth, pk))
    return policy.trial(request.auth, pk)


@router.post("/rules/{code}/trials", response={201: TrialOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def try_rule(request: Any, code: Code, body: TrialIn) -> Status[Any]:
    """用历史数据试算在用规则；给出 against 即与另一版本或另一条规则对比（回测）。"""
    return Status(201, trials.of_rule(request.auth, code, body.against, **body.span(request.auth)))
