"""The whole way of a lead through the services, on both routes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from mingjing.office.accounts import audit
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Part, Suspicion, Task, Verdict
from mingjing.office.leads.services import answer, check, dispatch, money, report, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, LineVerdict, Review
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db


def fresh(one: Suspicion) -> Suspicion:
    return Suspicion.objects.get(pk=one.pk)


def test_a_lead_goes_from_province_through_city_to_county_and_back(
    province: Province, leads: list[Lead]
) -> None:
    boss = province.who("officer", "province")
    task = dispatch.dispatch(boss, title="专项核查", targets=dispatch.auto_targets(boss, leads, "city"))
    assert {part.receiver.code: part.leads.count() for part in task.parts.all()} == {
        "B-city1": 3,
        "B-city2": 1,
    }
    city_part = task.parts.get(receiver=province.bodies["city1"])
    city = province.who("officer", "city1")
    dispatch.sign(city, city_part)
    city_leads = list(city_part.leads.all())
    below = dispatch.pass_on(city, city_part, dispatch.auto_targets(city, city_leads, "county"))
    part = next(one for one in below if one.receiver == province.bodies["county1"])
    officer, reviewer = province.who("officer"), province.who("reviewer")
    dispatch.sign(officer, part)
    lead = Lead.objects.filter(part=part).first()
    assert lead is not None and lead.held_by == province.bodies["county1"] and lead.due_on == part.due_on
    suspicions = list(Suspicion.objects.filter(lead__part=part))
    check.ask(officer, suspicions)
    clerks = {code: province.who("clerk", code) for code in ("H1", "H2")}
    for one in suspicions:
        answer.answer(clerks[one.lead.institution.code], one, Answer("accepted"))
        check.check(officer, fresh(one), Check(Verdict.TRUE))
        review.review(reviewer, fresh(one), Review(Verdict.TRUE))
        review.finalise(reviewer, fresh(one))
    lead.refresh_from_db()
    # The second suspicion hits the same lines for more: each line counts once, with the larger amount.
    assert lead.cnfm_amt == Decimal("10.01") * (2 + 3 + 4) and lead.open_count == 0
    report.report(officer, part)
    assert {lead.signed for lead in Lead.objects.filter(part=part)} == {1}
    report.sign_off(province.who("reviewer", "city1"), Part.objects.get(pk=part.pk))
    assert {lead.signed for lead in Lead.objects.filter(part=part)} == {2}
    other = next(one for one in below if one.pk != part.pk)
    dispatch.withdraw(city, other, "改由市级办理")
    with pytest.raises(Exception, match="未终审"):
        report.report(city, Part.objects.get(pk=city_part.pk))
    for one in Suspicion.objects.filter(lead__part=city_part):
        check.check(city, one, Check(Verdict.FALSE, "record_supports"))
        review.review(province.who("reviewer", "city1"), fresh(one), Review(Verdict.FALSE))
        review.finalise(province.who("reviewer2", "city1"), fresh(one))
    report.report(city, Part.objects.get(pk=city_part.pk))
    report.sign_off(province.who("leader", "province"), Part.objects.get(pk=city_part.pk))
    lead.refresh_from_db()
    assert (lead.signed, lead.state) == (3, Lead.State.CLOSED)
    assert Task.objects.get(pk=task.pk).state == Task.State.OPEN, "city2 has not even signed for its part"
    one = fresh(suspicions[0])
    money.deduct(officer, one, one.cnfm_amt or Decimal(0), "认可扣款", clocks.today())
    money.revise(officer, one, Decimal("1.00"), "复核补差")
    lead.refresh_from_db()
    assert (lead.det_amt, lead.rvis_amt) == (one.cnfm_amt, Decimal("1.00"))
    assert audit.record(None, "end", "test", 1).seq > 20


def test_the_audit_route_checks_first_then_hears_then_reviews_and_a_panel_decides(
    province: Province, leads: list[Lead]
) -> None:
    making.send(province, leads, route=Task.Route.AUDIT)
    officer, reviewer, clerk = province.who("officer"), province.who("reviewer"), province.who("clerk", "H1")
    one = Suspicion.objects.filter(lead=leads[0]).first()
    assert one is not None
    with pytest.raises(Exception, match="先初审"):
        check.ask(officer, [one])
    lines = list(one.lines.all())
    told = tuple(
        LineVerdict(line.pk, Verdict.TRUE, accepted_amt=Decimal("5.00") if line == lines[0] else None)
        for line in lines
    )
    check.check(officer, one, Check(Verdict.TRUE, lines=told, version=one.version))
    one = fresh(one)
    assert one.verdict == Verdict.PARTLY and one.chk_amt == one.checkout_amt - Decimal("5.01")
    with pytest.raises(Exception, match="机构尚未答复"):
        review.review(reviewer, one, Review(Verdict.PARTLY))
    check.ask(officer, [one], days=5)
    answer.answer(clerk, fresh(one), Answer("appealed", Decimal("20.00"), "病情需要"))
    check.consult(officer, [fresh(one)], province.bodies["third"])
    check.advise(
        province.who("third_party", "third"), fresh(one), Advice(Verdict.PARTLY, Decimal("30.00"), "部分有据")
    )
    review.review(reviewer, fresh(one), Review(Verdict.PARTLY, Decimal("40.00"), "part_proven"))
    assert fresh(one).cnfm_amt == Decimal("40.00")
    assert sum(line.accepted_amt or 0 for line in one.lines.all()) == Decimal("40.00")
    answer.request_panel(clerk, fresh(one), "认定过重")
    review.conclude_panel(
        province.who("leader"),
        fresh(one),
        Review(Verdict.PARTLY, Decimal("25.55"), "part_proven", "合议减少"),
    )
    review.finalise(reviewer, fresh(one), "终审", fresh(one).version)
    one = fresh(one)
    assert (one.state, one.cnfm_amt, one.reviewer) == (Suspicion.State.FINAL, Decimal("25.55"), reviewer)
    assert [said.step for said in one.opinions.all()] == [
        "check", "answer", "advice", "review", "panel_request", "panel", "final",
    ]  # fmt: skip


def test_silence_past_the_deadline_counts_as_acceptance_once(province: Province, sent: list[Lead]) -> None:
    one = Suspicion.objects.filter(lead=sent[0]).first()
    assert one is not None
    check.ask(province.who("officer"), [one], days=3)
    due = fresh(one).appl_ddln
    assert due is not None
    assert answer.lapse_overdue(due) == 0
    assert answer.lapse_overdue(due + timedelta(days=1)) == 1
    assert answer.lapse_overdue(due + timedelta(days=1)) == 0
    assert (fresh(one).state, fresh(one).answer) == ("answered", "silent")
