"""The API keeps its own description: no call that a machine can think of breaks it or gets an undescribed answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from mingjing.office.accounts import tokens
from mingjing.office.accounts.models import Grant, Role
from mingjing.office.leads.models import Lead
from tests.office.province import Province

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between calls, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(one_connection: None, province: Province, sent: list[Lead]) -> str:
    """A token of somebody who may do everything that one person in a county can."""
    user = province.who("officer", "county1")
    Grant.objects.bulk_create(Grant(user=user, role=role) for role in Role if role not in user.roles)
    user = province.who("officer", "county1")
    return tokens.issue(user, "测试", [one.value for one in tokens.offered(user)], 30)[1]


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: Any, key: str, sent: list[Lead]) -> None:
    lead = sent[0]
    real = {
        "number": lead.number,
        "pk": lead.suspicions.all()[0].pk if "suspicions" in case.path else lead.part_id,
    }
    headers = {"Authorization": f"Bearer {key}"}
    for known in (False, True):
        if known:
            case.path_parameters = {
                name: real.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        # A well-formed call may still break a rule of the office: 422 is its answer, not a fault.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])


def test_the_description_is_openapi_3_1_and_names_every_permission() -> None:
    assert schema.raw_schema["openapi"] == "3.1.0"
