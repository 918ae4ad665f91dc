"""Every guard is attacked once, and refuses with its clause."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from mingjing.analysis.knowledge.laws import articles
from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import Grant, Role, User
from mingjing.office.cases import workflow
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.guards.kit import CLAUSES, cited
from mingjing.office.cases.models import Act, Case, CaseOfficer, EvidenceItem, Stage, Track
from mingjing.office.cases.services import (
    deciding,
    evidence,
    execution,
    people,
    pleading,
    procedure,
    register,
    simple,
    tracks,
)
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.story import FRAUD, LIGHT, ORDINARY, Story

pytestmark = pytest.mark.django_db
Attack = Callable[[Story], object]
BIG = replace(LIGHT, fine=Decimal("20000.00"), refund=Decimal("20000.00"))
BIG_ACT = replace(ORDINARY, loss=Decimal("20000.00"))
FRAUDULENT = replace(LIGHT, fine=Decimal("40000.00"), refund=Decimal("20000.00"), months=6)
ATTACKS: dict[str, Attack] = {}


def attack(check: Attack) -> Attack:
    """Note the attack on the guard that the function is named after; it must end in the guard's refusal."""
    ATTACKS[check.__name__] = check
    return check


def promoted(story: Story, who: str = "officer", role: Role = Role.LEADER) -> User:
    """Give somebody a second role: the person counts, not the role."""
    Grant.objects.get_or_create(user=story.who(who), role=role)
    return story.who(who)


def criminal(story: Story) -> Story:
    """Make it a fraud above the criminal line, filed, with evidence and the penalty chosen."""
    story.change_act(replace(FRAUD, loss=Decimal("20000.00")))
    story.choice = FRAUDULENT
    story.to(Stage.INVESTIGATING).prepare()
    return story


def transfer(story: Story) -> Track:
    track = tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
    return tracks.propose_transfer(story.officer, track, [story.officer, story.who("officer2")], "专案组报告")


def notified(story: Story) -> Story:
    """Bring it to a notice with the right to a hearing."""
    story.change_act(BIG_ACT)
    story.choice = BIG
    return story.to(Stage.NOTIFIED)


def asked(story: Story) -> Story:
    notified(story)
    pleading.request_hearing(story.officer, story.case, "申请听证", story.now)
    return story


def small_fine(story: Story) -> Story:
    """Bring it to the execution with everything still to pay."""
    return story.to(Stage.EXECUTING)


