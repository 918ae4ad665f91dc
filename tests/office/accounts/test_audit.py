"""The chain: what is written is refused to change, and an export shows any change."""

import json
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from mingjing.kernel import chain
from mingjing.kernel.errors import DataError
from mingjing.office.accounts import audit, policy
from mingjing.office.accounts.models import AuditEntry, User
from tests.office.accounts.conftest import World, signed_in

pytestmark = pytest.mark.both_databases


def some(world: World) -> list[bytes]:
    audit.record(None, "system", "x", 1)
    audit.record(
        world.officer, "look", "x", 2, None, {"金额": "1.20", "rate": 0.1, "none": None, "nul": "a\0b"}
    )
    audit.record(world.clerk, "answer", "x", 3, {"a": [1, {"b": True}]}, {"big": 10**25, "tiny": 1e-9})
    return [line.encode() for line in audit.export(AuditEntry.objects.all(), "boss")]


def test_an_export_is_intact(world: World) -> None:
    lines = some(world)
    found = chain.check(lines)
    assert (found.entries, found.shown) == (3, 3)
    assert audit.verify() == found


def test_one_changed_byte_anywhere_breaks_it(world: World) -> None:
    whole = b"".join(some(world))
    for at in range(len(whole)):
        for mask in (1, 32):
            other = whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :]
            with pytest.raises(DataError):
                chain.check(other.splitlines(keepends=True))


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: lines[:-1],
        lambda lines: lines[:1],
        lambda lines: [lines[0], lines[2], lines[1], lines[3]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: lines[1:],
        lambda lines: [],
        lambda lines: [*lines[:-1], lines[-1][:-1]],
    ],
)
def test_removed_moved_and_cut_entries_break_it(
    world: World, harm: Callable[[list[bytes]], list[bytes]]
) -> None:
    with pytest.raises(DataError):
        chain.check(harm(some(world)))


def test_the_first_broken_entry_is_named(world: World) -> None:
    lines = some(world)
    entry = json.loads(lines[2])
    lines[2] = (chain.canonical({**entry, "actor": "clerk"}) + "\n").encode()
    with pytest.raises(DataError, match="第 2 条"):
        chain.check(lines)


def test_what_a_reader_may_not_see_is_sealed_not_left_out(world: World) -> None:
    some(world)
    seen = policy.entries(world.county_administrator)
    lines = [line.encode() for line in audit.export(seen, "countyboss")]
    assert chain.check(lines).shown == 2
    assert set(json.loads(lines[1])) == {"seq", "previous", "digest"}
    hidden = json.loads(lines[2])
    lines[2] = (
        chain.canonical({name: hidden[name] for name in ("seq", "previous", "digest")}) + "\n"
    ).encode()
    with pytest.raises(DataError, match="抹去"):
        chain.check(lines)


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_auditentry SET actor='x'", "DELETE FROM accounts_auditentry"]
)
def test_the_database_refuses_changes(world: World, statement: str) -> None:
    some(world)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 3


def test_entries_and_head_are_rolled_back_together(world: World) -> None:
    some(world)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(world.officer, "look", "x", 4)
        raise ZeroDivisionError
    audit.record(world.officer, "look", "x", 5)
    assert audit.verify().entries == 4


def test_the_page_filters_and_keeps_to_the_division(world: World) -> None:
    some(world)
    client = signed_in(world.auditor)

    def found(query: str) -> list[str]:
        return [row.action for row, _ in client.get(f"/audit/{query}").context["rows"]]

    assert found("?object=3") == ["answer"]
    assert found("?person=clerk&since=2020-01-01&until=2099-01-01") == ["answer"]
    assert found("?until=2020-01-01") == []
    assert "system" in found("?since=yesterday")
    client = signed_in(world.county_administrator)
    assert {"look", "answer"} <= set(found(""))
    assert "system" not in found("")


def test_the_page_exports_what_verifies_and_notes_the_export(world: World) -> None:
    some(world)
    client = signed_in(world.auditor)
    answer = client.get("/audit/export?person=officer")
    lines = b"".join(answer).splitlines(keepends=True)  # type: ignore[call-overload]
    assert chain.check(lines).shown == 1
    assert AuditEntry.objects.filter(action="audit.exported", actor="auditor").count() == 1


def test_paging_by_number_shows_every_entry_once(world: World) -> None:
    for number in range(230):
        audit.record(world.officer, "look", "x", number)
    client, address, seen = signed_in(world.auditor), "/audit/?action=look", []
    while address:
        page = client.get(address)
        seen += [row.seq for row, _ in page.context["rows"]]
        address = f"/audit/?{page.context['older']}" if page.context["older"] else ""
    assert len(seen) == len(set(seen)) == 230


def test_long_names_are_cut_rather_than_lost(world: World) -> None:
    entry = audit.record(User.objects.get(username="officer"), "look", "x", "9" * 200)
    assert entry.object_id == "9" * 80
    assert audit.verify().entries == 1
