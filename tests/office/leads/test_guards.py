"""Two persons always; nothing of another place; versions; what institutions and third parties may do."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.models import Grant, Role
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Part, Suspicion, Task, Verdict
from mingjing.office.leads.services import answer, check, dispatch, money, report, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, Review
from tests.office.province import Province

pytestmark = pytest.mark.django_db


def first(lead: Lead) -> Suspicion:
    one = lead.suspicions.order_by("pk").first()
    assert one is not None
    return one


def heard(province: Province, lead: Lead) -> Suspicion:
    """Let the institution accept the lead's first suspicion."""
    one = first(lead)
    check.ask(province.who("officer"), [one])
    answer.answer(province.who("clerk", lead.institution.code), one, Answer("accepted"))
    return first(lead)


def test_who_checked_can_neither_review_nor_send_back_nor_finalise_nor_judge(
    province: Province, sent: list[Lead]
) -> None:
    both = province.who("officer")
    for role in (Role.REVIEWER, Role.LEADER):
        Grant.objects.create(user=both, role=role)
    both = province.who("officer")
    check.check(both, heard(province, sent[0]), Check(Verdict.TRUE))
    for act in (
        lambda: review.review(both, first(sent[0]), Review(Verdict.TRUE)),
        lambda: review.send_back(both, first(sent[0]), "重来"),
    ):
        with pytest.raises(ForbiddenError, match="初审人以外"):
            act()
    review.review(province.who("reviewer"), first(sent[0]), Review(Verdict.TRUE))
    with pytest.raises(ForbiddenError, match="初审人以外"):
        review.finalise(both, first(sent[0]))
    answer.request_panel(province.who("clerk", "H1"), first(sent[0]), "请求")
    with pytest.raises(ForbiddenError, match="初审人以外"):
        review.conclude_panel(both, first(sent[0]), Review(Verdict.TRUE, text="维持"))
    with pytest.raises(ForbiddenError, match="初审人以外"):
        review.conclude_panel(province.who("reviewer"), first(sent[0]), Review(Verdict.TRUE, text="维持"))


def test_who_reported_cannot_sign_off_and_only_the_sender_can(province: Province, leads: list[Lead]) -> None:
    officer = province.who("officer", "province")
    targets = {province.bodies["province"].pk: [leads[0].pk]}
    part = dispatch.dispatch(officer, title="省本级", targets=targets).parts.get()
    dispatch.sign(officer, part)
    Suspicion.objects.update(state="final")
    report.report(officer, part)
    Grant.objects.create(user=officer, role=Role.LEADER)
    with pytest.raises(ForbiddenError):
        report.sign_off(province.who("officer", "province"), part)
    with pytest.raises(NotVisibleError):
        report.sign_off(province.who("leader", "county1"), part)
    report.sign_off(province.who("leader", "province"), part)
    assert Lead.objects.get(pk=leads[0].pk).signed == 3


def test_a_county_sees_and_touches_nothing_of_another(province: Province, sent: list[Lead]) -> None:
    stranger, other = province.who("officer", "county2"), sent[0]
    with pytest.raises(NotVisibleError):
        policy.one(stranger, other.number)
    with pytest.raises(NotVisibleError):
        check.check(stranger, first(other), Check(Verdict.TRUE))
    with pytest.raises(NotVisibleError):
        check.ask(stranger, [first(sent[2]), first(other)])
    with pytest.raises(NotVisibleError):
        dispatch.sign(stranger, Part.objects.get(leads=other))
    assert set(policy.visible(stranger)) == {sent[2]}
    assert set(policy.visible(province.who("officer", "city1"))) == {sent[0], sent[1], sent[2]}
    assert policy.visible(province.who("auditor", "province")).count() == 4
    assert not policy.visible(province.who("administrator", "province")).exists()
    assert not policy.visible(province.who("partner", "partner")).exists()
    assert not policy.people(province.who("clerk", "H1")).exists()


def test_the_bureau_above_sees_but_cannot_check_for_the_one_that_holds_it(
    province: Province, sent: list[Lead]
) -> None:
    with pytest.raises(ForbiddenError, match="承办"):
        check.check(province.who("officer", "city1"), first(sent[0]), Check(Verdict.TRUE))


def test_an_institution_sees_only_what_it_was_asked(province: Province, sent: list[Lead]) -> None:
    clerk = province.who("clerk", "H1")
    with pytest.raises(NotVisibleError):
        policy.one(clerk, sent[0].number)
    one = first(sent[0])
    check.ask(province.who("officer"), [one])
    assert list(policy.suspicions(clerk)) == [one]
    with pytest.raises(NotVisibleError):
        answer.answer(province.who("clerk", "H2"), one, Answer("accepted"))
    with pytest.raises(NotVisibleError):
        answer.answer(clerk, sent[0].suspicions.exclude(pk=one.pk).get(), Answer("accepted"))
    with pytest.raises(ForbiddenError):
        check.check(clerk, one, Check(Verdict.FALSE, "refunded"))


