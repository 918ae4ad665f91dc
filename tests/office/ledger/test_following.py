"""The ledger follows leads in their own transactions, and catches up with what was there before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import booking
from mingjing.office.leads.models import Lead, Line, Suspicion, Task
from mingjing.office.leads.services import answer, check, dispatch, money, review
from mingjing.office.leads.services.commands import Answer, Check, LineVerdict, Review
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services import closing, comparing, deductions, following, reconciling, statements
from mingjing.office.ledger.services.post import reverse
from tests.office import province as making
from tests.office.leads.test_random_walk import Walk
from tests.office.province import Province

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FUND = "310100"


def final(
    province: Province, one: Suspicion, verdict: str = "true", share: Decimal | None = None
) -> Suspicion:
    """Bring a suspicion to its final verdict by the services; `share` of each line is accepted."""
    officer, reviewer = province.who("officer"), province.who("reviewer")
    check.ask(officer, [one])
    answer.answer(province.who("clerk", one.lead.institution.code), one, Answer("accepted"))
    lines = []
    if share is not None:
        verdict = "partly"
        lines = [
            LineVerdict(line.pk, "partly", None, (line.hit_amt * share).quantize(Decimal("0.01")))
            for line in one.lines.all()
        ]
    reason = {"false": "refunded", "partly": "part_proven"}.get(verdict, "")
    check.check(officer, one, Check(verdict, reason, "", tuple(lines)))
    review.review(reviewer, one, Review(verdict, None, reason))
    review.finalise(reviewer, one)
    return Suspicion.objects.select_related("lead__institution").get(pk=one.pk)


@contextmanager
def deaf() -> Iterator[None]:
    """Let leads tell nobody, as it was before there was a ledger."""
    listener = booking._heard.listener
    booking._heard.listener = None
    try:
        yield
    finally:
        booking._heard.listener = listener


def of_h1(sent: list[Lead]) -> list[Suspicion]:
    lead = next(one for one in sent if one.institution.code == "H1")
    return list(lead.suspicions.select_related("lead__institution").order_by("pk"))


def net(account: str, **more: Any) -> Decimal:
    rows = Posting.objects.filter(account=account, **more)
    return Decimal(sum(row.debit - row.credit for row in rows)) / 100


def agree(province: Province) -> None:
    """Nothing differs between leads and ledger, and every entry balances."""
    found = comparing.verdicts([body for body in province.bodies.values() if body.is_bureau])
    assert not found.differing and not found.silent and found.leads == found.ledger
    assert not deductions.waiting(province.who("leader", "province")).exists()
    assert sum(statements.trial_balance(province.who("leader", "province")).values()) == 0
    assert [one for one in reconciling.checks(province.who("leader", "province")) if not one.holds] == []


def test_a_final_verdict_is_booked_line_by_line_and_each_line_once(
    province: Province, sent: list[Lead]
) -> None:
    first, second = of_h1(sent)  # 10.01, 20.02, 30.03 and, on the same lines, 20.02, 30.03, 40.04
    first = final(province, first)
    assert net("verified", suspicion=first) == first.cnfm_amt == Decimal("60.06")
    assert {row.line.hit_amt for row in Posting.objects.filter(account="verified").select_related("line") if row.line} == {
        Decimal("10.01"), Decimal("20.02"), Decimal("30.03")
    }  # fmt: skip
    second = final(province, second)
    assert net("verified", suspicion=second) == Decimal("30.03") and net("cleared") == Decimal("60.06")
    lead = Lead.objects.get(pk=first.lead_id)
    assert net("verified") == lead.cnfm_amt == Decimal("90.09") and net("suspected") == 0
    assert {one.document for one in Entry.objects.all()} == {lead.number}
    agree(province)


def test_what_is_not_true_is_found_and_cleared(province: Province, sent: list[Lead]) -> None:
    first, _ = of_h1(sent)
    final(province, first, "false")
    assert net("cleared") == Decimal("60.06") and not net("verified")
    agree(province)


def test_a_reopened_verdict_is_undone_and_gives_its_lines_to_those_it_hid(
    province: Province, sent: list[Lead]
) -> None:
    first, second = of_h1(sent)
    second, first = final(province, second), final(province, first)
    assert net("verified", suspicion=first) == 0 and net("cleared", suspicion=first) == Decimal("60.06")
    Suspicion.objects.filter(pk=second.pk).update(rechecked=True)
    review.reopen(province.who("reviewer2"), second, "抽查发现病历缺失")
    assert net("verified", suspicion=second) == 0 and net("verified", suspicion=first) == Decimal("60.06")
    assert net("cleared") == 0
    agree(province)
    final(province, second, share=Decimal("0.5"))
    assert net("verified") == Lead.objects.get(pk=first.lead_id).cnfm_amt
    agree(province)


def test_a_deduction_moves_on_to_the_fund_and_a_refusal_stays_apart(
    province: Province, sent: list[Lead]
) -> None:
    first, second = (final(province, one) for one in of_h1(sent))
    officer, today = province.who("officer"), clocks.today()
    money.deduct(officer, first, Decimal("50.00"), "在结算中扣减", today)
    money.deduct(officer, second, Decimal("40.09"), "未拨付，拒付", today, paid=False)
    assert (net("fund", fund=FUND), net("refused", fund=FUND)) == (Decimal("50.00"), Decimal("40.09"))
    assert net("verified") == 0 and net("due") == 0
    money.revise(officer, first, Decimal("10.00"), "多扣")
    money.revise(officer, second, Decimal("0.09"), "多扣")
    assert (net("fund"), net("refused"), net("revoked")) == (
        Decimal("40.00"),
        Decimal("40.00"),
        Decimal("10.09"),
    )
    agree(province)


def test_the_same_lines_are_not_taken_back_twice_and_what_is_refused_leaves_nothing(
    province: Province, sent: list[Lead]
) -> None:
    first, second = of_h1(sent)
    first = final(province, first)
    officer, today = province.who("officer"), clocks.today()
    money.deduct(officer, first, Decimal("60.06"), "扣", today)
    second = final(province, second, share=Decimal("0.1"))
    Lead.objects.filter(pk=first.lead_id).update(cnfm_amt="500.00")  # as an unfinished verdict would leave it
    with pytest.raises(ConflictError, match="查实金额不足"):
        money.deduct(officer, second, second.cnfm_amt or Decimal(0), "扣", today)
    assert Suspicion.objects.get(pk=second.pk).det_amt is None
    agree(province)


def test_a_locked_month_refuses_the_deduction_itself(province: Province, sent: list[Lead]) -> None:
    first = final(province, of_h1(sent)[0])
    before = clocks.today().replace(day=1) - timedelta(days=1)
    closing.lock(province.who("leader"), f"{before:%Y-%m}")
    with pytest.raises(ConflictError, match="已结账"):
        money.deduct(province.who("officer"), first, Decimal("1.00"), "扣", before)
    assert Suspicion.objects.get(pk=first.pk).det_amt is None


def test_a_reversed_deduction_waits_and_is_booked_again_by_hand(province: Province, sent: list[Lead]) -> None:
    first = final(province, of_h1(sent)[0])
    officer, reviewer = province.who("officer"), province.who("reviewer")
    money.deduct(officer, first, Decimal("60.06"), "扣", clocks.today())
    with pytest.raises(ConflictError, match="已经登记"):
        deductions.book(officer, first, "390100", paid=True)
    reverse(reviewer, Entry.objects.get(key=f"deduction:{first.pk}:0"), "基金类型有误")
    assert [one.pk for one in deductions.waiting(officer)] == [first.pk]
    assert not following.catch_up().entries  # what a person undid is left to people
    deductions.book(officer, first, "390100", paid=False)
    assert net("refused", fund="390100") == Decimal("60.06") and not net("fund")
    agree(province)
    with pytest.raises(ConflictError, match="终审产生"):
        reverse(province.who("reviewer2"), Entry.objects.filter(key__startswith="final:")[0], "错")


def test_a_bureau_above_cannot_book_the_same_deduction_in_its_own_book(
    province: Province, sent: list[Lead]
) -> None:
    first, _ = (final(province, one) for one in of_h1(sent))
    money.deduct(province.who("officer"), first, Decimal("20.00"), "扣", clocks.today())
    with pytest.raises(ConflictError, match=r"由其登记"):
        deductions.book(province.who("officer", "city1"), first, FUND, paid=True)
    assert net("fund") == Decimal("20.00")
    agree(province)


def test_what_is_given_back_after_the_lead_went_to_another_bureau_leaves_the_book_that_took_it(
    province: Province, sent: list[Lead]
) -> None:
    first = final(province, of_h1(sent)[0])
    money.deduct(province.who("officer"), first, Decimal("20.00"), "扣", clocks.today())
    part = Lead.objects.select_related("part").get(pk=first.lead_id).part
    assert part is not None
    dispatch.reassign(province.who("officer", "province"), part, province.bodies["county2"], "改派")
    now = province.who("officer", "county2")
    money.revise(now, Suspicion.objects.get(pk=first.pk), Decimal("5.00"), "多扣")
    assert net("fund") == Decimal("15.00") == net("fund", organisation=province.bodies["county1"])
    with pytest.raises(ConflictError, match=r"已经登记"):
        deductions.book(now, first, FUND, paid=True)
    assert not deductions.waiting(province.who("officer", "province")).exists()


def test_what_was_there_before_the_ledger_is_caught_up_batch_by_batch(
    province: Province, sent: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = province.who("officer")
    with deaf():
        first, second = (final(province, one) for one in of_h1(sent))
        money.deduct(officer, first, Decimal("20.00"), "扣", clocks.today())
        money.deduct(officer, second, Decimal("70.09"), "扣", clocks.today())
        money.revise(officer, second, Decimal("0.09"), "多扣")
    assert not Entry.objects.exists()
    monkeypatch.setattr(following, "_BATCH", 1)
    real, calls = following.verdicts.settle, []

    def broken(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise MingjingError("断电")
        return real(*given)

    monkeypatch.setattr(following.verdicts, "settle", broken)
    assert following.catch_up().problems and net("verified") == 0
    done = following.catch_up()
    assert not done.problems and done.entries == 5
    assert net("fund") == Decimal("90.00") and net("verified") == 0
    agree(province)
    assert following.catch_up() == following.CaughtUp()


def test_what_cannot_be_caught_up_is_named(province: Province, sent: list[Lead]) -> None:
    with deaf():
        first = final(province, of_h1(sent)[0])
        Suspicion.objects.filter(pk=first.pk).update(
            det_amt="70.00", det_on=clocks.today(), det_reason="重复扣款"
        )
    done = following.catch_up()
    assert [where for where, _ in done.problems] == [first.lead.number] and "不足" in done.problems[0][1]
    waiting = deductions.waiting(province.who("leader"))
    assert [(one.pk, one.owed, one.booked) for one in waiting] == [(first.pk, 7000, 0)]


@pytest.mark.parametrize("seed", [11])
def test_whatever_people_do_with_leads_the_ledger_agrees(
    province: Province, leads: list[Lead], seed: int
) -> None:
    making.send(province, leads[:2], route=Task.Route.AUDIT)
    making.send(province, leads[2:])
    walk = Walk(province, seed)
    for number in range(220):
        walk.step()
        if number % 20 == 0:
            agree(province)
    agree(province)
    assert Entry.objects.exists() and Line.objects.exists() and not following.catch_up().problems
