"""Every attack on a guard once more, by the page: refused with the clause, nothing done, nothing typed is lost."""

import inspect
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

import pytest

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.guards.kit import CLAUSES, cited
from mingjing.office.cases.models import Step
from mingjing.office.cases.services import deciding, execution, pleading, procedure, simple, tracks
from tests.office.cases.attacks import ATTACKS
from tests.office.cases.step_pages import Pages, said
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db
SERVICES = (procedure, pleading, deciding, execution, tracks, simple)
_NAMES = {"punish": "punish_on_spot", "record": "record_simple"}
# The form itself asks for these before the guard can.
_ASKED_BY_FORM = {"party_heard", "party_heard_on_spot"}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the services were asked, each call with its arguments by name."""
    found: list[tuple[str, dict[str, Any]]] = []

    def watched(service: Callable[..., object]) -> Callable[..., object]:
        @wraps(service)
        def call(*args: Any, **kwargs: Any) -> object:
            bound = inspect.signature(service).bind(*args, **kwargs)
            bound.apply_defaults()
            found.append((service.__name__, dict(bound.arguments)))
            return service(*args, **kwargs)

        return call

    for module in SERVICES:
        for name, service in vars(module).items():
            if (
                not name.startswith("_")
                and inspect.isfunction(service)
                and service.__module__ == module.__name__
            ):
                monkeypatch.setattr(module, name, watched(service))
    return found


def step_of(name: str, given: dict[str, Any]) -> str:
    """Return the page on which people do what a service was asked."""
    if name == "decide_transfer":
        name = "approve_transfer" if given["approved"] else "refuse_transfer"
    elif name == "police":
        name = "police_accept" if given["accepted"] else "police_refuse"
    elif name == "object_to":
        name = given["how"]
    return _NAMES.get(name, name).replace("_", "-")


def fields(given: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody would fill in."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Choice):
            found |= {key: one for key, one in asdict(value).items() if one}
        elif name == "plan":
            for number, (on, amount) in enumerate(value):
                found |= {f"on_{number}": on, f"amount_{number}": amount}
        elif isinstance(value, User):
            found[name] = value.pk
        elif isinstance(value, list) and value and isinstance(value[0], User):
            found[name] = [one.pk for one in value]
        elif name not in ("actor", "case", "given", "track", "version", "named") and value not in (
            None,
            False,
        ):
            found[name] = value
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_the_page_refuses_too(story: Story, calls: list[tuple[str, dict[str, Any]]], name: str) -> None:
    with pytest.raises(MingjingError):
        ATTACKS[name](story)
    service, given = calls[-1]
    actor = given.pop("actor")
    before = Step.objects.count()
    pages = Pages(story)
    story.fresh()
    address = pages.address(step_of(service, given))
    filled = fields(given)
    answer = pages.client(actor).post(address, filled)
    assert answer.status_code in (403, 409, 422), said(answer)
    errors = " ".join(one for some in answer.context["form"].errors.values() for one in some)
    assert name in _ASKED_BY_FORM or cited(CLAUSES[name]) in errors, errors
    assert Step.objects.count() == before
    for key in ("text", "reason", "record"):
        if key in filled:
            assert str(filled[key]) in answer.content.decode()