def test_a_third_party_sees_only_what_it_was_consulted_on(province: Province, sent: list[Lead]) -> None:
    third = province.who("third_party", "third")
    one = heard(province, sent[0])
    with pytest.raises(NotVisibleError):
        check.advise(third, one, Advice("true", None, "同意"))
    check.consult(province.who("officer"), [one], province.bodies["third"])
    assert list(policy.suspicions(third)) == [one] and list(policy.visible(third)) == [sent[0]]
    check.advise(third, first(sent[0]), Advice("partly", Decimal("10"), "部分"))
    assert list(policy.suspicions(third)) == [one], "it may look up what it said"


def test_a_stale_version_is_a_conflict_everywhere(province: Province, sent: list[Lead]) -> None:
    officer, reviewer = province.who("officer"), province.who("reviewer")
    stale = heard(province, sent[0])
    check.check(officer, stale, Check(Verdict.TRUE, version=stale.version))
    with pytest.raises(ConflictError, match="他人修改"):
        review.review(reviewer, stale, Review(Verdict.TRUE, version=stale.version))
    now = first(sent[0])
    review.review(reviewer, now, Review(Verdict.TRUE, version=now.version))
    with pytest.raises(ConflictError, match="他人修改"):
        review.finalise(reviewer, now, version=now.version)


def test_an_answer_after_the_deadline_is_refused(province: Province, sent: list[Lead]) -> None:
    one = first(sent[0])
    check.ask(province.who("officer"), [one])
    Suspicion.objects.filter(pk=one.pk).update(appl_ddln=clocks.today() - timedelta(days=1))
    with pytest.raises(ConflictError, match="已过"):
        answer.answer(province.who("clerk", "H1"), one, Answer("accepted"))


@pytest.mark.parametrize(
    "command",
    [
        Answer("maybe"), Answer("appealed", Decimal("1.00"), ""), Answer("appealed", None, "有理"),
        Answer("appealed", Decimal("0"), "有理"), Answer("appealed", Decimal("9999"), "有理"),
        Answer("appealed", Decimal("1.001"), "有理"), Answer("appealed", Decimal("NaN"), "有理"),
        Answer("appealed", Decimal("1.00"), "长" * 1001),
    ],
)  # fmt: skip
def test_an_appeal_states_a_possible_amount_and_why(
    province: Province, sent: list[Lead], command: Answer
) -> None:
    one = first(sent[0])
    check.ask(province.who("officer"), [one])
    with pytest.raises(InvalidError):
        answer.answer(province.who("clerk", "H1"), one, command)
    assert first(sent[0]).state == "asked"


def test_an_institution_without_an_account_cannot_be_asked(province: Province, sent: list[Lead]) -> None:
    institution = province.institutions["H1"]
    institution.account = None
    institution.save()
    with pytest.raises(ConflictError, match="登录单位"):
        check.ask(province.who("officer"), [first(sent[0])])


def test_nothing_is_checked_before_it_is_signed_for(province: Province, leads: list[Lead]) -> None:
    boss = province.who("officer", "province")
    dispatch.dispatch(boss, title="任务", targets={province.bodies["county1"].pk: [leads[0].pk]})
    with pytest.raises(ConflictError, match="待签收"):
        check.check(province.who("officer"), first(leads[0]), Check(Verdict.TRUE))


def test_bulk_verdicts_obey_the_same_guards_one_by_one(province: Province, sent: list[Lead]) -> None:
    mine, other = list(sent[0].suspicions.all()), first(sent[3])
    done = check.check_many(province.who("officer"), [*mine, other], Verdict.FALSE, "record_supports")
    assert done.done == 2 and [pk for pk, _ in done.refused] == [other.pk]
    again = check.check_many(province.who("officer"), mine, Verdict.FALSE, "record_supports")
    assert again.done == 0 and len(again.refused) == 2


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("", ""),
        ("nonsense", ""),
        ("false", ""),
        ("false", "price_exceeded"),
        ("partly", ""),
        ("policy", "mapping_wrong"),
    ],
)
def test_a_verdict_needs_a_reason_of_its_kind(
    province: Province, sent: list[Lead], verdict: str, reason: str
) -> None:
    with pytest.raises(InvalidError):
        check.check(province.who("officer"), first(sent[0]), Check(verdict, reason))