@attack
def by_a_handler(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    outsider = story.province.who("officer", "county1")
    CaseOfficer.objects.filter(case=story.case, user=outsider).update(until=story.now)
    return procedure.report(outsider, story.case, "终结", LIGHT)


@attack
def two_officers(story: Story) -> object:
    CaseOfficer.objects.filter(case=story.case, user=story.who("officer2")).update(cert_no="4201-0")
    return procedure.propose_filing(story.officer, story.case, "核查")


@attack
def reviewed_by_another(story: Story) -> object:
    story.to(Stage.LEGAL_REVIEW)
    return procedure.pass_review(promoted(story, role=Role.REVIEWER), story.case, "同意")


@attack
def decided_by_another(story: Story) -> object:
    story.to(Stage.FILING)
    return procedure.approve_filing(promoted(story), story.case, "同意")


@attack
def recusals_decided(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    people.ask_recusal(story.officer, story.case, story.who("officer2"), "party", "与当事人有亲属关系")
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def has_acts(story: Story) -> object:
    Act.objects.all().delete()
    return procedure.propose_filing(story.officer, story.case, "核查")


@attack
def within_competence(story: Story) -> object:
    Case.objects.filter(pk=story.case.pk).update(institution=story.province.institutions["H4"])
    return procedure.propose_filing(story.officer, story.case, "核查")


@attack
def not_barred(story: Story) -> object:
    day = story.now.replace(year=story.now.year - 2) - timedelta(days=1)
    story.change_act(replace(ORDINARY, acted_on=day, ended_on=day))
    return procedure.propose_filing(story.officer, story.case, "核查")


@attack
def has_verified_evidence(story: Story) -> object:
    story.to(Stage.INVESTIGATING)
    story.add_evidence(verified=False)
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def evidence_is_whole(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    EvidenceItem.objects.update(sha256="0" * 64)
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def holds_settled(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    evidence.hold(story.leader, story.case.evidence.get(), "preserve", "可能灭失")
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def purpose_decided(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    story.change_act(replace(ORDINARY, purpose="undecided"))
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def loss_known(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    story.change_act(replace(ORDINARY, loss=None))
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def transfer_considered(story: Story) -> object:
    criminal(story)
    transfer(story)
    return procedure.report(story.officer, story.case, "终结", FRAUDULENT)


@attack
def handled_by_agreement(story: Story) -> object:
    story.to(Stage.REPORTED)
    return procedure.settle(story.leader, story.case, "同意")


@attack
def has_right_to_hearing(story: Story) -> object:
    story.to(Stage.NOTIFIED)
    return pleading.request_hearing(story.officer, story.case, "申请听证", story.now)


@attack
def hearing_asked_in_time(story: Story) -> object:
    notified(story).after_working(6)
    return pleading.request_hearing(story.officer, story.case, "申请听证", story.now)


@attack
def hearing_noticed_in_time(story: Story) -> object:
    asked(story)
    day = add_working_days(story.now, 7)
    return pleading.announce_hearing(story.leader, story.case, day, story.reviewer, "会议室")


@attack
def host_is_neutral(story: Story) -> object:
    asked(story)
    day = add_working_days(story.now, 8)
    return pleading.announce_hearing(story.leader, story.case, day, story.officer, "会议室")


@attack
def hearing_is_due(story: Story) -> object:
    asked(story)
    pleading.announce_hearing(
        story.leader, story.case, add_working_days(story.now, 8), story.reviewer, "会议室"
    )
    return pleading.hold_hearing(story.reviewer, story.case, "笔录", "意见")


@attack
def pleading_over(story: Story) -> object:
    story.to(Stage.NOTIFIED)
    return pleading.conclude_pleading(story.officer, story.case, "无意见")


@attack
def ruling_lawful(story: Story) -> object:
    story.to(Stage.REVIEWED)
    return pleading.notify(story.leader, story.case, replace(LIGHT, fine=Decimal("4000.01")), story.now)


@attack
def no_fine_instead_of_transfer(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    story.to(Stage.REVIEWED)
    return pleading.notify(story.leader, story.case, FRAUDULENT, story.now)


@attack
def no_second_fine(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")
    tracks.police(story.officer, track, True, "立案决定书")
    tracks.conclude(story.officer, track, "判处罚金", Decimal("30000"))
    story.to(Stage.REVIEWED)
    return pleading.notify(story.leader, story.case, FRAUDULENT, story.now)


@attack
def informed_before_penalty(story: Story) -> object:
    story.to(Stage.REVIEWED)
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def legal_review_passed(story: Story) -> object:
    story.to(Stage.INVESTIGATING).prepare()
    procedure.report(story.officer, story.case, "终结", LIGHT)
    # As if a stage had been set past the review: the history decides, not the stage alone.
    Case.objects.filter(pk=story.case.pk).update(stage=Stage.HEARD)
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def not_heavier(story: Story) -> object:
    story.to(Stage.HEARD)
    return deciding.decide(story.leader, story.case, replace(LIGHT, fine=Decimal("2000.01")))


@attack
def discussed_when_grave(story: Story) -> object:
    story.to(Stage.HEARD)
    Case.objects.filter(pk=story.case.pk).update(grave=True)
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def as_discussed(story: Story) -> object:
    story.choice = replace(LIGHT, fine=Decimal("3000.00"))
    story.to(Stage.HEARD)
    deciding.discuss(story.leader, story.case, story.choice, story.panel(), "一致同意")
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def panel_is_whole(story: Story) -> object:
    story.to(Stage.HEARD)
    return deciding.discuss(
        story.leader, story.case, LIGHT, [story.leader, story.leader, story.reviewer], "同意"
    )


@attack
def in_time(story: Story) -> object:
    story.to(Stage.HEARD).after(91)
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def outcome_fits_tracks(story: Story) -> object:
    story.to(Stage.REVIEWED)
    return deciding.decide(story.leader, story.case, Choice("judicial", "移送司法机关"))


@attack
def served_lawfully(story: Story) -> object:
    story.to(Stage.DECIDED)
    return deciding.serve(story.officer, story.case, story.now, "electronic", "院长")


@attack
def published_and_standing(story: Story) -> object:
    story.to(Stage.SERVED)
    deciding.withhold(story.leader, story.case, "涉及个人隐私")
    return deciding.withdraw(story.leader, story.case, "撤销", story.now)


@attack
def payment_overdue(story: Story) -> object:
    return execution.urge(story.officer, small_fine(story).case, "催告")


@attack
def urged_in_vain(story: Story) -> object:
    small_fine(story).after(30)
    return execution.apply_court(story.leader, story.case, "申请")


@attack
def plan_covers_debt(story: Story) -> object:
    small_fine(story)
    return execution.defer(story.leader, story.case, [(story.now, Decimal("3999.99"))], "经济困难")


@attack
def paid_or_excused(story: Story) -> object:
    small_fine(story).pay("refund", Decimal("1999.99"))
    return execution.finish(story.officer, story.case, "办结")


@attack
def tracks_finished(story: Story) -> object:
    story.to(Stage.EXECUTED)
    tracks.choose(story.officer, story.case, "agreement", "并处")
    return execution.close(story.leader, story.case, "结案")


@attack
def party_heard(story: Story) -> object:
    track = tracks.choose(story.officer, story.to(Stage.INVESTIGATING).case, "agreement", "轻微")
    tracks.inform(story.officer, track, "告知")
    return tracks.agree(story.leader, track, "约谈", " ")


@attack
def has_measures(story: Story) -> object:
    track = tracks.choose(story.officer, story.to(Stage.INVESTIGATING).case, "agreement", "轻微")
    tracks.inform(story.officer, track, "告知")
    tracks.agree(story.leader, track, "约谈", "无意见")
    return tracks.carry_out(story.officer, track, "办结")


@attack
def transfer_has_its_time(story: Story) -> object:
    return transfer(story)


@attack
def group_of_two(story: Story) -> object:
    track = tracks.choose(story.officer, criminal(story).case, "transfer", "涉嫌诈骗罪")
    return tracks.propose_transfer(story.officer, track, [story.officer, story.officer], "报告")


@attack
def materials_complete(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    story.add_evidence("expert")
    return tracks.send(story.officer, track, ["letter", "report", "items"], "移送")


@attack
def reconsidered_in_time(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送")
    tracks.police(story.officer, track, False, "不予立案通知书")
    story.after(4)
    return tracks.object_to(story.leader, track, "reconsider", "不服")


def on_the_spot(story: Story) -> Story:
    """Bring it to where a small penalty could be decided at once."""
    story.prepare()
    return story


@attack
def small_enough(story: Story) -> object:
    story.change_act(replace(ORDINARY, loss=Decimal("3000.01")))
    choice = replace(LIGHT, fine=Decimal("3000.01"))
    return simple.punish(story.officer, on_the_spot(story).case, choice, statement="无意见", receiver="院长")


@attack
def party_heard_on_spot(story: Story) -> object:
    return simple.punish(story.officer, on_the_spot(story).case, LIGHT, statement=" ", receiver="院长")


@attack
def simple_unrecorded(story: Story) -> object:
    return simple.record(story.officer, story.to(Stage.SERVED).case, "报备")


@attack
def simple_recorded(story: Story) -> object:
    simple.punish(story.officer, on_the_spot(story).case, LIGHT, statement="无意见", receiver="院长")
    story.to(Stage.EXECUTED)
    return execution.close(story.leader, story.case, "结案")


@pytest.mark.parametrize("name", sorted(CLAUSES))
def test_a_guard_holds_and_says_by_which_clause(story: Story, name: str) -> None:
    with pytest.raises(MingjingError) as refused:
        ATTACKS[name](story)
    assert refused.value.__notes__ == [name], str(refused.value)
    assert cited(CLAUSES[name]) in refused.value.problems[0].why


def test_every_guard_is_attacked_stands_in_a_table_and_cites_law_that_exists() -> None:
    tables = [workflow.CASE, workflow.AGREEMENT, workflow.TRANSFER]
    used = {check.__name__ for table in tables for step in table.values() for check in step.guards}
    assert set(ATTACKS) == set(CLAUSES) == used
    assert {ref for clauses in CLAUSES.values() for ref in clauses} <= set(articles())


def test_a_refused_step_leaves_no_trace(story: Story) -> None:
    story.to(Stage.HEARD)
    before = (story.case.version, story.case.steps.count(), story.case.rulings.count())
    with suppress(MingjingError):
        deciding.decide(story.leader, story.case, replace(LIGHT, fine=Decimal("2000.01")))
    story.fresh()
    assert before == (story.case.version, story.case.steps.count(), story.case.rulings.count())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fine": Decimal("1999.99")}, "法定最低额"),
        ({"fine": Decimal("4000.01")}, "法定最高额"),
        ({"fine": Decimal("1000.00"), "mitigated": True}, "法定情形"),
        ({"refund": Decimal("2000.01")}, "不能超过基金损失"),
        ({"months": 6}, "个月"),
        ({"terminate": True}, "解除服务协议"),
        ({"ban_years": 5}, "禁止从业"),
        ({"reason": " "}, "裁量理由"),
        ({"outcome": "no_penalty"}, "不得处以罚款"),
        ({"outcome": ""}, "请选择处理决定"),
        ({"fine": Decimal("-1")}, "不能为负数"),
    ],
)
def test_a_choice_outside_the_law_is_refused(story: Story, change: dict[str, object], said: str) -> None:
    story.to(Stage.INVESTIGATING).prepare()
    with pytest.raises(MingjingError, match=said):
        procedure.report(story.officer, story.case, "终结", replace(LIGHT, **change))  # type: ignore[arg-type]


def test_below_the_least_needs_a_ground_a_reason_and_the_heads(story: Story) -> None:
    story.change_act(replace(ORDINARY, grounds=("apl-32-1",)))
    story.choice = replace(
        LIGHT, fine=Decimal("1000.00"), mitigated=True, reason="主动退回全部基金，减轻处罚"
    )
    story.to(Stage.HEARD)
    with pytest.raises(MingjingError, match="集体讨论"):
        deciding.decide(story.leader, story.case, story.choice)
    deciding.discuss(story.leader, story.case, story.choice, story.panel(), "同意减轻")
    deciding.decide(story.leader, story.case, story.choice)


def test_after_a_reopening_report_review_and_notice_are_needed_again(story: Story) -> None:
    story.to(Stage.HEARD)
    procedure.reopen(story.leader, story.case, "发现新的事实")
    Case.objects.filter(pk=story.case.pk).update(stage=Stage.REPORTED)
    with pytest.raises(MingjingError):
        pleading.notify(story.leader, story.case, LIGHT, story.now)


def test_the_police_refuse_and_the_bureau_fines(story: Story) -> None:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")
    tracks.police(story.officer, track, False, "不予立案通知书")
    tracks.object_to(story.leader, track, "take_back", "依法行政处罚")
    story.to(Stage.HEARD)
    deciding.discuss(story.leader, story.case, FRAUDULENT, story.panel(), "同意")
    deciding.decide(story.leader, story.case, FRAUDULENT)
    assert story.fresh().fine_amt == Decimal("40000.00")


def test_choosing_a_transfer_is_not_deciding_on_it(story: Story) -> None:
    criminal(story)
    track = tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
    with pytest.raises(MingjingError, match="诈骗罪"):
        procedure.report(story.officer, story.case, "终结", FRAUDULENT)
    tracks.drop(story.leader, track, "改变主意")
    with pytest.raises(MingjingError, match="诈骗罪"):
        procedure.report(story.officer, story.case, "终结", FRAUDULENT)


def test_a_transfer_that_is_not_approved_keeps_its_reason_and_lets_the_fine_pass(story: Story) -> None:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, False, "经会商，现有证据不足以认定犯罪")
    story.to(Stage.NOTIFIED)
    assert story.case.steps.get(name="refuse_transfer").text.startswith("经会商")


def test_while_the_police_have_the_case_all_but_the_fine_can_be_decided(story: Story) -> None:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")
    tracks.police(story.officer, track, True, "立案决定书")
    story.choice = replace(FRAUDULENT, fine=Decimal(0))
    story.to(Stage.NOTIFIED)
    with pytest.raises(MingjingError, match="已经实施"):
        tracks.drop(story.leader, track, "不移送了")


def test_the_prosecutor_can_be_asked_after_the_police_refused(story: Story) -> None:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")
    tracks.police(story.officer, track, False, "不予立案通知书")
    tracks.object_to(story.leader, track, "reconsider", "不服")
    tracks.police(story.officer, track, False, "维持不予立案")
    tracks.object_to(story.leader, track, "supervise", "建议监督立案")
    assert tracks.police(story.officer, track, True, "立案决定书").state == Track.State.ACCEPTED
    assert tracks.hand_over(story.officer, track, "处方 20 份").state == Track.State.ACCEPTED


def test_a_recused_officer_leaves_for_good(story: Story) -> None:
    asked_for = people.ask_recusal(story.officer, story.case, story.who("officer2"), "self", "亲属在该院工作")
    people.decide_recusal(story.leader, asked_for, True, "理由成立")
    with pytest.raises(MingjingError, match="不足两人"):
        procedure.propose_filing(story.officer, story.case, "核查")
    with pytest.raises(MingjingError, match="回避"):
        people.assign(story.officer, story.case, [story.officer, story.who("officer2")], story.officer)
    with pytest.raises(MingjingError, match="已经作出决定"):
        people.decide_recusal(story.leader, asked_for, False, "改")


def test_an_officer_without_certificate_cannot_handle_a_case(story: Story) -> None:
    User.objects.filter(pk=story.who("officer2").pk).update(cert_no="")
    with pytest.raises(MingjingError, match="执法证号"):
        people.assign(story.officer, story.case, [story.officer, story.who("officer2")], story.officer)


def test_whoever_reviewed_cannot_become_an_officer(story: Story) -> None:
    story.to(Stage.LEGAL_REVIEW)
    procedure.return_review(story.reviewer, story.case, "continue", "补充")
    promoted(story, "reviewer", Role.OFFICER)
    with pytest.raises(MingjingError, match="已担任法制审核"):
        people.assign(story.leader, story.case, [story.officer, story.reviewer], story.officer)


def test_an_act_of_another_kind_of_party_is_refused(story: Story) -> None:
    with pytest.raises(MingjingError, match="不一致"):
        register.add_act(story.officer, story.case, replace(ORDINARY, situation=27))
