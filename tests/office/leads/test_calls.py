"""Webhooks: signed, made once, repeated when they fail, given up in the end."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from examples.client import genuine

from mingjing.kernel.errors import InvalidError
from mingjing.office.leads.models import Delivery, Lead, Webhook
from mingjing.office.leads.services.delivery import GAPS, deliver_due, demand_address, demand_events
from mingjing.office.leads.services.notify import notify
from tests.office.province import Province


@pytest.fixture
def hook(province: Province) -> Webhook:
    """County 1 wants to be told of everything."""
    return Webhook.objects.create(
        organisation=province.bodies["county1"],
        url="http://receiver.test/in",
        secret="s",
        events=["answered"],
    )


def _client(answers: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answers))


def test_a_call_is_signed_so_that_its_receiver_can_tell(hook: Webhook, sent: list[Lead]) -> None:
    assert notify("answered", lead=sent[0]) == 1
    seen: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    now = timezone.now()
    assert deliver_due(now, _client(receive)) == 1
    header, body = seen[0].headers["Mingjing-Signature"], seen[0].content
    assert genuine("s", header, body, now.timestamp())
    assert not genuine("s", header, body + b" ", now.timestamp())
    assert not genuine("s", header, body, now.timestamp() + 3600)
    assert json.loads(body)["lead"]["number"] == sent[0].number
    assert deliver_due(now + timedelta(days=9), _client(receive)) == 0


def test_what_fails_is_repeated_with_growing_gaps_and_given_up(hook: Webhook, sent: list[Lead]) -> None:
    notify("answered", lead=sent[0])
    now, tries = timezone.now(), []
    client = lambda: _client(lambda request: httpx.Response(503))  # noqa: E731
    for gap in (*GAPS, None):
        deliver_due(now, client())
        row = Delivery.objects.get()
        tries.append(row.attempts)
        assert row.delivered_at is None
        if gap is None:
            assert row.next_at is None
        else:
            assert row.next_at == now + gap
            assert deliver_due(now + gap / 2, client()) == 0
            now += gap
    assert tries == list(range(1, len(GAPS) + 2))


def test_a_receiver_that_cannot_be_reached_is_written_down(hook: Webhook, sent: list[Lead]) -> None:
    notify("answered", lead=sent[0])

    def break_off(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    deliver_due(timezone.now(), _client(break_off))
    assert "refused" in Delivery.objects.get().last_error


@pytest.mark.parametrize(
    ("event", "place"),
    [("answered", "county3"), ("dispatched", "county1")],
    ids=["another county", "not asked for"],
)
def test_nobody_is_told_of_what_is_not_theirs_or_was_not_asked_for(
    province: Province, sent: list[Lead], event: str, place: str
) -> None:
    Webhook.objects.create(
        organisation=province.bodies[place], url="http://receiver.test/in", secret="s", events=["answered"]
    )
    assert notify(event, lead=sent[0]) == 0


@pytest.mark.parametrize(
    "url", ["ftp://x/y", "http://", "javascript:alert(1)", "http://a:b@host/", "http://h:99999/"]
)
def test_addresses_that_must_not_be_called_are_refused(url: str) -> None:
    with pytest.raises(InvalidError):
        demand_address(url)


def test_a_site_may_limit_the_hosts(monkeypatch: Any) -> None:
    monkeypatch.setenv("MINGJING_WEBHOOK_HOSTS", "allowed.test")
    demand_address("https://allowed.test/in")
    with pytest.raises(InvalidError, match=r"other\.test"):
        demand_address("https://other.test/in")


def test_unknown_events_are_named() -> None:
    with pytest.raises(InvalidError, match="nonsense"):
        demand_events(["answered", "nonsense"])
