"""Fixtures of the office: the small province, leads in it, people signed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from mingjing.office.cases import papers
from mingjing.office.leads.models import Lead
from tests.office import province as making
from tests.office.province import Province

# What runs once more on PostgreSQL (see settings_postgres.py): the writers, the reading in SQL, who comes first.
BOTH = {
    "test_together", "test_story", "test_steps", "test_publish", "test_random_walk", "test_reading", "test_feedback",
    "test_money", "test_list_page", "test_ordering", "test_ledger_pages", "test_clocks", "test_calls", "test_people", "test_load",
}  # fmt: skip


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no file in vain when only the tests of both databases are asked for: reading them all takes as long as many run."""
    if config.option.markexpr != "both_databases" or collection_path.suffix != ".py":
        return None
    marked = collection_path.stem in BOTH or "both_databases" in collection_path.read_text(encoding="utf-8")
    return None if marked else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those files."""
    for item in items:
        if item.path.stem in BOTH and "office" in item.path.parts:
            item.add_marker(pytest.mark.both_databases)


@pytest.fixture(autouse=True)
def _papers_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no step ask for papers: tests about papers replace this fixture."""
    monkeypatch.setattr(papers.DESK, "provider", None)


@pytest.fixture
def province(db: None) -> Province:
    """The small province, with no leads yet."""
    return making.build()


@pytest.fixture
def publish_some(province: Province) -> Callable[..., list[Lead]]:
    """Make published leads: publish_some(leads=4, suspicions=2, lines=3, institution="", prefix="D")."""
    return lambda **wanted: making.publish_some(province, **wanted)


@pytest.fixture
def leads(publish_some: Callable[..., list[Lead]]) -> list[Lead]:
    """Four published leads, one per institution."""
    return publish_some()


@pytest.fixture
def sent(province: Province, leads: list[Lead]) -> list[Lead]:
    """The four leads, sent to their counties and signed for there."""
    making.send(province, leads)
    return [Lead.objects.get(pk=lead.pk) for lead in leads]


@pytest.fixture
def signed_in(province: Province) -> Callable[..., Client]:
    """A browser of somebody: signed_in("officer", "county1")."""

    def enter(role: str, place: str = "county1") -> Client:
        client = Client()
        client.force_login(province.who(role, place))
        return client

    return enter
