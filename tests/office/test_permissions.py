"""Who may call what, and see what: every address, every role, from the permission table itself."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from mingjing.office.accounts.access import PUBLIC
from mingjing.office.accounts.models import Role, User
from mingjing.office.accounts.permissions import ROLES, Permission, allowed
from mingjing.office.ui import pdf
from tests.office import samples
from tests.office.addresses import Address, addresses
from tests.office.samples import World

pytestmark = pytest.mark.django_db
EVERY = addresses()
# Those without a sample fail a test of their own, and only that.
ALL = [one for one in EVERY if all(samples.sample(one.route, name) for name in one.arguments)]
FINE = {200, 201, 202, 204, 302, 303, 400, 404, 405, 409, 415, 422}
CONVERTED: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all walks; each call is rolled back, and at the end the world."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield samples.make()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _converted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may ask for a PDF is the question here: LibreOffice, which takes seconds, makes one of each kind."""
    convert = pdf.convert

    def once(content: bytes, suffix: str = "docx") -> bytes:
        if suffix not in CONVERTED:
            CONVERTED[suffix] = convert(content, suffix)
        return CONVERTED[suffix]

    monkeypatch.setattr(pdf, "convert", once)


def path_of(address: Address, world: World) -> str:
    return address.path(
        {name: samples.sample(address.route, name).value(world) for name in address.arguments}
    )


def call(client: Client, method: str, address: Address, world: World, follow: bool = False) -> int:
    """Call an address with a form or body that says something, undo what it did, return the status."""
    path = path_of(address, world)
    with transaction.atomic():
        if method == "GET":
            answer = client.get(path, follow=follow)
        elif address.route.endswith("/files") or (address.api and address.route.endswith("/workbook")):
            upload = SimpleUploadedFile("病历.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
            answer = client.post(path, {"file": upload})
        elif address.api:
            answer = client.generic(
                method, path, json.dumps(samples.body(world)), content_type="application/json"
            )
        else:
            answer = client.post(path)
        transaction.set_rollback(True)
    return answer.status_code


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def methods(address: Address) -> list[tuple[str, Permission | str | None]]:
    whole = address.demands.get("*")
    return [("GET", whole), ("POST", whole)] if "*" in address.demands else list(address.demands.items())


def test_the_table_says_of_each_permission_who_holds_it() -> None:
    assert set(ROLES) == set(Permission)


@pytest.mark.parametrize("address", EVERY, ids=lambda one: one.route or "/")
def test_every_argument_has_a_sample(address: Address) -> None:
    missing = [name for name in address.arguments if not samples.sample(address.route, name)]
    assert not missing, f"add {missing} of {address.route} to SAMPLES in tests/office/samples.py"


@pytest.mark.parametrize("address", EVERY, ids=lambda one: one.route or "/")
def test_every_address_says_what_it_demands(address: Address) -> None:
    for method, demand in address.demands.items():
        assert demand == PUBLIC or isinstance(demand, Permission), (
            f"{method} /{address.route} demands nothing: decorate its view with @allow(Permission.X) or @public"
        )


def test_nothing_but_sign_in_and_the_description_of_the_api_is_public() -> None:
    public = {one.route for one in EVERY if PUBLIC in one.demands.values()}
    assert public <= {"sign-in", "sign-out", "healthz", "api/v1/", "api/v1/openapi.json", "api/v1/docs"}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_exactly_where_the_table_says_so(world: World, role: Role) -> None:
    client, wrong = client_of(world.insider(role)), []
    for address in ALL:
        demands = {method: demand for method, demand in methods(address) if demand != PUBLIC}
        found = {method: call(client, method, address, world) for method in demands}
        for method, status in found.items():
            granted = allowed(frozenset({role}), Permission(demands[method]))
            # A write may still be refused to somebody for what they did before: that is the service's answer.
            fine = (FINE if method == "GET" else {*FINE, 403}) if granted else {403, 405}
            if status not in fine or set(found.values()) == {405}:
                verb = "grants" if granted else "refuses"
                wrong.append(f"{method} /{address.route}: {status}, the table {verb} it")
    assert not wrong, "\n".join(wrong)


def test_whoever_is_not_signed_in_reaches_nothing(world: World) -> None:
    client, wrong = client_of(None), []
    for address in ALL:
        found = [
            call(client, method, address, world) for method, demand in methods(address) if demand != PUBLIC
        ]
        stopped = 401 if address.api else 302
        if found and (stopped not in found or set(found) - {stopped, 405}):
            wrong.append(f"/{address.route}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", Role)
def test_what_belongs_to_others_looks_absent(world: World, role: Role) -> None:
    """County against county, hospital against hospital, third party and department against another, by every address."""
    client, wrong = client_of(world.stranger(role)), []
    for address in ALL:
        found = [samples.sample(address.route, one) for one in address.arguments]
        if not found or any(one.open_to_all for one in found if one):
            continue
        statuses = [
            call(client, method, address, world, follow=True)
            for method, demand in methods(address)
            if demand != PUBLIC and allowed(frozenset({role}), Permission(demand))
        ]
        if statuses and (404 not in statuses or set(statuses) - {404, 405}):
            wrong.append(f"/{address.route}: {statuses}")
    assert not wrong, "\n".join(wrong)


def test_what_is_ones_own_is_found(world: World) -> None:
    """The walks above prove nothing if the samples are seen by nobody."""
    clients = {role: client_of(world.insider(role)) for role in Role}
    unseen = []
    for address in ALL:
        demand = address.demands.get("*", address.demands.get("GET"))
        if not address.arguments or demand in (None, PUBLIC):
            continue
        tried = (role for role in Role if allowed(frozenset({role}), Permission(demand)))
        # 400: it is theirs, and its lake is not on this machine.
        if not any(call(clients[role], "GET", address, world) in {200, 302, 400, 405, 409} for role in tried):
            unseen.append(f"/{address.route}")
    assert not unseen, "\n".join(unseen)
