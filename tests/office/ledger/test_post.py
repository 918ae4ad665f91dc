"""Posting to the ledger: who may, once only, never into a locked month, never changed, reversed by another person."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Line
from mingjing.office.ledger import hooks, policy
from mingjing.office.ledger.core import posting as core
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Leg, Move, Pool, Tags
from mingjing.office.ledger.models import Closing, Entry, Posting
from mingjing.office.ledger.services import balances, closing, statements
from mingjing.office.ledger.services.post import Voucher, leg_of, post, reverse
from tests.office.ledger.conftest import CASE, DAY, FUND
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Book = Callable[..., Entry]
Make = Callable[..., Tags]


def test_the_way_from_suspicion_to_fund_and_treasury(
    province: Province, owed: list[Entry], book: Book, tags: Make
) -> None:
    refund, fine = tags(case=CASE, fund=FUND), tags(case=CASE, suspicion=None)
    book("in", ("receive", "principal", "300.00", refund), ("receive", "fine", "200.00", fine))
    book("out", ("remit_fund", "principal", "300.00", refund), ("remit_treasury", "fine", "200.00", fine))
    balance = statements.trial_balance(province.who("leader"))
    assert sum(balance.values()) == 0
    standing = {key: value for key, value in balance.items() if value and key[0] != "origin"}
    assert standing == {
        ("cleared", "principal"): Decimal("100.00"),
        ("refused", "principal"): Decimal("100.00"),
        ("fund", "principal"): Decimal("300.00"),
        ("treasury", "fine"): Decimal("200.00"),
        ("due", "fine"): Decimal("400.00"),
    }
    assert audit.verify()


def test_the_same_voucher_twice_is_one_entry_and_another_under_its_key_is_refused(
    owed: list[Entry], book: Book, tags: Make
) -> None:
    assert book("find", ("find", "principal", "500.00", tags())).pk == owed[0].pk
    assert Entry.objects.count() == len(owed)
    with pytest.raises(ConflictError, match="内容不同"):
        book("find", ("find", "principal", "500.01", tags()))


def test_numbers_have_no_gaps_though_vouchers_fail(owed: list[Entry], book: Book, tags: Make) -> None:
    with pytest.raises(ConflictError, match="余额不足"):
        book("much", ("receive", "principal", "300.01", tags(case=CASE, fund=FUND)))
    last = book("fine", ("receive", "principal", "300.00", tags(case=CASE, fund=FUND)))
    assert [one.number[-6:] for one in Entry.objects.order_by("pk")] == [
        f"{n:06}" for n in range(1, len(owed) + 2)
    ]
    assert last.number == f"JZ202603-{len(owed) + 1:06}"


@pytest.mark.parametrize("role", ["reviewer", "leader", "analyst", "auditor", "administrator"])
def test_only_officers_book(province: Province, tags: Make, role: str) -> None:
    voucher = Voucher("k", DAY, [Move("find", "principal", Decimal(1), tags())])
    with pytest.raises(ForbiddenError):
        post(province.who(role), voucher)


def test_what_lies_outside_the_division_looks_absent(
    province: Province, tags: Make, owed: list[Entry]
) -> None:
    stranger = province.who("officer", "county3")
    for one in (tags(), Tags(party="某人", suspicion=tags().suspicion)):
        with pytest.raises(NotVisibleError):
            post(stranger, Voucher("k", DAY, [Move("find", "principal", Decimal(1), one)]))
    assert not policy.visible(stranger).exists() and not policy.postings(stranger).exists()
    with pytest.raises(NotVisibleError):
        reverse(province.who("reviewer", "county3"), owed[0], "错了")
    assert policy.visible(province.who("leader", "city1")).count() == len(owed)
    assert not policy.visible(province.who("clerk", "H1")).exists()


def test_a_suspicion_of_another_institution_or_a_line_of_another_suspicion_is_refused(
    province: Province, book: Book, tags: Make
) -> None:
    own = tags()
    other = Institution.objects.get(code="H2").pk
    with pytest.raises(InvalidError, match="不属于该机构"):
        book("k", ("find", "principal", "1.00", Tags(other, "", own.suspicion)))
    foreign = Line.objects.exclude(suspicion=own.suspicion).order_by("id").first()
    assert foreign is not None
    with pytest.raises(NotVisibleError):
        book("k", ("find", "principal", "1.00", tags(line=foreign.pk)))
    mine = Line.objects.filter(suspicion=own.suspicion).order_by("id").first()
    assert mine is not None
    book("k", ("find", "principal", "1.00", tags(line=mine.pk)))
    assert Posting.objects.filter(line=mine).count() == 2


def test_another_person_reverses_once_and_only_what_nobody_used(
    province: Province, owed: list[Entry], book: Book, tags: Make
) -> None:
    reviewer, refund = province.who("reviewer"), tags(case=CASE, fund=FUND)
    received = book("in", ("receive", "principal", "300.00", refund))
    remitted = book("out", ("remit_fund", "principal", "300.00", refund))
    with pytest.raises(ForbiddenError):
        reverse(province.who("officer"), remitted, "错了")
    with pytest.raises(InvalidError):
        reverse(reviewer, remitted, " ")
    with pytest.raises(ConflictError, match="余额不足"):
        reverse(reviewer, received, "退汇")
    undone = reverse(reviewer, remitted, "缴错账户")
    with pytest.raises(ConflictError, match="已冲正"):
        reverse(reviewer, remitted, "再来")
    with pytest.raises(ConflictError, match="不能再冲正"):
        reverse(province.who("reviewer2"), undone, "再来")
    reverse(reviewer, received, "退汇")
    due = statements.trial_balance(reviewer)
    assert (
        due["due", "principal"] == 300 and due["fund", "principal"] == 0 and due["received", "principal"] == 0
    )


@pytest.mark.parametrize("table", ["entry", "posting", "closing", "bankfile", "bankline"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.both_databases
def test_the_database_refuses_to_change_what_is_booked(owed: list[Entry], table: str, verb: str) -> None:
    if connection.vendor == "sqlite" and table not in ("entry", "posting"):
        _trigger_stands(table)
        return
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(f"ledger_{table}"))


def _trigger_stands(table: str) -> None:
    """SQLite fires per row: of an empty table it is enough that the triggers are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM sqlite_master WHERE type='trigger' AND tbl_name=%s", [f"ledger_{table}"]
        )
        assert cursor.fetchone() == (2,)


