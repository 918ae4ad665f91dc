"""Webhooks: signed, made once, repeated when they fail, given up in the end."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult
from examples.client import genuine

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.leads import calls, daily
from mingjing.office.leads.models import Delivery, Lead, Webhook
from mingjing.office.leads.services.delivery import GAPS, deliver_due, demand_address, demand_events, retry
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


@pytest.fixture
def queued_calls(monkeypatch: Any) -> Callable[[], int]:
    """Jobs go into the database's queue, as on a site; says how many wait there."""
    backend = DatabaseBackend("default", {"QUEUES": ["default", "calls"], "OPTIONS": {}})
    monkeypatch.setattr(type(calls.deliver), "get_backend", lambda _: backend)
    return lambda: DBTaskResult.objects.filter(task_path=calls.deliver.module_path, status="READY").count()


def test_a_call_that_was_never_queued_is_found_by_the_daily_work(
    hook: Webhook, sent: list[Lead], queued_calls: Callable[[], int]
) -> None:
    notify("answered", lead=sent[0])
    assert queued_calls() == 0, "the crash came before the commit's last word"
    assert daily.run(timezone.localdate())["calls"] == 1
    assert queued_calls() == 1
    daily.run(timezone.localdate())
    assert queued_calls() == 1, "one job is enough"


def test_a_receiver_that_is_down_has_one_job_waiting_for_it(
    hook: Webhook, sent: list[Lead], queued_calls: Callable[[], int], monkeypatch: Any
) -> None:
    for lead in sent[:2]:
        notify("answered", lead=lead)
    refuse = lambda: deliver_due(timezone.now(), _client(lambda _: httpx.Response(503)))  # noqa: E731
    monkeypatch.setattr(calls, "deliver_due", refuse)
    for _ in range(3):
        calls.deliver.func()
    waiting = DBTaskResult.objects.get(task_path=calls.deliver.module_path)
    assert waiting.run_after == Delivery.objects.order_by("next_at")[0].next_at


def test_a_call_given_up_is_made_again_when_somebody_asks(
    province: Province, hook: Webhook, sent: list[Lead]
) -> None:
    notify("answered", lead=sent[0])
    Delivery.objects.update(attempts=8, next_at=None)
    call = Delivery.objects.get()
    with pytest.raises(ForbiddenError):
        retry(province.who("officer", "county1"), call)
    retry(province.who("administrator", "county1"), call)
    assert deliver_due(timezone.now(), _client(lambda _: httpx.Response(204))) == 1
    with pytest.raises(ConflictError):
        retry(province.who("administrator", "county1"), call)


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
