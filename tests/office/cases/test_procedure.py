"""The whole way of a penalty, with and without hearing, with agreement handling, with returns."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.cases import policy
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Ruling, Stage, Step, Track
from mingjing.office.cases.services import acting, deciding, execution, pleading, procedure, tracks
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.story import FRAUD, ORDINARY, Story

pytestmark = pytest.mark.django_db
HEAVY = Choice(
    "penalty", "骗取基金，从重", fine=Decimal("6000.00"), refund=Decimal("2000.00"), months=6, terminate=True
)


def test_a_case_goes_from_the_clue_to_the_archive_and_its_history_tells_every_step(story: Story) -> None:
    story.to(Stage.ARCHIVED)
    case = story.case
    assert case.outcome == "penalty" and case.archive_no == "DA-B-county1-2026-0001"
    assert [one.step for one in case.rulings.all()] == ["report", "notice", "decision"]
    assert acting.replay(case) == Stage.ARCHIVED
    assert audit.verify().entries == audit.AuditEntry.objects.count()
    last = Ruling.objects.get(case=case, step="decision")
    assert last.basis == ["735-38-3"] and last.proposals[0][0]["fine"]["most"] == "4000.00"


def test_a_grave_fraud_is_heard_discussed_and_decided_within_the_notice(story: Story) -> None:
    story.change_act(FRAUD)
    story.choice = HEAVY
    story.to(Stage.NOTIFIED).after_working(2)
    pleading.plead(story.officer, story.case, "情况属实，请求从轻", story.now)
    pleading.request_hearing(story.officer, story.case, "申请听证", story.now)
    story.after_working(1)
    day = add_working_days(story.now, 8)
    host = story.who("reviewer2")
    pleading.announce_hearing(story.leader, story.case, day, host, "县局会议室")
    story.on(day)
    pleading.hold_hearing(host, story.case, "双方陈述", "事实清楚，建议从轻")
    lighter = replace(HEAVY, fine=Decimal("4000.00"))
    deciding.discuss(story.leader, story.case, lighter, story.panel(), "一致同意")
    deciding.decide(story.leader, story.case, lighter)
    story.to(Stage.CLOSED)
    assert story.case.fine_amt == Decimal("4000.00") and acting.replay(story.case) == Stage.CLOSED


def test_a_light_case_is_closed_by_agreement_handling_alone(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    story.add_evidence()
    track = tracks.choose(story.officer, story.case, "agreement", "情节轻微")
    tracks.inform(story.officer, track, "违约事实和拟采取的措施")
    tracks.agree(story.leader, track, "约谈并追回", "无意见")
    tracks.measure(story.officer, track, "talk")
    tracks.measure(story.officer, track, "recover", amount=Decimal("2000.00"))
    with pytest.raises(ConflictError, match=r"2000\.00 元未收"):
        tracks.carry_out(story.officer, track, "已追回")
    story.take_in()
    tracks.carry_out(story.officer, track, "已追回")
    no_penalty = Choice("no_penalty", "按协议处理", refund=Decimal("2000.00"))
    procedure.report(story.officer, story.case, "调查终结", no_penalty)
    procedure.settle(story.leader, story.case, "同意")
    execution.close(story.leader, story.case, "同意结案")
    assert story.fresh().stage == Stage.CLOSED and not story.case.outcome


@pytest.mark.parametrize("opinion", procedure.OPINIONS)
def test_the_legal_review_sends_a_case_back_and_it_comes_again(story: Story, opinion: str) -> None:
    story.to(Stage.LEGAL_REVIEW)
    procedure.return_review(story.reviewer, story.case, opinion, "证据不足")
    assert story.fresh().stage == Stage.INVESTIGATING
    story.to(Stage.DECIDED)


def test_a_case_without_unlawful_act_is_decided_without_notice(story: Story) -> None:
    story.to(Stage.REVIEWED)
    deciding.decide(story.leader, story.case, Choice("not_established", "违法事实不能成立"))
    assert story.fresh().outcome == "not_established" and not story.case.fine_amt


def test_a_declined_case_sets_its_suspicions_free_and_keeps_the_reason(story: Story) -> None:
    procedure.decline(story.leader, story.case, "不属于违法行为")
    assert story.fresh().stage == Stage.DECLINED
    assert Step.objects.get(case=story.case, name="decline").text == "不属于违法行为"


def test_a_terminated_investigation_can_be_closed(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    procedure.terminate(story.leader, story.case, "当事人终止，无权利义务承受人")
    execution.close(story.leader, story.case, "同意结案")
    assert story.fresh().stage == Stage.CLOSED


def test_a_published_decision_is_withdrawn_once_and_lateness_is_kept(story: Story) -> None:
    story.to(Stage.EXECUTING).after(20)
    deciding.withdraw(story.leader, story.case, "复议撤销", story.now - timedelta(days=10))
    assert Step.objects.get(case=story.case, name="withdraw").data["late"] is True
    with pytest.raises(ConflictError, match="已经撤回"):
        deciding.withdraw(story.leader, story.case, "再次", story.now)


def test_two_tabs_cannot_both_take_a_step_and_an_old_page_is_refused(story: Story) -> None:
    old = story.fresh().version
    procedure.propose_filing(story.officer, story.case, "核查")
    for version in (None, old):
        with pytest.raises(ConflictError):
            procedure.propose_filing(story.officer, story.case, "核查", version)


def test_no_step_can_be_taken_from_a_stage_that_does_not_allow_it(story: Story) -> None:
    for stage in Stage.values:
        Case.objects.filter(pk=story.case.pk).update(stage=stage)
        for name, step in acting.CASE.items():
            if stage in step.sources:
                continue
            actor = {"case.legal_review": story.reviewer}.get(
                step.permission,
                story.officer if step.permission in ("case.file", "case.investigate") else story.leader,
            )
            with pytest.raises(ConflictError, match="不能"), transaction.atomic():
                acting.take(actor, story.case, name)


@pytest.mark.parametrize("model", ["step", "ruling", "custody"])
def test_the_database_refuses_to_change_or_delete_the_record(story: Story, model: str) -> None:
    story.to(Stage.REPORTED)
    rows = {"step": Step.objects, "ruling": Ruling.objects, "custody": story.case.evidence.get().custody}[
        model
    ].all()  # type: ignore[attr-defined]
    for act in (lambda: rows.update(actor=story.leader), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_a_neighbour_sees_nothing_a_superior_reads_and_nobody_else_writes(story: Story) -> None:
    with pytest.raises(NotVisibleError):
        policy.one(story.who("officer", "county2"), story.case.number)
    for role in ("clerk@H1", "third_party@third", "partner@partner"):
        assert not policy.visible(story.who(*role.split("@"))).exists()
    assert policy.one(story.who("leader", "city1"), story.case.number).pk == story.case.pk
    with pytest.raises(Exception, match="只能由该单位"):
        procedure.decline(story.who("leader", "city1"), story.case, "代为决定")


def test_every_step_asks_for_its_permission(story: Story) -> None:
    nobody = story.who("analyst")
    for name in acting.CASE:
        with pytest.raises(Exception, match="权限"):
            acting.take(nobody, story.case, name)


def test_a_case_may_have_each_way_once_and_changes_with_a_reason(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    track = tracks.choose(story.officer, story.case, "penalty", "造成损失")
    with pytest.raises(ConflictError):
        tracks.choose(story.officer, story.case, "penalty", "再次")
    tracks.drop(story.leader, track, "情节轻微，改按协议处理")
    assert tracks.choose(story.officer, story.case, "penalty", "新证据").state == Track.State.OPEN


def test_what_other_departments_did_stays_with_the_case(story: Story) -> None:
    tracks.add_partner_result(
        story.officer, story.case, department="县卫生健康局", result="警告", on=story.now
    )
    assert story.case.partner_results.get().department == "县卫生健康局"
    assert ORDINARY.purpose == "no"