def test_leads_are_sent_once_and_only_within_the_division(province: Province, leads: list[Lead]) -> None:
    boss = province.who("officer", "province")
    county = province.bodies["county1"].pk
    for targets in (
        {},
        {county: []},
        {province.bodies["H1"].pk: [leads[0].pk]},
        {county: [leads[0].pk, leads[0].pk]},
    ):
        with pytest.raises(InvalidError):
            dispatch.dispatch(boss, title="任务", targets=targets)
    with pytest.raises(InvalidError):
        dispatch.dispatch(province.who("officer", "city2"), title="任务", targets={county: [leads[0].pk]})
    with pytest.raises(InvalidError):
        dispatch.dispatch(boss, title=" ", targets={county: [leads[0].pk]})
    dispatch.dispatch(boss, title="任务", targets={county: [leads[0].pk]})
    with pytest.raises(ConflictError):
        dispatch.dispatch(boss, title="任务", targets={county: [leads[0].pk]})
    assert Task.objects.count() == 1
    with pytest.raises(ForbiddenError):
        dispatch.dispatch(province.who("auditor", "province"), title="任务", targets={county: [leads[1].pk]})


def test_returned_leads_go_elsewhere_and_the_history_shows_it(province: Province, sent: list[Lead]) -> None:
    boss, part = province.who("officer", "province"), Part.objects.get(leads=sent[3])
    dispatch.return_part(province.who("officer", "county3"), part, "不属本县")
    lead = Lead.objects.get(pk=sent[3].pk)
    assert lead.held_by == province.bodies["province"] and lead.state == Lead.State.PUBLISHED
    with pytest.raises(NotVisibleError):
        policy.one(province.who("officer", "county3"), lead.number)
    moved = dispatch.reassign(boss, Part.objects.get(pk=part.pk), province.bodies["county2"], "改派")
    assert (
        moved.receiver == province.bodies["county2"]
        and Lead.objects.get(pk=lead.pk).held_by == moved.receiver
    )
    assert [event.action for event in lead.events.all()] == ["dispatch", "sign", "return", "reassign"]


def test_what_was_begun_cannot_be_returned_but_the_rest_can_be_split_off(
    province: Province, sent: list[Lead]
) -> None:
    part, officer = Part.objects.get(leads=sent[0]), province.who("officer")
    check.check(officer, first(sent[0]), Check(Verdict.TRUE))
    with pytest.raises(ConflictError, match="已开始核查"):
        dispatch.return_part(officer, part, "不办了")
    new = dispatch.split(officer, part, [sent[1].pk])
    assert list(new.leads.all()) == [sent[1]] and new.due_on == part.due_on
    with pytest.raises(InvalidError):
        dispatch.split(officer, part, [sent[0].pk])
    joined = dispatch.merge(officer, [Part.objects.get(pk=part.pk), new])
    assert joined.leads.count() == 2 and Part.objects.get(pk=new.pk).state == "withdrawn"
    dispatch.return_part(officer, dispatch.split(officer, joined, [sent[1].pk]), "不属本县")


def test_only_those_above_urge_and_supervise(province: Province, sent: list[Lead]) -> None:
    part = Part.objects.get(leads=sent[0])
    with pytest.raises(ForbiddenError):
        dispatch.remind(province.who("officer"), part, "快")
    assert dispatch.remind(province.who("officer", "city1"), part, "请抓紧").reminders == 1
    assert dispatch.supervise(province.who("leader", "province"), part, "限期办结").supervised_at
    with pytest.raises(NotVisibleError):
        dispatch.remind(province.who("officer", "city2"), part, "快")


def test_a_rest_moves_the_deadline_of_the_part_and_of_its_leads(province: Province, sent: list[Lead]) -> None:
    boss, part = province.who("officer", "province"), Part.objects.get(leads=sent[0])
    dispatch.pause(boss, part, "等待省级数据")
    rest = clocks.Pause.objects.get()
    rest.since = date.fromordinal(clocks.today().toordinal() - 7)
    rest.save()
    after = dispatch.resume(boss, part)
    assert after.due_on > part.due_on and Lead.objects.get(pk=sent[0].pk).due_on == after.due_on


def test_an_officer_is_given_leads_of_their_own_bureau(province: Province, sent: list[Lead]) -> None:
    boss = province.who("leader")
    assert dispatch.assign(boss, sent[:2], province.who("officer2")) == 2
    with pytest.raises(InvalidError):
        dispatch.assign(boss, sent[:1], province.who("officer", "county2"))
    with pytest.raises(ConflictError):
        dispatch.assign(boss, [sent[3]], province.who("officer2"))


