"""A suspected crime goes to the police and comes back; a clue to another department: one truth, each step guarded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.cases import hooks
from mingjing.office.cases.models import PartnerResult, Track
from mingjing.office.cases.services import acting, tracks
from mingjing.office.clocks.days import add_working_days
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.models import Lead
from mingjing.office.liaison import following, handing, handover_daily, policy, together
from mingjing.office.liaison.models import Handover, HandoverEvent, Package, State
from mingjing.office.liaison.services import answering, drafting, partners, sending
from mingjing.office.liaison.services.answering import Answer, Outcome
from tests.office.liaison.handover_world import Around, verify
from tests.office.liaison.letters_world import upload

pytestmark = pytest.mark.django_db
YES, NO = Answer(True, "立案告知书"), Answer(False, "不予立案通知书", "证据不足")


def now(one: Handover) -> Handover:
    return Handover.objects.select_related("track", "partner").get(pk=one.pk)


def same_as_the_case(one: Handover) -> str:
    """The handover has no state of its own: it is that of the case's way."""
    found = now(one)
    assert found.own_state == "" and found.track is not None
    return found.state


@pytest.mark.both_databases
def test_the_police_work_on_the_case_itself_from_receipt_to_judgment(around: Around) -> None:
    around.criminal()
    one = around.sent(overseer=around.bodies["prosecutor"].pk)
    assert same_as_the_case(one) == State.SENT and around.track.state == Track.State.SENT
    listed = verify(one.packages.get())
    keys = {row.key for row in one.packages.get().files.all()}
    assert {"letter", "report", "items", "evidence"} <= keys and len(listed) == len(
        one.packages.get().files.all()
    )
    police = around.partner()
    one = sending.received(police, one, text="回执 1 号")
    assert one.state == State.RECEIVED and around.track.steps.filter(name="police_receive").count() == 1
    one = answering.extend(police, one, 10, "案情复杂，经批准")
    assert Clock.objects.get(noun="case", object_id=around.case.pk, kind="police_answer").days == 10
    one = answering.answer(police, one, YES)
    assert (one.state, around.track.state) == (State.ACCEPTED, Track.State.ACCEPTED)
    done = Outcome("convicted", "刑事判决书", "判处罚金", fine=Decimal("5000.00"))
    one = answering.conclude(police, one, done, [upload("判决书.pdf")])
    assert (one.state, around.track.state) == (State.CONCLUDED, Track.State.CONCLUDED)
    assert around.track.criminal_fine == Decimal("5000.00") and one.set_off_amt is None
    result = PartnerResult.objects.get(case=around.case)
    assert (result.organisation, result.amount) == (around.bodies["police"], Decimal("5000.00"))
    assert one.events.filter(name="conclude").get().files.get().name == "判决书.pdf"
    audit.verify()


@pytest.mark.both_databases
def test_a_refusal_goes_to_reconsideration_and_to_the_prosecutor(around: Around) -> None:
    around.criminal()
    one, police, leader = around.received(), around.partner(), around.story.leader
    one = answering.answer(police, one, NO)
    assert same_as_the_case(one) == State.REFUSED
    one = answering.object_to(leader, one, "reconsider", "已达追诉标准")
    assert same_as_the_case(one) == State.RECONSIDERING
    one = answering.answer(police, one, NO)
    prosecutor = around.bodies["prosecutor"].pk
    one = answering.object_to(leader, one, "supervise", "仍有异议", prosecutor)
    assert same_as_the_case(one) == State.SUPERVISED and one.overseer_id == prosecutor
    watching = around.partner("prosecutor")
    answering.oversee(watching, policy.one(watching, one.number), "notify", "通知立案书", "理由不成立")
    one = answering.answer(police, one, YES)
    assert same_as_the_case(one) == State.ACCEPTED
    names = list(one.events.order_by("pk").values_list("name", flat=True))
    assert names[-6:] == [
        "police_refuse",
        "reconsider",
        "police_refuse",
        "supervise",
        "oversee",
        "police_accept",
    ]


