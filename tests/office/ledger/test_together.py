"""Two tabs and double clicks on the ledger: nothing is booked twice, no balance is spent twice. With real threads."""

from collections.abc import Callable

import pytest

from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services import bank, statements
from tests.office.leads.test_together import chain_is_whole, together
from tests.office.ledger.conftest import CASE, FUND
from tests.office.ledger.test_bank import FILE
from tests.office.province import Province

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_one_voucher_clicked_four_times_is_one_entry(
    province: Province, owed: list[Entry], book: Callable[..., Entry], tags: Callable[..., Tags]
) -> None:
    refund = tags(case=CASE, fund=FUND)
    ended = together(*[lambda: book("in", ("receive", "principal", "300.00", refund))] * 4)
    assert ended == {"done": 4} and Entry.objects.count() == len(owed) + 1 and chain_is_whole()


def test_a_debt_is_paid_once_though_four_vouchers_pay_it_at_once(
    province: Province, owed: list[Entry], book: Callable[..., Entry], tags: Callable[..., Tags]
) -> None:
    refund = tags(case=CASE, fund=FUND)
    acts = [lambda n=n: book(f"in{n}", ("receive", "principal", "200.00", refund)) for n in range(4)]  # type: ignore[misc]
    assert together(*acts) == {"done": 1, "ConflictError": 3}
    assert statements.trial_balance(province.who("leader"))["due", "principal"] == 100
    numbers = [one.number[-6:] for one in Entry.objects.order_by("pk")]
    assert numbers == [f"{n:06}" for n in range(1, len(owed) + 2)] and chain_is_whole()


def test_a_file_handed_in_by_two_at_once_is_taken_once(province: Province) -> None:
    one, two = province.who("officer"), province.who("officer2")
    acts = [lambda who=who: bank.take_in(who, "流水.csv", FILE) for who in (one, two)]  # type: ignore[misc]
    assert together(*acts) == {"done": 2}
    assert len(bank.waiting(one)) == 3
