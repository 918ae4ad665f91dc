"""Bank files in: once only, matched, confirmed by a person, in part, too much, undone and confirmed again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.models import BankFile, BankLine, Entry, Posting
from mingjing.office.ledger.services import bank, paying, pools, statements
from mingjing.office.ledger.services.post import reverse
from tests.office.ledger.conftest import CASE, FUND
from tests.office.province import Province

pytestmark = pytest.mark.django_db
FILE = f"""交易日期,收入金额,对方户名,附言
2026-03-10,700.00,H1医院,{CASE}
2026-03-11,250.00,Ｈ1医院,罚款
2026-03-12,9.99,路人,货款
2026-03-13,坏,路人,货款
""".encode("gbk")


@pytest.fixture
def lines(province: Province, owed: list[Entry]) -> list[BankLine]:
    bank.take_in(province.who("officer"), "流水.csv", FILE)
    return list(BankLine.objects.order_by("row"))


def confirm_best(province: Province, line: BankLine) -> Entry:
    officer = province.who("officer")
    found = next(one for one in bank.proposals(officer) if one.line.pk == line.pk)
    given, _ = bank.shares(officer, line, found.matches[0])
    return bank.confirm(officer, line, given).entry


def test_the_same_file_and_rows_that_overlap_change_nothing(
    province: Province, lines: list[BankLine]
) -> None:
    officer = province.who("officer")
    again = bank.take_in(officer, "别名.csv", FILE)
    assert again.repeated and BankFile.objects.count() == 1 and len(lines) == 3
    assert again.file.wrong == [[5, "金额无法识别"]]
    more = bank.take_in(officer, "流水2.csv", FILE + "2026-03-20,5.00,甲,\n".encode("gbk"))
    assert (more.file.rows, more.file.repeated) == (1, 3)
    assert BankLine.objects.count() == 4
    with pytest.raises(ForbiddenError):
        bank.take_in(province.who("leader"), "a.csv", FILE)


def test_a_receipt_pays_the_refund_first_then_the_fine_and_what_is_too_much_is_held(
    province: Province, lines: list[BankLine]
) -> None:
    confirm_best(province, lines[0])
    standing = statements.trial_balance(province.who("leader"))
    assert (
        standing["received", "principal"] == 300
        and standing["received", "fine"] == 400
        and standing["due", "fine"] == 200
    )
    entry = confirm_best(province, lines[1])
    standing = statements.trial_balance(province.who("leader"))
    assert standing["due", "fine"] == 0 and standing["suspense", "unallocated"] == -50
    held = Posting.objects.get(entry=entry, account="suspense")
    assert held.institution is not None and held.case_key == CASE
    assert [one.pk for one in bank.waiting(province.who("officer"))] == [lines[2].pk]


def test_one_receipt_is_confirmed_once_until_it_is_reversed(
    province: Province, lines: list[BankLine]
) -> None:
    officer, reviewer = province.who("officer"), province.who("reviewer")
    entry = confirm_best(province, lines[0])
    with pytest.raises(ConflictError, match="已确认"):
        bank.confirm(officer, lines[0], [])
    reverse(reviewer, entry, "认错")
    assert lines[0].pk in {one.pk for one in bank.waiting(officer)}
    again = confirm_best(province, lines[0])
    assert again.pk != entry.pk
    with pytest.raises(ConflictError, match="已确认"):
        bank.confirm(officer, lines[0], [])
    reverse(reviewer, again, "又错")
    assert statements.trial_balance(officer)["due", "principal"] == 300


def test_a_receipt_nobody_owes_is_held_for_its_payer_and_given_back_with_a_reason(
    province: Province, lines: list[BankLine], book: Callable[..., Entry]
) -> None:
    officer = province.who("officer")
    found = {one.line.pk: one.matches for one in bank.proposals(officer)}
    assert not found[lines[2].pk]
    bank.confirm(officer, lines[2], [])
    held = Tags(party="路人")
    with pytest.raises(InvalidError, match="理由"):
        book("back", ("give_back", "unallocated", "9.99", held))
    with pytest.raises(ConflictError):
        book("back", ("give_back", "unallocated", "10.00", held), text="退回")
    book("back", ("give_back", "unallocated", "9.99", held), text="与本案无关，退回")
    assert statements.trial_balance(officer)["suspense", "unallocated"] == 0


def test_what_is_held_pays_a_later_debt(
    province: Province, lines: list[BankLine], book: Callable[..., Entry], tags: Callable[..., Tags]
) -> None:
    officer = province.who("officer")
    confirm_best(province, lines[0])
    confirm_best(province, lines[1])
    charge = tags(case=CASE, suspicion=None)
    book("more", ("impose", "surcharge", "30.00", charge), ("serve", "surcharge", "30.00", charge))
    (held,) = pools.of(officer.organisation, "suspense")
    debt = next(one for one in pools.of(officer.organisation, "due") if one.kind == "surcharge")
    paying.apply(officer, held, debt, Decimal(30), paying.Deed("apply-1", date(2026, 3, 20)))
    standing = statements.trial_balance(officer)
    assert standing["received", "surcharge"] == 30 and standing["suspense", "unallocated"] == -20
    assert standing["received", "unallocated"] == 20


def test_shares_never_exceed_the_receipt_and_strangers_confirm_nothing(
    province: Province, lines: list[BankLine]
) -> None:
    debt = next(one for one in bank.debts(province.bodies["county1"]) if one.due.fund == FUND)
    with pytest.raises(InvalidError, match="大于"):
        bank.confirm(province.who("officer"), lines[2], [bank.Share(debt, Decimal(10))])
    with pytest.raises(NotVisibleError):
        bank.confirm(province.who("officer", "county3"), lines[2], [])
    with pytest.raises(ForbiddenError):
        bank.confirm(province.who("officer", "city1"), lines[2], [])


def test_proposals_take_the_same_queries_however_many_receipts(
    province: Province, lines: list[BankLine], django_assert_max_num_queries: Callable[..., object]
) -> None:
    officer = province.who("officer")
    more = "".join(f"2026-03-14,{n}.00,路人{n},\n" for n in range(1, 60))
    bank.take_in(officer, "多.csv", ("交易日期,收入金额,对方户名,附言\n" + more).encode())
    with django_assert_max_num_queries(4):
        assert len(bank.proposals(officer)) == 62
