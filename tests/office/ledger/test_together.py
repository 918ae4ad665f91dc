"""Two tabs and double clicks on the ledger: nothing is booked twice, no balance is spent twice. With real threads."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from mingjing.office.cases import dues
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import execution
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services import answer, check, money, review
from mingjing.office.leads.services.commands import Answer, Check, Review
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services import bank, following, reconciling, statements
from tests.office.cases.story import Story
from tests.office.leads.test_together import chain_is_whole, together
from tests.office.ledger.conftest import CASE, FUND
from tests.office.ledger.test_bank import FILE
from tests.office.ledger.test_following import agree, deaf, final, of_h1
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


def test_verdicts_and_deductions_of_many_at_once_are_each_booked_once(
    province: Province, sent: list[Lead]
) -> None:
    ones = [
        one
        for lead in sent
        if lead.institution.code in ("H1", "H2")
        for one in lead.suspicions.order_by("pk")
    ]
    ready = [final(province, one) for one in ones[:2]]
    later = [_reviewed(province, one) for one in ones[2:]]
    officer, reviewer = province.who("officer"), province.who("reviewer")
    today = clocks.today()
    acts = [lambda one=one: review.finalise(reviewer, one) for one in later] * 2  # type: ignore[misc]
    acts += [lambda one=one: money.deduct(officer, one, Decimal("30.00"), "扣", today) for one in ready] * 2  # type: ignore[misc]
    assert together(*acts) == {"done": 4, "ConflictError": 4}
    numbers = [entry.number[-6:] for entry in Entry.objects.order_by("pk")]
    assert numbers == [f"{n:06}" for n in range(1, len(numbers) + 1)] and chain_is_whole()
    agree(province)


def _reviewed(province: Province, one: Suspicion) -> Suspicion:
    officer, reviewer = province.who("officer"), province.who("reviewer")
    check.ask(officer, [one])
    answer.answer(province.who("clerk", one.lead.institution.code), one, Answer("accepted"))
    check.check(officer, one, Check("true", "", ""))
    review.review(reviewer, one, Review("true", None, ""))
    return Suspicion.objects.get(pk=one.pk)


def test_the_same_receipt_confirmed_from_four_tabs_pays_the_case_once(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(province, lambda day: monkeypatch.setattr(clocks, "today", lambda: day)).open().to("served")
    officer, case = story.officer, story.case
    text = f"交易日期,收入金额,对方户名,附言\n{story.now},4000.00,H1医院,{case.number}\n"
    bank.take_in(officer, "流水.csv", text.encode())
    (found,) = bank.proposals(officer)
    given, _ = bank.shares(officer, found.line, found.matches[0])
    acts = [lambda: bank.confirm(officer, found.line, given)] * 3
    acts += [lambda: execution.receive(officer, case, "fine", Decimal("2000.00"), story.now, "回单")] * 2  # type: ignore[list-item]
    ended = together(*acts)
    assert ended["done"] == 1 and sum(ended.values()) == 5
    assert dues.outstanding(Case.objects.get(pk=case.pk), story.now).fine == 0
    assert [one for one in reconciling.checks(story.leader) if not one.holds] == [] and chain_is_whole()


def test_two_who_catch_up_at_once_add_nothing_twice(province: Province, sent: list[Lead]) -> None:
    with deaf():
        first, second = (final(province, one) for one in of_h1(sent))
        money.deduct(province.who("officer"), first, Decimal("20.00"), "扣", clocks.today())
        money.deduct(province.who("officer"), second, Decimal("70.09"), "扣", clocks.today())
    assert together(following.catch_up, following.catch_up, following.catch_up) == {"done": 3}
    assert chain_is_whole()
    agree(province)
