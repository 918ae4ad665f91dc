"""Every guard is attacked once, and refuses with its clause."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from mingjing.analysis.knowledge.laws import articles
from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import Role, User
from mingjing.office.cases import workflow
from mingjing.office.cases.guards.kit import CLAUSES, cited
from mingjing.office.cases.models import Case, Stage, Track
from mingjing.office.cases.services import (
    deciding,
    people,
    pleading,
    procedure,
    register,
    tracks,
)
from tests.office.cases.attacks import ATTACKS
from tests.office.cases.attacks.kit import FRAUDULENT, criminal, promoted, transfer
from tests.office.cases.story import LIGHT, ORDINARY, Story

pytestmark = pytest.mark.django_db


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