def test_a_locked_month_and_all_before_take_nothing_until_unlocked_in_order(
    province: Province, owed: list[Entry], book: Book, tags: Make
) -> None:
    leader = province.who("leader")
    with pytest.raises(ForbiddenError):
        closing.lock(province.who("officer"), "2026-03")
    with pytest.raises(InvalidError, match="尚未结束"):
        closing.lock(leader, f"{clocks.today():%Y-%m}")
    with pytest.raises(InvalidError, match="格式"):
        closing.lock(leader, "2026-13")
    closing.lock(leader, "2026-03")
    closing.lock(leader, "2026-04")
    for on in (DAY, date(2026, 4, 30), date(2025, 12, 31)):
        with pytest.raises(ConflictError, match="已结账"):
            book(f"late{on}", ("find", "principal", "1.00", tags()), on=on)
    book("may", ("find", "principal", "1.00", tags()), on=date(2026, 5, 1))
    with pytest.raises(ConflictError, match="逐月"):
        closing.unlock(leader, "2026-03", "漏记")
    with pytest.raises(InvalidError):
        closing.unlock(leader, "2026-04", "")
    closing.unlock(leader, "2026-04", "漏记")
    book("april", ("find", "principal", "1.00", tags()), on=date(2026, 4, 30))
    with pytest.raises(ConflictError):
        reverse(province.who("reviewer"), owed[0], "错了", on=DAY)
    assert Closing.objects.count() == 3