def test_what_the_case_does_by_itself_the_register_tells_too(around: Around) -> None:
    around.criminal()
    story = around.story
    tracks.send(story.officer, around.track, ["letter", "report", "items"], "送达县公安局")
    one = Handover.objects.get(track=around.track)
    assert (one.channel, one.partner, one.state) == ("paper", None, State.SENT) and not one.packages.exists()
    tracks.police(story.officer, around.track, False, "不予立案通知书", "证据不足")
    assert now(one).state == State.REFUSED and now(one).answered_on == story.now
    tracks.object_to(story.leader, around.track, "take_back", "依法处罚")
    assert now(one).state == State.RETURNED and now(one).concluded_on == story.now
    assert HandoverEvent.objects.filter(handover=one).count() == 3


def test_a_step_on_paper_never_passes_by_the_materials_that_are_being_prepared(around: Around) -> None:
    around.criminal()
    story, one = around.story, around.draft()
    with pytest.raises(ConflictError, match=one.number):
        tracks.send(story.officer, around.track, ["letter", "report", "items"], "送达县公安局")
    assert now(one).state == State.APPROVED and around.track.state == Track.State.APPROVED
    drafting.cancel(story.officer, now(one), "改为纸质移送")
    tracks.send(story.officer, around.track, ["letter", "report", "items"], "送达县公安局")
    assert Handover.objects.get(track=around.track).channel == "paper"


def test_the_tab_of_a_case_is_counted_in_one_query(
    around: Around, django_assert_num_queries: Callable[..., Any]
) -> None:
    around.criminal()
    around.draft()
    case = around.case
    with django_assert_num_queries(1):
        assert together.number(case) == 1


