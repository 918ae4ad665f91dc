"""What verdicts teach: tickets, the standing of rules, a rule under its floor, money expected elsewhere; re-checks."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, NotVisibleError
from mingjing.office.leads import daily
from mingjing.office.leads.models import Delivery, Event, Lead, Part, Suspicion, Task, Ticket, Webhook
from mingjing.office.leads.services import check, feedback, report, review
from mingjing.office.leads.services.commands import Check, Review
from mingjing.office.leads.services.recheck import draw
from mingjing.office.screenings.models import RuleStanding
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db


def conclude(province: Province, one: Suspicion, verdict: str, reason: str) -> Suspicion:
    check.check(province.who("officer"), one, Check(verdict, reason, "理由"))
    review.review(province.who("reviewer"), one, Review(verdict, reason_code=reason))
    review.finalise(province.who("reviewer"), one)
    return Suspicion.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    ("verdict", "reason", "kind"),
    [("data_error", "mapping_wrong", "mapping"), ("policy", "transition", "knowledge")],
)
def test_some_verdicts_open_a_ticket_which_is_answered_once(
    province: Province, sent: list[Lead], verdict: str, reason: str, kind: str
) -> None:
    one = conclude(province, sent[0].suspicions.all()[0], verdict, reason)
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.suspicion, ticket.organisation) == (kind, one, province.bodies["county1"])
    with pytest.raises(ForbiddenError):
        feedback.answer_ticket(province.who("officer"), ticket, "已改")
    with pytest.raises(NotVisibleError):
        feedback.answer_ticket(province.who("analyst", "city2"), ticket, "已改")
    feedback.answer_ticket(province.who("analyst", "province"), ticket, "已改")
    with pytest.raises(ConflictError):
        feedback.answer_ticket(province.who("analyst", "province"), ticket, "再答")


def test_verdicts_are_counted_for_their_rule_and_taken_out_by_a_recheck(
    province: Province, sent: list[Lead]
) -> None:
    one = conclude(province, sent[0].suspicions.order_by("pk")[0], "false", "refunded")
    standing = RuleStanding.objects.get(rule_code=one.rule_code)
    assert (standing.rejected, standing.checkout_amt, standing.cnfm_amt) == (1, one.checkout_amt, 0)
    review.reopen(province.who("reviewer2"), one, "抽查发现漏项")
    standing.refresh_from_db()
    assert (standing.rejected, standing.checkout_amt) == (0, 0)


def test_a_rule_under_its_floor_goes_to_trial_with_a_notice_and_one_ticket(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    leads = publish_some(leads=feedback.ENOUGH + 1, suspicions=1, lines=1, institution="H1")
    making.send(province, leads)
    ones = list(Suspicion.objects.order_by("pk"))
    for one in ones[:-2]:
        conclude(province, one, "false", "refunded")
    assert RuleStanding.objects.get().shadowed_at is None, "too few verdicts to judge"
    for one in ones[-2:]:
        conclude(province, one, "false", "refunded")
    standing = RuleStanding.objects.get()
    assert standing.shadowed_at and "查实率 0.0%" in standing.notice
    assert Ticket.objects.get().kind == Ticket.Kind.RULE


def test_expected_money_follows_what_checks_confirmed(province: Province, sent: list[Lead]) -> None:
    Suspicion.objects.filter(rule_code="TST-001").update(prior=Decimal("0.2000"))
    RuleStanding.objects.create(
        rule_code="TST-001", confirmed=20, rejected=0, checkout_amt=1000, cnfm_amt=1000
    )
    before = {one.pk: one.expected_amt for one in Suspicion.objects.filter(rule_code="TST-002")}
    assert feedback.refresh_expected() == 4
    for one in Suspicion.objects.filter(rule_code="TST-001"):
        assert one.expected_amt == (one.counted_amt * Decimal("0.6")).quantize(Decimal("0.01"))
    assert before == {one.pk: one.expected_amt for one in Suspicion.objects.filter(rule_code="TST-002")}
    for lead in Lead.objects.all():
        assert lead.expected_amt == sum(one.expected_amt for one in lead.suspicions.all())


def test_the_same_seed_draws_the_same_sample_whatever_the_order() -> None:
    population = [f"F{number}" for number in range(57)]
    one = draw(population, "种子", Decimal("0.1"))
    assert len(one) == 6 and one == draw(reversed(population), "种子", Decimal("0.1"))
    assert one != draw(population, "别的", Decimal("0.1"))
    assert draw([], "x", Decimal("0.1")) == [] and len(draw(["a"], "x", Decimal("0.01"))) == 1
    assert draw(population, "x", Decimal(0)) == [] and len(draw(population, "x", Decimal(1))) == 57


def test_a_recheck_can_be_drawn_again_from_what_it_kept(province: Province, sent: list[Lead]) -> None:
    for one in Suspicion.objects.filter(lead__in=sent[:2]):
        conclude(province, one, "false", "refunded")
    task = Task.objects.get()
    kept = review.draw_recheck(province.who("reviewer", "province"), task, seed="2026-11")
    assert len(kept.population) == 4 and kept.picked == draw(kept.population, kept.seed, kept.share)
    picked = Suspicion.objects.get(finding_id=kept.picked[0])
    assert picked.rechecked
    with pytest.raises(ForbiddenError):
        review.uphold(province.who("reviewer"), picked, "维持")
    review.uphold(province.who("reviewer", "province"), picked, "维持不属实")
    with pytest.raises(ConflictError):
        review.draw_recheck(province.who("reviewer", "city2"), task)


def test_reopening_takes_the_lead_and_every_part_above_back_to_work(
    province: Province, sent: list[Lead]
) -> None:
    part = Part.objects.get(leads=sent[3])
    officer, reviewer = province.who("officer", "county3"), province.who("reviewer", "county3")
    for one in sent[3].suspicions.all():
        check.check(officer, one, Check("false", "refunded"))
        review.review(reviewer, one, Review("false"))
        review.finalise(reviewer, one)
    report.report(officer, part)
    report.sign_off(province.who("leader", "province"), part)
    review.reopen(province.who("reviewer", "province"), sent[3].suspicions.all()[0], "抽查改判")
    lead, part = Lead.objects.get(pk=sent[3].pk), Part.objects.get(pk=part.pk)
    assert (lead.state, lead.signed, lead.open_count, part.state) == ("checking", 0, 1, "signed")


def test_the_day_lapses_reminds_and_tells_of_overdue_parts_once(province: Province, sent: list[Lead]) -> None:
    Webhook.objects.create(
        organisation=province.bodies["province"],
        url="https://example.org",
        secret="x",
        events=["overdue", "answered", "reminded"],
    )
    check.ask(province.who("officer"), list(sent[0].suspicions.all()))
    due = Part.objects.get(leads=sent[0]).due_on
    done = daily.run(due.replace(year=due.year + 1))
    assert done["lapsed"] == 2 and done["overdue"] == 3
    again = daily.run(due.replace(year=due.year + 1))
    assert not any(again.values())
    assert sorted(Delivery.objects.values_list("event", flat=True)) == [
        "answered",
        "overdue",
        "overdue",
        "overdue",
    ]
    assert Event.objects.filter(action="lapse").count() == 2


def test_reminders_go_out_before_the_deadline_and_once(province: Province, sent: list[Lead]) -> None:
    due = Part.objects.get(leads=sent[0]).due_on
    assert daily.run(due)["reminded"] == 3 and daily.run(due)["reminded"] == 0
    assert daily.run(due.replace(year=due.year + 1))["overdue"] == 3, (
        "a reminder does not hide what comes after"
    )
