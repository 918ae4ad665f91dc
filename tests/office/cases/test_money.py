"""What a case means in the ledger: verdict, decision, service, measures, all of it together; nothing twice."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse as address

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.cases import dues
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Receipt, ReceiptEntry, Track
from mingjing.office.cases.services import deciding, execution, people, register, tracks
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services import money, review
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services import bank, closing, following, paying, pools, reconciling
from mingjing.office.ledger.services.post import reverse
from tests.office.cases.money import AUGUST, CHOICE, SMALL, balanced, before_the_ledger, net, open_from_lead
from tests.office.cases.story import START, Story
from tests.office.cases.test_walk import DEEDS, Deed
from tests.office.leads.pages import send, text
from tests.office.ledger.test_following import final, of_h1
from tests.office.province import Province

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_decision_takes_what_was_confirmed_and_every_yuan_leads_back_to_its_lines(
    story: Story, sent: list[Lead]
) -> None:
    first, second = open_from_lead(story, sent)
    story.to("decided")
    assert net("verified") == 0
    assert net("decided", kind="principal", fund="310100") == Decimal("90.09") and net(
        "decided", kind="fine"
    ) == Decimal("90.09")
    decided = Posting.objects.filter(account="decided", kind="principal", debit__gt=0)
    assert {row.suspicion_id for row in decided} == {first.pk, second.pk} and not net(
        "origin", kind="fine"
    ) > 0
    lines = Posting.objects.filter(account="verified", debit__gt=0, suspicion__in=[first.pk, second.pk])
    assert sum(row.debit for row in lines if row.line_id) == 9009
    story.to("served")
    assert net("decided") == 0 and net("due", kind="principal") == Decimal("90.09")
    balanced(story)
    story.to("closed")
    assert net("received", kind="principal", fund="310100") == Decimal("90.09") and net("due") == 0
    assert ReceiptEntry.objects.count() == 2
    balanced(story)


def test_what_no_lead_found_is_declared_and_without_insurance_goes_to_no_certain_fund(story: Story) -> None:
    story.to("served")
    assert net("due", kind="principal", fund="999997") == Decimal("2000.00")
    declared = Posting.objects.filter(account="verified", debit__gt=0, suspicion__isnull=True)
    assert sum(row.debit for row in declared) == 200000
    balanced(story)


def test_lines_that_another_suspicion_counted_are_brought_into_the_case(
    story: Story, sent: list[Lead]
) -> None:
    first, second = (final(story.province, one) for one in of_h1(sent))
    party = Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)
    story.case = register.open_case(
        story.officer, party, source="lead", found_on=story.now, suspicions=[second]
    )
    people.assign(story.officer, story.case, [story.officer, story.who("officer2")], story.officer)
    register.add_act(story.officer, story.case, SMALL)
    story.choice = CHOICE
    story.to("decided")
    assert (
        net("verified") == 0
        and not Posting.objects.filter(account="verified", suspicion__isnull=True).exists()
    )
    with pytest.raises(ConflictError, match="查实金额不足"):
        money.deduct(story.officer, first, Decimal("1.00"), "扣", clocks.today())


def test_what_was_deducted_is_not_ordered_back_again(story: Story, sent: list[Lead]) -> None:
    first, _ = open_from_lead(story, sent)
    money.deduct(story.officer, first, Decimal("50.00"), "扣", clocks.today())
    story.to("heard")
    with pytest.raises(ConflictError, match="已扣款"):
        deciding.decide(story.leader, story.case, CHOICE)
    assert story.fresh().stage == "heard" and not Entry.objects.filter(key__startswith="case:").exists()


def test_a_verdict_whose_money_was_decided_on_cannot_be_reopened(story: Story, sent: list[Lead]) -> None:
    first, _ = open_from_lead(story, sent)
    story.to("decided")
    Suspicion.objects.filter(pk=first.pk).update(rechecked=True)
    with pytest.raises(ConflictError, match="余额不足"):
        review.reopen(story.who("reviewer2"), first, "抽查")
    assert Suspicion.objects.get(pk=first.pk).state == "final"


def test_a_bureau_above_decides_on_what_lies_in_the_countys_book(
    province: Province, sent: list[Lead], set_day: Callable[[date], None]
) -> None:
    set_day(START)
    found = [final(province, one) for one in of_h1(sent)]
    city = Story(province, set_day)
    who = city.who
    city.who = lambda role, place="city1": who(role, place)  # type: ignore[method-assign]
    for number, role in enumerate(("officer", "officer2")):
        User.objects.filter(pk=city.who(role).pk).update(cert_no=f"4201-{number}")
    party = Party("institution", "organisation", "", institution=province.institutions["H1"].pk)
    city.case = register.open_case(city.officer, party, source="lead", found_on=START, suspicions=found)
    people.assign(city.officer, city.case, [city.officer, city.who("officer2")], city.officer)
    register.add_act(city.officer, city.case, SMALL)
    city.choice = CHOICE
    city.to("served")
    county, own = province.bodies["county1"], province.bodies["city1"]
    assert net("verified", organisation=county) == 0 and net(
        "due", kind="principal", organisation=own
    ) == Decimal("90.09")
    assert net("transit") == 0 and net("transit", organisation=own) == -net("transit", organisation=county)


def agreement(story: Story) -> Track:
    track = tracks.choose(story.officer, story.case, "agreement", "轻微")
    tracks.inform(story.officer, track, "违约事实")
    return tracks.agree(story.leader, track, "按协议处理", "机构认可")


def test_agreement_handling_refuses_recovers_and_charges_damages(story: Story, sent: list[Lead]) -> None:
    open_from_lead(story, sent)
    story.to("investigating")
    track = agreement(story)
    tracks.measure(story.officer, track, "refuse", amount=Decimal("30.09"))
    tracks.measure(story.officer, track, "recover", amount=Decimal("60.00"))
    tracks.measure(story.officer, track, "damages", amount=Decimal("20.00"))
    tracks.measure(story.officer, track, "talk")
    assert net("refused", fund="310100") == Decimal("30.09") and net("due", kind="principal") == Decimal(
        "60.00"
    )
    assert net("due", kind="liquidated", fund="310100") == Decimal("20.00") and net("verified") == 0
    with pytest.raises(ConflictError, match="不能再追回"):
        tracks.measure(story.officer, track, "recover", amount=Decimal("0.01"))
    rows = f"交易日期,收入金额,对方户名,附言\n{story.now},80.00,H1医院,{story.case.number}\n"
    bank.take_in(story.officer, "流水.csv", rows.encode())
    (found,) = bank.proposals(story.officer)
    shares, left = bank.shares(story.officer, found.line, found.matches[0])
    bank.confirm(story.officer, found.line, shares)
    assert left == 0 and net("due") == 0 and net("received", fund="310100") == Decimal("80.00")
    balanced(story)
    assert not Receipt.objects.exists()  # the decision of a penalty asked for nothing


def test_agreement_handling_whose_measures_are_in_the_ledger_is_not_given_up(story: Story) -> None:
    story.to("investigating")
    track = agreement(story)
    tracks.measure(story.officer, track, "damages", amount=Decimal("20.00"))
    with pytest.raises(ConflictError, match="不能撤销"):
        tracks.drop(story.leader, track, "改按行政处罚办理")
    track.refresh_from_db()
    assert track.active and net("due", kind="liquidated") == Decimal("20.00")


def test_cases_of_before_the_ledger_are_caught_up_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.to("investigating")
    with before_the_ledger(monkeypatch):
        track = agreement(story)
        tracks.measure(story.officer, track, "damages", amount=Decimal("20.00"))
        story.to("executing")
        story.pay("refund", Decimal("1500.00"))
    assert not Entry.objects.filter(key__startswith="case:").exists()
    wrong = {one.title: one for one in reconciling.checks(story.leader) if not one.holds}
    assert len(wrong) == 4 and {row.what for one in wrong.values() for row in one.differences} == {
        story.case.number
    }
    done = following.catch_up()
    assert not done.problems and done.entries == 3
    assert net("received", kind="principal") == Decimal("1500.00") and net(
        "due", kind="principal"
    ) == Decimal("500.00")
    assert net("due", kind="fine") == Decimal("2000.00") and net("due", kind="liquidated") == Decimal("20.00")
    assert following.catch_up() == following.CaughtUp()
    story.pay("refund", Decimal("500.00"), "v2")
    balanced(story)


def test_what_came_in_a_month_that_is_closed_by_now_is_caught_up_in_the_first_open_one(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    with before_the_ledger(monkeypatch):
        story.to("executing")
        story.pay("refund", Decimal("1500.00"))
    paid_on = story.now
    story.on(AUGUST)
    closing.lock(story.leader, f"{paid_on:%Y-%m}")
    assert not following.catch_up().problems
    entry = Receipt.objects.get().booked.entry
    assert entry.on == date(2026, 5, 1) and str(paid_on) in entry.text
    balanced(story)


MONEY: list[Deed] = [
    lambda story, dice: execution.charge(story.officer, story.case),
    lambda story, dice: execution.reduce(
        story.leader, story.case, dice.choice(Receipt.Kind.values), Decimal(dice.choice((1, 100, 2000))), "变更决定"
    ),
    lambda story, dice: reverse(
        story.who(dice.choice(("reviewer", "officer2"))), dice.choice(list(Entry.objects.all())), "冲正"
    ),
    lambda story, dice: paying.pay(
        story.officer, dice.choice(pools.of(story.officer.organisation, "due")), dice.choice(("receive", "offset")),
        Decimal(dice.choice((1, 500, 2000))), paying.Deed(str(dice.random()), story.now, "", "回单"),
    ),
    lambda story, dice: paying.remit(
        story.officer, [one.key for one in pools.of(story.officer.organisation, "received")],
        paying.Deed(str(dice.random()), story.now, "", "缴款书"),
    ),
    lambda story, dice: execution.finish(story.officer, story.case, "执行情况", dice.choice(("", "terminated"))),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_whatever_people_do_with_a_case_the_ledger_agrees(story: Story, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    story.to(("executing", "served")[seed])
    done = 0
    for number in range(60):
        try:
            with transaction.atomic():
                dice.choice(dice.choice((MONEY, MONEY, DEEDS)))(story, dice)
            done += 1
        except (MingjingError, IndexError):
            pass
        if number % 10 == 9:
            balanced(story)
            owed = dues.outstanding(story.fresh(), clocks.today())
            assert min(owed.refund, owed.fine, owed.overdue) >= 0
    assert done > 5
    balanced(story)
    assert all(one.actor_id != one.reverses.actor_id for one in Entry.objects.filter(reverses__isnull=False))


def test_the_page_and_the_api_show_plan_receipts_vouchers_and_lead_back_to_suspicions(
    story: Story, sent: list[Lead], signed_in: Callable[..., Client]
) -> None:
    first, _ = open_from_lead(story, sent)
    story.to("executing")
    pay_by = story.fresh().pay_by
    assert pay_by
    half = Decimal("90.09")
    execution.defer(story.leader, story.case, [(pay_by, half), (pay_by + timedelta(days=9), half)], "困难")
    story.pay("refund", Decimal("90.09"))
    story.on(pay_by + timedelta(days=19))
    officer, leader, number = signed_in("officer"), signed_in("leader"), story.case.number
    page = text(officer, "cases:money", number)
    for wanted in ("第 1 期", "已缴清", "逾期", "JZ2026", "30.03", first.lead.number, "加处罚款计至今日"):
        assert wanted in page
    assert "核减金额" not in page
    send(officer, "cases:money-charge", number)
    assert net("due", kind="surcharge") == Decimal("27.02")
    assert "不超过应缴" in send(
        leader, "cases:money-reduce", number, status=422, kind="fine", amount="91", reason="复议"
    )
    send(leader, "cases:money-reduce", number, kind="fine", amount="0.09", reason="复议决定")
    found = officer.get(f"/api/v1/cases/{number}/money").json()
    assert found["owed"]["fine"] == "90.00" and [one["paid"] for one in found["plan"]] == ["90.09", "0.00"]
    assert {one["kind"]: one["lessened"] for one in found["stand"]}["fine"] == "0.09"
    assert leader.get(address("cases:money", args=[number]), {"export": "csv"}).status_code == 200
    assert signed_in("officer", "county3").get(address("cases:money", args=[number])).status_code == 404
    assert signed_in("reviewer").post(address("cases:money-charge", args=[number])).status_code == 403