@pytest.mark.both_databases
def test_a_replay_of_the_book_gives_the_balances_of_the_database(
    province: Province, owed: list[Entry], book: Book, tags: Make
) -> None:
    received = book("in", ("receive", "principal", "300.00", tags(case=CASE, fund=FUND)))
    reverse(province.who("reviewer"), received, "退汇")
    pools: dict[Pool, int] = {}
    net: Counter[tuple[str, str]] = Counter()
    for entry in Entry.objects.order_by("pk"):
        legs = [leg_of(row) for row in entry.postings.all()]
        assert balances.of(entry.organisation, legs) == _standing(legs)
        pools |= core.check(chart(), legs, pools)
        for leg in legs:
            net[leg.account, leg.kind] += leg.net
    found = statements.trial_balance(province.who("leader"))
    assert {key: core.yuan(value) for key, value in net.items()} == found


def _standing(legs: list[Leg]) -> dict[Pool, int]:
    """The pools of these legs, added up in Python over the whole book."""
    wanted = set(core.changes(chart(), legs))
    everything = core.changes(chart(), [leg_of(row) for row in Posting.objects.all()])
    return {key: value for key, value in everything.items() if key in wanted}


def test_days_to_come_and_texts_too_long_are_refused(province: Province, book: Book, tags: Make) -> None:
    with pytest.raises(InvalidError, match="不能晚于今天"):
        book("k", ("find", "principal", "1.00", tags()), on=clocks.today() + timedelta(days=1))
    for voucher in (Voucher(" ", DAY, []), Voucher("k" * 121, DAY, []), Voucher("k", DAY, [])):
        with pytest.raises(InvalidError):
            post(province.who("officer"), voucher)


@pytest.mark.parametrize("by", sorted(statements.BY))
def test_statements_open_move_and_close_in_a_constant_number_of_queries(
    province: Province,
    owed: list[Entry],
    book: Book,
    tags: Make,
    by: str,
    django_assert_num_queries: Callable[..., object],
) -> None:
    book("april", ("receive", "fine", "250.00", tags(case=CASE, suspicion=None)), on=date(2026, 4, 2))
    leader = province.who("leader")
    assert leader.roles
    with django_assert_num_queries(2):  # the person's organisation, and the statement
        rows = statements.statement(leader, by, "2026-04", "2026-04")
    assert all(one.opening + one.debit - one.credit == one.closing for one in rows)
    assert sum((one.debit - one.credit for one in rows), Decimal(0)) == 0
    due = [one for one in rows if one.account == "due" and one.kind == "fine"]
    assert [(one.opening, one.credit, one.closing) for one in due] == [
        (Decimal(600), Decimal(250), Decimal(350))
    ]


def test_a_month_closes_with_what_the_next_opens(
    province: Province, owed: list[Entry], book: Book, tags: Make
) -> None:
    book("april", ("receive", "fine", "250.00", tags(case=CASE, suspicion=None)), on=date(2026, 4, 2))
    rows = statements.statement(province.who("leader"), "period")
    months = {one.key: one for one in rows if (one.account, one.kind) == ("due", "fine")}
    assert months["2026-03"].closing == months["2026-04"].opening == 600
    with pytest.raises(InvalidError):
        statements.statement(province.who("leader"), "weather")
    only = statements.statement(province.who("leader"), "fund", case=CASE)
    assert {one.key for one in only} == {FUND, ""}


def test_whoever_listens_hears_each_entry_and_may_refuse_it(book: Book, tags: Make) -> None:
    heard: list[str] = []

    def listener(entry: Entry) -> None:
        heard.append(entry.key)
        if entry.key == "bad":
            raise ConflictError("不行")

    hooks.listen("test", listener)
    try:
        book("good", ("find", "principal", "1.00", tags()))
        with pytest.raises(ConflictError):
            book("bad", ("find", "principal", "1.00", tags()))
    finally:
        hooks.forget("test")
    assert heard == ["good", "bad"] and Entry.objects.count() == 1