def test_money_is_taken_once_never_more_than_confirmed_and_given_back_never_more_than_taken(
    province: Province, sent: list[Lead]
) -> None:
    officer, reviewer = province.who("officer"), province.who("reviewer")
    both = list(sent[0].suspicions.all())
    check.ask(officer, both)
    for one in both:
        answer.answer(province.who("clerk", "H1"), one, Answer("accepted"))
        check.check(officer, Suspicion.objects.get(pk=one.pk), Check(Verdict.TRUE))
        review.review(reviewer, Suspicion.objects.get(pk=one.pk), Review(Verdict.TRUE))
    with pytest.raises(ConflictError, match="终审后"):
        money.deduct(officer, both[0], Decimal("1"), "扣款", clocks.today())
    for one in both:
        review.finalise(reviewer, Suspicion.objects.get(pk=one.pk))
    # Both suspicions hit the same three lines; the larger of them is all that may be taken.
    lead = Lead.objects.get(pk=sent[0].pk)
    money.deduct(officer, both[0], both[0].checkout_amt, "认可", clocks.today())
    with pytest.raises(InvalidError, match="只能扣款一次"):
        money.deduct(officer, both[1], both[1].checkout_amt, "认可", clocks.today())
    money.deduct(officer, both[1], lead.cnfm_amt - both[0].checkout_amt, "认可", clocks.today())
    with pytest.raises(ConflictError):
        money.deduct(officer, both[0], Decimal("1"), "再扣", clocks.today())
    for wrong in ("0", "-1", "99999", "0.001"):
        with pytest.raises(InvalidError):
            money.revise(officer, both[0], Decimal(wrong), "补差")
    money.revise(officer, both[0], Decimal("5.00"), "补差")
    lead.refresh_from_db()
    assert lead.det_amt == lead.cnfm_amt and lead.rvis_amt == Decimal("5.00")
    with pytest.raises(ConflictError, match="已登记扣款"):
        review.reopen(province.who("reviewer2"), both[0], "改判")


def conclude(province: Province, lead: Lead, place: str) -> None:
    """Find every suspicion of a lead not true, to the end."""
    officer, reviewer = province.who("officer", place), province.who("reviewer", place)
    for one in lead.suspicions.exclude(state="final"):
        check.check(officer, one, Check(Verdict.FALSE, "refunded"))
        review.review(reviewer, one, Review(Verdict.FALSE))
        review.finalise(reviewer, one)


def test_what_was_signed_off_stays_counted_while_one_lead_is_done_again(
    province: Province, sent: list[Lead]
) -> None:
    part, officer, leader = (
        Part.objects.get(leads=sent[0]),
        province.who("officer"),
        province.who("leader", "province"),
    )
    for lead in sent[:2]:
        conclude(province, lead, "county1")
    report.report(officer, part)
    report.sign_off(leader, part)
    review.reopen(province.who("reviewer", "province"), first(sent[0]), "抽查改判")

    def states() -> list[tuple[str, int]]:
        found = Lead.objects.filter(pk__in=[sent[0].pk, sent[1].pk]).order_by("pk")
        return [(lead.state, lead.signed) for lead in found]

    assert states() == [("checking", 0), ("closed", 3)]
    conclude(province, sent[0], "county1")
    report.report(officer, part)
    assert states() == [("reported", 1), ("closed", 3)]
    report.reject(leader, part, "再补")
    assert states() == [("checking", 0), ("closed", 3)]
    report.report(officer, part)
    report.sign_off(leader, part)
    assert states() == [("closed", 3), ("closed", 3)]


def test_leads_returned_within_a_task_from_above_stay_in_it_and_old_tasks_close(
    province: Province, leads: list[Lead]
) -> None:
    boss, city = province.who("officer", "province"), province.who("officer", "city1")
    task = dispatch.dispatch(boss, title="任务", targets={province.bodies["city1"].pk: [leads[0].pk]})
    part = dispatch.sign(city, task.parts.get())
    below = dispatch.pass_on(city, part, {province.bodies["county1"].pk: [leads[0].pk]})[0]
    dispatch.return_part(province.who("officer"), below, "不属本县")
    with pytest.raises(ConflictError):
        dispatch.dispatch(city, title="市任务", targets={province.bodies["county2"].pk: [leads[0].pk]})
    with pytest.raises(ConflictError, match="未重新安排"):
        report.report(city, part)
    again = dispatch.pass_on(city, part, {province.bodies["county2"].pk: [leads[0].pk]})[0]
    dispatch.withdraw(city, again, "收回自办")
    assert Lead.objects.get(pk=leads[0].pk).part == part
    with pytest.raises(ConflictError, match="没有线索"):
        dispatch.reassign(city, Part.objects.get(pk=below.pk), province.bodies["county2"], "改派")
    dispatch.return_part(city, part, "请省局直派")
    dispatch.dispatch(boss, title="直派", targets={province.bodies["county1"].pk: [leads[0].pk]})
    assert Task.objects.get(pk=task.pk).state == Task.State.CLOSED
