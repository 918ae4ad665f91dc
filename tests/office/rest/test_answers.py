"""Everything the pages can do, programs can do: each address of the pages has its operations, or a written reason."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mingjing.config.api import api
from mingjing.office.accounts.access import PUBLIC
from mingjing.office.accounts.models import Role
from mingjing.office.accounts.permissions import Permission, allowed
from tests.office import samples
from tests.office.addresses import Address, addresses
from tests.office.rest.answers import ANSWERS
from tests.office.samples import World

pytestmark = pytest.mark.django_db
PAGES = [one for one in addresses() if not one.api]
WRITES = {"POST", "PUT", "DELETE"}


@cache
def operations() -> frozenset[str]:
    """Every operation, as `GET /leads`."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return frozenset(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def noun(page: Address) -> str:
    return str(page.pattern.callback.__module__).split(".")[2]


def answer(page: Address) -> str:
    """Return what the table says, or the operations that have the page's own address."""
    route = page.route.rstrip("/")
    said = ANSWERS.get(noun(page), {}).get(route)
    if said is not None:
        return said
    same = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    return ", ".join(one for one in operations() if one.split(" ", 1)[1] == same)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all calls; each is rolled back, and at the end the world."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield samples.make()
        transaction.set_rollback(True)


def test_every_page_names_its_operations_or_a_reason() -> None:
    missing = [f"{noun(one)}: {one.route}" for one in PAGES if not answer(one)]
    assert not missing, "add to tests/office/rest/answers.py:\n" + "\n".join(missing)


def test_no_line_stands_for_a_page_that_is_gone() -> None:
    there = {(noun(one), one.route.rstrip("/")) for one in PAGES}
    gone = [
        (name, route) for name, routes in ANSWERS.items() for route in routes if (name, route) not in there
    ]
    assert not gone


def test_every_operation_named_exists() -> None:
    named = {
        operation
        for routes in ANSWERS.values()
        for text in routes.values()
        if not text.startswith("- ")
        for operation in text.split(", ")
    }
    assert not named - operations()


def test_a_token_never_carries_what_has_no_operation() -> None:
    """The reasons are the truth: no operation asks for the permissions that tokens must not carry."""
    demanded = {demand for one in addresses() if one.api for demand in one.demands.values()}
    assert not demanded & {Permission.ACCOUNTS, Permission.OWN_ACCOUNT}


def test_what_takes_a_form_is_answered_by_an_operation_that_writes(world: World) -> None:
    wrong = []
    for page in PAGES:
        text, demand = answer(page), page.demands.get("*")
        if text.startswith("- ") or demand == PUBLIC or not _takes_a_form(page, Permission(demand), world):
            continue
        if not {operation.split()[0] for operation in text.split(", ")} & WRITES:
            wrong.append(f"{page.route}: {text}")
    assert not wrong, "\n".join(wrong)


def _takes_a_form(page: Address, demand: Permission, world: World) -> bool:
    """Whether a POST does anything but be refused as a method."""
    client = Client(raise_request_exception=False)
    client.force_login(world.insider(next(role for role in Role if allowed(frozenset({role}), demand))))
    path = page.path({name: samples.sample(page.route, name).value(world) for name in page.arguments})
    with transaction.atomic():
        status = client.post(path).status_code
        transaction.set_rollback(True)
    return status != 405