def test_transfers_of_before_the_register_find_their_place_in_it(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    around.criminal()
    monkeypatch.setattr(hooks, "_walkers", {})
    tracks.send(around.story.officer, around.track, ["letter", "report", "items"], "送达县公安局")
    tracks.police(around.story.officer, around.track, True, "立案告知书")
    assert not Handover.objects.exists()
    assert following.catch_up() == 1 and following.catch_up() == 0
    one = Handover.objects.get()
    assert (one.state, one.channel, one.sent_on) == (State.ACCEPTED, "paper", around.story.now)


def test_a_fine_already_paid_is_set_off_against_the_criminal_fine(around: Around) -> None:
    around.criminal()
    one, officer = answering.answer(around.partner(), around.received(), YES), around.story.officer
    around.case.receipts.create(
        kind="fine", amount=Decimal("3000.00"), on=around.story.now, voucher="V1", actor=officer
    )
    done = Outcome("convicted", "刑事判决书", "判处罚金", fine=Decimal("5000.00"))
    assert answering.conclude(around.partner(), one, done).set_off_amt == Decimal("3000.00")


def test_nothing_is_sent_incomplete_early_twice_or_by_somebody_else(around: Around) -> None:
    around.criminal()
    story = around.story
    one = around.draft()
    with pytest.raises(ForbiddenError):
        sending.send(story.who("analyst"), one, "移送")
    story.add_evidence("expert")
    around.case.documents.filter(kind="transfer_letter").update(state="void")
    with pytest.raises(ConflictError, match="涉嫌犯罪案件移送书"):
        sending.send(story.officer, one, "移送")
    assert now(one).state == State.APPROVED and not Package.objects.exists()
    around.case.documents.filter(kind="transfer_letter").update(state="issued")
    with pytest.raises(ConflictError, match="准备"):
        around.draft()
    sending.send(story.officer, one, "移送")
    with pytest.raises(ConflictError):
        sending.send(story.officer, one, "移送")
    with pytest.raises(ConflictError):
        drafting.change(story.officer, one, around.given())
    with pytest.raises(ConflictError):
        drafting.cancel(story.officer, one, "不移送了")
    assert Package.objects.count() == 1


def test_a_transfer_that_nobody_approved_is_not_sent(around: Around) -> None:
    around.criminal()
    Track.objects.filter(pk=around.track.pk).update(state=Track.State.PROPOSED)
    one = around.draft()
    assert one.state == State.SUBMITTED
    with pytest.raises(ConflictError):
        sending.send(around.story.officer, one, "移送")
    with pytest.raises(ConflictError):
        drafting.approve(around.story.leader, one, "同意")


def test_an_altered_file_stops_the_package(around: Around) -> None:
    around.criminal()
    item = around.case.evidence.all()[0]
    with item.file.storage.open(item.file.name, "wb") as file:
        file.write(b"other")
    one = around.draft()
    with pytest.raises(ConflictError, match="摘要不一致"):
        sending.send(around.story.officer, one, "移送")
    assert around.track.state == Track.State.APPROVED and not Package.objects.exists()


def test_who_answers_is_who_it_was_sent_to(around: Around) -> None:
    around.criminal()
    one, story = around.sent(overseer=around.bodies["prosecutor"].pk), around.story
    for place in ("strange", "health"):
        with pytest.raises(NotVisibleError):
            sending.received(around.partner(place), one)
    watching = around.partner("prosecutor")
    assert policy.one(watching, one.number).pk == one.pk
    for attack in (
        lambda: sending.received(watching, one),
        lambda: answering.answer(watching, one, YES),
        lambda: tracks.police(watching, around.track, True, "立案"),
    ):
        with pytest.raises(NotVisibleError):
            attack()
    with pytest.raises(InvalidError, match="扫描件"):
        sending.received(story.officer, one)
    with pytest.raises(ConflictError):
        answering.answer(around.partner(), one, YES)
    with pytest.raises(NotVisibleError):
        tracks.object_to(around.partner(), around.track, "reconsider", "越权")
    with pytest.raises(ForbiddenError):
        acting.take_track_outside(around.partner(), around.track, "hand_over", "越权")
    with pytest.raises(ForbiddenError):
        sending.received(story.who("officer", "city1"), one, uploads=[upload()])


def test_a_refusal_has_its_reason_and_a_fine_its_conviction(around: Around) -> None:
    around.criminal()
    one, police = around.received(), around.partner()
    with pytest.raises(InvalidError, match="理由"):
        answering.answer(police, one, Answer(False, "不予立案通知书"))
    for days in (3, 20):
        with pytest.raises(InvalidError):
            answering.extend(police, one, days, "案情复杂")
    with pytest.raises(ConflictError):
        answering.turn_back(police, one, "不归我管")
    one = answering.answer(police, one, YES)
    with pytest.raises(InvalidError, match="罚金"):
        answering.conclude(police, one, Outcome("not_prosecuted", "不起诉决定书", "轻微", fine=Decimal(1)))
    with pytest.raises(InvalidError):
        answering.conclude(police, one, Outcome("punished", "处罚决定书", "罚款"))
    assert now(one).state == State.ACCEPTED


def test_what_is_missing_is_asked_for_and_brought_as_a_package_of_its_own(around: Around) -> None:
    around.criminal()
    one = answering.ask_more(around.partner(), around.received(), "补充询问笔录")
    clock = Clock.objects.get(noun="handover", object_id=one.pk, kind="supplement")
    assert clock.stopped_on is None
    package = sending.supplement(around.story.officer, one, "补充", [upload("询问笔录.pdf")])
    assert package.number == 2 and verify(package) and one.packages.count() == 2
    clock.refresh_from_db()
    assert clock.stopped_on == around.story.now
    with pytest.raises(InvalidError):
        sending.supplement(around.story.officer, now(one), "补充", [])


@pytest.mark.both_databases
def test_a_clue_is_approved_by_another_and_may_come_back(around: Around, sent: list[Lead]) -> None:
    lead, story = sent[0], around.story
    one = drafting.of_clues(story.officer, list(lead.suspicions.all()), around.given("health"))
    with pytest.raises(ConflictError):
        drafting.of_clues(story.officer, list(lead.suspicions.all())[:1], around.given("health"))
    with pytest.raises(ForbiddenError):
        drafting.of_clues(story.who("officer", "city1"), list(lead.suspicions.all()), around.given("health"))
    one = drafting.submit(story.officer, one)
    with pytest.raises(ForbiddenError):
        drafting.approve(story.officer, one, "同意")
    one = sending.send(story.officer, drafting.approve(story.leader, one, "同意"), "移送")
    listed = verify(one.packages.get())
    assert any("线索移送函" in path for path in listed) and any("费用明细" in path for path in listed)
    health = around.partner("health")
    one = sending.received(health, one)
    one = answering.turn_back(health, one, "不属于本部门管辖")
    assert one.state == State.RETURNED
    again = drafting.of_clues(story.officer, list(lead.suspicions.all()), around.given("health"))
    assert again.state == State.DRAFT


def test_a_department_without_people_is_answered_for_with_its_paper(around: Around, sent: list[Lead]) -> None:
    officer = around.story.officer
    one = sending.send(officer, around.clue(sent[0], "paper"), "移送")
    one = sending.received(officer, one, around.story.now, "回执", [upload("回执.pdf")])
    with pytest.raises(InvalidError):
        answering.answer(officer, one, YES)
    one = answering.answer(officer, one, YES, [upload("受理通知.pdf")])
    assert one.state == State.ACCEPTED and one.events.get(name="accept").files.count() == 1


@pytest.mark.both_databases
def test_days_run_over_holidays_and_people_are_reminded_once(around: Around, sent: list[Lead]) -> None:
    around.story.on(date(2026, 9, 30))
    one = sending.send(around.story.officer, around.clue(sent[0]), "移送")
    clock = Clock.objects.get(noun="handover", object_id=one.pk, kind="receive")
    assert clock.due_on == add_working_days(date(2026, 9, 30), 3) > date(2026, 10, 8)
    near = add_working_days(date(2026, 9, 30), 2)
    assert handover_daily.run(near) == {"reminded": 1, "overdue": 0}
    assert handover_daily.run(near) == {"reminded": 0, "overdue": 0}
    late = add_working_days(clock.due_on, 1)
    assert handover_daily.run(late) == {"reminded": 0, "overdue": 1}
    assert handover_daily.run(late) == {"reminded": 0, "overdue": 0}
    assert list(one.events.filter(actor=None).values_list("name", flat=True)) == ["remind", "overdue"]


def test_the_days_of_the_police_begin_with_the_receipt(around: Around) -> None:
    around.criminal()
    one, story = around.sent(), around.story
    sent_on = story.now
    story.after(2)
    with pytest.raises(InvalidError):
        sending.received(story.officer, one, date(2026, 1, 1), "回执", [upload()])
    one = sending.received(story.officer, one, sent_on, "回执", [upload()])
    clock = Clock.objects.get(noun="case", object_id=around.case.pk, kind="police_answer")
    assert (clock.due_on - sent_on).days == 3 and one.received_on == sent_on
    answering.extend(around.partner(), one, 30, "重大疑难")
    clock.refresh_from_db()
    assert (clock.due_on - sent_on).days == 30


def test_who_looks_at_a_package_is_written_down_and_an_altered_one_is_not_handed_out(around: Around) -> None:
    around.criminal()
    one, police = around.sent(), around.partner()
    package = one.packages.get()
    file = package.files.all()[0]
    assert handing.package(police, package.pk).status_code == 200
    assert handing.packed_file(police, file.pk).status_code == 200
    assert around.story.who("officer").pk and audit.AuditEntry.objects.filter(action="download").count() == 2
    for stranger in (around.partner("strange"), around.story.who("officer", "county3")):
        with pytest.raises(NotVisibleError):
            handing.package(stranger, package.pk)
        with pytest.raises(NotVisibleError):
            handing.packed_file(stranger, file.pk)
    with package.file.storage.open(package.file.name, "ab") as kept:
        kept.write(b"x")
    with pytest.raises(ConflictError, match="摘要"):
        handing.package(police, package.pk)


def test_drafts_and_what_is_internal_stay_with_the_bureau(around: Around) -> None:
    around.criminal()
    one = around.draft()
    with pytest.raises(NotVisibleError):
        policy.one(around.partner(), one.number)
    assert policy.one(around.story.who("officer", "city1"), one.number)
    with pytest.raises(NotVisibleError):
        policy.one(around.story.who("officer", "county3"), one.number)


def test_the_register_says_which_department_a_body_is(around: Around) -> None:
    body, leader = around.bodies["police"], around.story.leader
    with pytest.raises(ForbiddenError):
        partners.register(around.story.officer, body.pk, "health")
    with pytest.raises(InvalidError):
        partners.register(leader, body.pk, "nobody")
    with pytest.raises(NotVisibleError):
        partners.register(leader, around.bodies["strange"].pk, "health")
    assert partners.register(leader, body.pk, "police", "王某", "110").contact == "王某"
