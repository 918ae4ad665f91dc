"""The API keeps its own description: no call that a machine can think of breaks it or gets an undescribed answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from mingjing.office.accounts import tokens
from mingjing.office.accounts.models import Grant, Role
from mingjing.office.leads.models import Lead
from tests.office import province as making
from tests.office.addresses import addresses

# Told from the addresses, since reading the description for it would cost every worker of every run seconds.
PATHS = [
    "/" + re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", one.route)
    for one in addresses()
    if one.api and "*" not in one.demands
]


@dataclass
class Caller:
    """Somebody who may do everything that one person in a county can, and what is theirs."""

    headers: dict[str, str]
    number: str
    suspicion: int
    part: int | None

    def known(self, path: str) -> dict[str, Any]:
        """Return the arguments of a path that name something of theirs."""
        return {"number": self.number, "pk": self.suspicion if "suspicions" in path else self.part}


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> BaseSchema:
    """The description, read as programs read it."""
    # A request closes what earlier tests of the process left open, which asks the database.
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def described(whole: BaseSchema, caller: Caller, request: pytest.FixtureRequest) -> BaseSchema:
    """The description of one path: all its operations, with the caller's key except where its absence is tried."""
    only = {request.param: whole.raw_schema["paths"][request.param]}
    schema = schemathesis.openapi.from_dict({**whole.raw_schema, "paths": only})
    schema.app = whole.app
    # Reading all our modules for values to draw takes longer than the calls.
    schema.config.analysis.constants.enabled = False
    schema.auth(refresh_interval=None)(type("Key", (_Key,), {"headers": caller.headers}))
    return schema


class _Key:
    """How the tool puts somebody's key into what it draws: a drawn call without it is one that must be refused."""

    headers: ClassVar[dict[str, str]]

    def get(self, case: Any, context: Any) -> dict[str, str]:
        return self.headers

    def set(self, case: Any, data: dict[str, str], context: Any) -> None:
        case.headers.update(data)


@pytest.fixture(scope="module")
def caller(django_db_setup: None, django_db_blocker: Any) -> Iterator[Caller]:
    """One world for all operations; each is rolled back, and at the end the world."""
    # The connection stays open between calls, as it does for Django's own test client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        yield _caller()
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _caller() -> Caller:
    province = making.build()
    leads = making.publish_some(province)
    making.send(province, leads)
    lead = Lead.objects.get(pk=leads[0].pk)
    user = province.who("officer", "county1")
    Grant.objects.bulk_create(Grant(user=user, role=role) for role in Role if role not in user.roles)
    user = province.who("officer", "county1")
    token = tokens.issue(user, "测试", [one.value for one in tokens.offered(user)], 30)[1]
    suspicion = lead.suspicions.order_by("pk")[0]
    return Caller({"Authorization": f"Bearer {token}"}, lead.number, suspicion.pk, lead.part_id)


@pytest.mark.django_db
@pytest.mark.parametrize("described", PATHS, indirect=True)
@schemathesis.pytest.from_fixture("described").parametrize()
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: Any, caller: Caller) -> None:
    drawn = case.path_parameters or {}
    real = {**drawn, **{name: value for name, value in caller.known(case.path).items() if name in drawn}}
    for arguments in _told_apart(case, drawn, real):
        case.path_parameters = arguments
        # A well-formed call may still break a rule of the office: 422 is its answer, not a fault.
        answer = case.call_and_validate(excluded_checks=[positive_data_acceptance])
        keyless = case.operation.schema.is_security_param_negated(case)
        assert keyless or answer.status_code != 401, "the key did not arrive: nothing was tried"
        if answer.status_code in (400, 422):
            assert not [one for one in answer.json()["errors"] if not _in_chinese(one["what"] + one["why"])]


def _in_chinese(text: str) -> bool:
    return not re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", text)


def _told_apart(case: Any, drawn: dict[str, Any], real: dict[str, Any]) -> list[dict[str, Any]]:
    """Which arguments are worth a call: of a systematic case those by which it differs from its neighbours."""
    at = getattr(case.meta.phase.data, "parameter_location", None)
    if case.meta.phase.name is not TestPhase.COVERAGE:
        return [drawn, real] if real != drawn else [drawn]
    return [drawn] if at is ParameterLocation.PATH else [real]


def test_the_paths_tried_are_those_described(whole: BaseSchema) -> None:
    assert whole.raw_schema["openapi"] == "3.1.0"
    assert sorted(PATHS) == sorted(whole.raw_schema["paths"])
