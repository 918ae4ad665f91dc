"""What is paid on a decision, or not: instalments, surcharge, bank receipts, reductions, closed months."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.cases import dues
from mingjing.office.cases.models import Case, Correction, Receipt
from mingjing.office.cases.services import execution
from mingjing.office.leads.models import Lead
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.models import BankLine, Entry
from mingjing.office.ledger.services import bank, closing
from mingjing.office.ledger.services.post import Voucher, post, reverse
from tests.office.cases.money import AUGUST, balanced, net
from tests.office.cases.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_instalments_with_overdue_charge_are_due_received_and_paid_on(story: Story) -> None:
    story.to("executing")
    pay_by = story.fresh().pay_by
    assert pay_by
    plan = [
        (pay_by + timedelta(days=10), Decimal("1000.00")),
        (pay_by + timedelta(days=20), Decimal("3000.00")),
    ]
    execution.defer(story.leader, story.case, plan, "经营困难")
    story.on(plan[0][0])
    story.pay("refund", Decimal("1000.00"))
    story.on(plan[1][0] + timedelta(days=5))
    with pytest.raises(ForbiddenError):
        execution.charge(story.who("reviewer"), story.case)
    execution.charge(story.officer, story.case)
    assert (
        net("due", kind="surcharge")
        == Decimal("300.00")
        == dues.outstanding(story.fresh(), story.now).overdue
    )
    with pytest.raises(ConflictError, match="没有需要"):
        execution.charge(story.officer, story.case)
    for kind, amount in (("refund", "1000.00"), ("fine", "2000.00"), ("overdue", "300.00")):
        story.pay(kind, Decimal(amount), f"v-{kind}")
    assert net("due") == 0 and net("received", kind="surcharge") == Decimal("300.00")
    execution.finish(story.officer, story.case, "已缴清")
    balanced(story)


def test_what_the_charge_had_come_to_before_a_later_day_was_granted_stays_owed(story: Story) -> None:
    story.to("executing")
    pay_by = story.fresh().pay_by
    assert pay_by
    story.on(pay_by + timedelta(days=10))
    execution.urge(story.officer, story.case, "催告")
    later = story.now + timedelta(days=30)
    execution.defer(story.leader, story.case, [(later, Decimal("4600.00"))], "经营困难")
    for day, overdue in ((story.now, "600.00"), (later, "600.00"), (later + timedelta(days=5), "900.00")):
        story.on(day)
        assert dues.outstanding(story.fresh(), day).overdue == Decimal(overdue)
    story.on(later)
    for kind, amount in (("fine", "2000.00"), ("refund", "2000.00"), ("overdue", "600.00")):
        story.pay(kind, Decimal(amount))
    execution.finish(story.officer, story.case, "已缴清")
    assert net("due") == 0 and net("received", kind="surcharge") == Decimal("600.00")
    balanced(story)


def test_a_charge_booked_too_high_is_taken_back_when_the_payment_turns_out_earlier(story: Story) -> None:
    story.to("executing")
    pay_by = story.fresh().pay_by
    assert pay_by
    story.on(pay_by + timedelta(days=10))
    execution.urge(story.officer, story.case, "催告")
    assert net("due", kind="surcharge") == Decimal("600.00")
    execution.receive(story.officer, story.case, "fine", Decimal("2000.00"), pay_by, "银行回单")
    execution.charge(story.officer, story.case)
    assert net("due", kind="surcharge") == 0 == dues.outstanding(story.fresh(), story.now).overdue
    balanced(story)


def test_a_confirmed_bank_receipt_is_a_receipt_of_the_case_and_its_reversal_undoes_it(story: Story) -> None:
    story.to("served")
    rows = f"交易日期,收入金额,对方户名,附言\n{story.now},4500.00,H1医院,{story.case.number}\n"
    bank.take_in(story.officer, "流水.csv", rows.encode())
    line = BankLine.objects.get()
    (found,) = bank.proposals(story.officer)
    shares, left = bank.shares(story.officer, line, found.matches[0])
    assert left == Decimal("500.00")
    entry = bank.confirm(story.officer, line, shares).entry
    owed = dues.outstanding(story.fresh(), story.now)
    assert owed.total == 0 and {one.kind for one in story.case.receipts.all()} == {"refund", "fine"}
    assert net("suspense") == Decimal("-500.00")
    balanced(story)
    reverse(story.reviewer, entry, "退汇")
    assert dues.outstanding(story.fresh(), story.now).total == Decimal("4000.00")
    assert Correction.objects.filter(what="reversed").count() == 2 and net("due", kind="fine") == Decimal(
        "2000.00"
    )
    balanced(story)
    bank.confirm(story.officer, line, shares)
    assert dues.outstanding(story.fresh(), story.now).total == 0 and story.case.receipts.count() == 4
    assert [step.name for step in story.case.steps.order_by("-pk")[:1]] == ["bank_receipt"]


def test_a_receipt_that_was_reversed_is_registered_again_under_its_number_with_a_note(story: Story) -> None:
    story.to("served")
    story.pay("fine", Decimal("10.00"), "银行回单7")
    reverse(story.reviewer, Receipt.objects.get().booked.entry, "金额有误")
    with pytest.raises(ConflictError, match="注明“更正”"):
        story.pay("fine", Decimal("1000.00"), "银行回单7")
    story.pay("fine", Decimal("1000.00"), "银行回单7（更正）")
    assert net("received", kind="fine") == Decimal("1000.00")
    balanced(story)


def test_only_the_case_books_its_decision_and_only_it_changes_it(story: Story) -> None:
    story.to("served")
    for entry in Entry.objects.filter(key__startswith="case:"):
        with pytest.raises((ConflictError, ForbiddenError)):
            reverse(story.who("reviewer2"), entry, "错")
    owed = Tags(story.case.institution_id, story.case.party_name, case=story.case.number)
    for move in (("impose", "fine"), ("reduce", "fine"), ("waive", "fine")):
        with pytest.raises(ConflictError, match=r"案件办理登记|余额不足"):
            post(story.officer, Voucher(move[0], story.now, [Move(*move, Decimal(1), owed)], "理由"))
    with pytest.raises(ForbiddenError):
        execution.reduce(story.officer, story.case, "fine", Decimal(1), "复议决定")
    with pytest.raises(InvalidError, match="不超过"):
        execution.reduce(story.leader, story.case, "fine", Decimal("2000.01"), "复议决定")
    execution.reduce(story.leader, story.case, "fine", Decimal("500.00"), "行政复议决定书〔2026〕1号")
    assert dues.outstanding(story.fresh(), story.now).fine == Decimal("1500.00") and net(
        "revoked"
    ) == Decimal("500.00")
    story.pay("fine", Decimal("1500.00"))
    story.pay("refund", Decimal("2000.00"))
    balanced(story)


def test_the_end_of_an_execution_by_the_court_writes_off_what_is_left(story: Story) -> None:
    story.to("executing")
    story.after(40)
    story.pay("refund", Decimal("2000.00"))
    for excuse in ("terminated", "court"):
        with pytest.raises(ConflictError, match="尚未申请法院强制执行"):
            execution.finish(story.officer, story.case, "无财产可供执行", excuse)
    assert net("waived") == 0
    execution.urge(story.officer, story.case, "催告")
    story.after_working(11)
    execution.apply_court(story.leader, story.case, "法院已受理")
    execution.finish(story.officer, story.case, "当事人终止且无财产可供执行", "terminated")
    assert (
        net("due") == 0
        and net("waived", kind="fine") == Decimal("2000.00")
        and net("waived", kind="surcharge") > 0
    )
    assert dues.outstanding(story.fresh(), story.now).total == 0
    assert {one.what for one in story.case.corrections.all()} == {"waived"}


def test_a_closed_month_refuses_the_receipt_itself(story: Story, sent: list[Lead]) -> None:
    story.to("executing")
    before = story.now
    story.on(AUGUST)
    closing.lock(story.leader, f"{before:%Y-%m}")
    with pytest.raises(ConflictError, match="已结账"):
        execution.receive(story.officer, story.case, "fine", Decimal("1.00"), before, "v1")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("table", ["receiptentry", "correction"])
def test_the_database_refuses_to_change_what_became_of_receipts(story: Story, table: str) -> None:
    story.to("served")
    story.pay("fine", Decimal("10.00"))
    reverse(story.reviewer, Receipt.objects.get().booked.entry, "退汇")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE cases_{table} SET id = id")
    assert Case.objects.exists()
