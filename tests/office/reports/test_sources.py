"""What the register and the ledger give the 22-column table, each figure with the entries behind it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from mingjing.office.accounts.models import User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Event, Lead, Part, Suspicion
from mingjing.office.leads.services import dispatch
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.post import Voucher, post, reverse
from mingjing.office.reports.core import checks, figures, template
from mingjing.office.reports.core.figures import Fact, Period
from mingjing.office.reports.sources import Given, Leads, Money, Register, subject
from tests.office.province import Province
from tests.office.reports import world

pytestmark = pytest.mark.django_db
MARCH, APRIL = (Period(date(2026, month, 1), date(2026, month, 30)) for month in (3, 4))
CASE, FUND = "医保案〔2026〕1号", "310100"


def book(
    province: Province, key: str, on: date, *moves: tuple[str, str, str, Tags], place: str = "county1"
) -> Entry:
    made = [Move(name, kind, Decimal(amount), tags) for name, kind, amount, tags in moves]
    return post(province.who("officer", place), Voucher(key, on, made, "说明")).entry


def way(steps: str, kind: str, amount: str, tags: Tags) -> list[tuple[str, str, str, Tags]]:
    return [(step, kind, amount, tags) for step in steps.split()]


@pytest.fixture
def money(province: Province, sent: list[Lead]) -> dict[str, Entry]:
    """H1 refunded 300 and paid a fine of 600, H2 was refused 50, a person was fined 70, an informant got 20."""
    keys = {one.code: one.pk for one in Institution.objects.all()}
    h1 = Tags(keys["H1"], case=CASE, fund=FUND)
    fine, refused = Tags(keys["H1"], case=CASE), Tags(keys["H2"], fund=FUND, case="医保案〔2026〕2号")
    person, tip = Tags(party="张某", case="医保案〔2026〕3号"), Tags(party="举报人1", case="举报1号")
    day = date(2026, 3, 5)
    return {
        "refund": book(province, "a", day, *way("declare decide serve receive", "principal", "300", h1)),
        "fine": book(province, "b", day, *way("impose serve receive", "fine", "600", fine)),
        "refused": book(province, "c", day, *way("declare refuse", "principal", "50", refused)),
        "person": book(province, "d", day, *way("impose serve receive remit_treasury", "fine", "70", person)),
        "reward": book(province, "e", day, *way("grant_reward pay_reward", "reward", "20", tip)),
        "remitted": book(province, "f", date(2026, 4, 2), ("remit_fund", "principal", "300", h1)),
    }


def table(
    province: Province, period: Period, place: str = "county1", own: bool = False, **options: str
) -> figures.Table:
    user = province.who("leader", place)
    sources = [Money(user, own), *([] if own else [Register(user)])]
    return figures.fill(template.load("campaign"), period, user.organisation.name, sources, options)


def test_the_ledger_fills_the_money_columns_with_the_entries_behind_them(
    province: Province, money: dict[str, Entry]
) -> None:
    found = table(province, MARCH)
    assert [found.cell(5, n).value for n in (1, 7, 8, 13, 14, 16)] == [2, 2, 1, 900, 300, 600]
    assert found.cell(5, 14).keys == {f"entry:{money['refund'].pk}:{money['refund'].number}"}
    assert found.cell(5, 7).subjects == {"H1", "H2"}
    assert found.cell(1, 20).value == 20 and found.cell(2, 20).value == 0
    assert checks.remark(found, 1) == "拒付（未拨付）0.005万元；参保人员违规追回、罚款0.007万元"
    assert not [one for one in checks.check(found) if one.error]


def test_what_is_passed_on_is_not_counted_again_and_a_reversal_is_netted(
    province: Province, money: dict[str, Entry]
) -> None:
    assert table(province, APRIL).cell(1, 13).value == 0
    reverse(province.who("reviewer"), money["fine"], "退汇", date(2026, 4, 3))
    assert table(province, APRIL).cell(5, 16).value == -600 and table(province, APRIL).cell(5, 8).value == 0
    both = Period(MARCH.first, APRIL.last)
    assert table(province, both).cell(5, 16).value == 0 and table(province, both).cell(5, 14).value == 300


def test_counties_and_the_citys_own_book_add_up_to_the_citys_table(
    province: Province, money: dict[str, Entry]
) -> None:
    h1 = Tags(Institution.objects.get(code="H1").pk, case="市案1号")
    book(province, "city", date(2026, 3, 9), *way("impose serve receive", "fine", "5", h1), place="city1")
    parts = [
        table(province, MARCH, "county1"),
        table(province, MARCH, "county2"),
        table(province, MARCH, "city1", own=True),
    ]
    whole, alone = figures.add(parts, "甲市"), table(province, MARCH, "city1")
    assert whole.cells == alone.cells and whole.said == alone.said
    assert whole.cell(1, 16).value == 605 and whole.cell(1, 8).value == 1 and whole.cell(1, 1).value == 3
    assert table(province, MARCH, "county3").cell(1, 13).value == 0


def test_an_institution_that_left_counts_while_it_was_there(province: Province) -> None:
    Institution.objects.filter(code="H1").update(absent_since=date(2026, 3, 10))
    Institution.objects.filter(code="H2").update(absent_since=date(2026, 5, 1))
    assert table(province, MARCH).cell(1, 1).subjects == {"H1", "H2"}
    assert table(province, MARCH, register="last").cell(1, 1).subjects == {"H2"}
    assert table(province, APRIL).cell(1, 1).subjects == {"H2"}


def test_what_has_no_source_yet_is_given_by_the_caller(province: Province) -> None:
    user = province.who("leader")
    one = subject(Institution.objects.get(code="H1"))
    given = Given([Fact("inspected", one), Fact("interviewed", one), Fact("weather", one)])
    found = figures.fill(template.load("campaign"), MARCH, "甲县", [Register(user), Money(user), given])
    assert [found.cell(1, n).value for n in (1, 2, 3, 9)] == [2, 1, 1, 1]


def test_the_sources_ask_the_same_queries_however_much_is_booked(
    province: Province, money: dict[str, Entry], django_assert_max_num_queries: Callable[..., object]
) -> None:
    h1 = Tags(Institution.objects.get(code="H1").pk, case="多")
    for number in range(10):
        book(province, f"n{number}", date(2026, 3, 9), *way("impose serve receive", "fine", "5", h1))
    with django_assert_max_num_queries(8):
        table(province, MARCH)


def _quarters(user: User, *measures: str) -> list[int]:
    """Return the sums of these measures in the first and the second quarter of 2026, one after the other."""
    periods = (Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 6, 30)))
    found = [list(Leads(user).facts(measures, one)) for one in periods]
    return [
        int(sum(fact.amount for fact in one if fact.measure == name)) for one in found for name in measures
    ]


@pytest.mark.both_databases
def test_a_lead_counts_as_issued_where_and_when_it_first_came_however_its_parts_are_cut(
    province: Province, sent: list[Lead]
) -> None:
    officer = province.who("officer")
    own = list(Lead.objects.filter(held_by=province.bodies["county1"]).order_by("pk"))
    Event.objects.update(at="2026-03-30T12:00:00+08:00")
    count = Suspicion.objects.filter(lead__in=own).count()
    assert _quarters(officer, "issued_leads") == [count, 0]
    assert own[0].part is not None
    new = dispatch.split(officer, own[0].part, [own[0].pk])
    Part.objects.filter(pk=new.pk).update(created_at="2026-04-02T12:00:00+08:00")
    assert _quarters(officer, "issued_leads") == [count, 0], "a part that was cut in April came in March"
    dispatch.merge(officer, [Part.objects.get(pk=own[0].part_id), new])
    assert _quarters(officer, "issued_leads") == [count, 0]


def test_a_verdict_that_was_reopened_counts_in_the_quarter_it_was_first_given(
    province: Province, sent: list[Lead]
) -> None:
    officer = province.who("officer")
    lead = Lead.objects.filter(held_by=province.bodies["county1"]).order_by("pk")[0]
    number = lead.suspicions.count()
    world.settle(lead, "false", date(2026, 3, 20))
    assert _quarters(officer, "checked_leads", "confirmed_leads") == [number, 0, 0, 0]
    world.settle(lead, "true", date(2026, 4, 20))
    assert _quarters(officer, "checked_leads", "confirmed_leads") == [number, number, 0, 0], (
        "a correction of March"
    )
