"""The ledger: nothing confirmed is left out, nothing is in two cases; evidence and standards are kept as they were."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, MingjingError, NotVisibleError
from mingjing.office.cases import chain, deadlines, dues, judging
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, CaseSuspicion, Custody, EvidenceItem, Stage
from mingjing.office.cases.services import evidence, execution, procedure, register, standards
from mingjing.office.leads.models import Lead, Suspicion, Verdict
from tests.office.cases.story import FRAUD, LIGHT, ORDINARY, Story

pytestmark = pytest.mark.django_db


def confirmed(lead: Lead, verdict: str = Verdict.TRUE) -> Suspicion:
    """Let the lead's first suspicion be finally confirmed with 30 yuan."""
    one = lead.suspicions.order_by("pk")[0]
    Suspicion.objects.filter(pk=one.pk).update(state="final", verdict=verdict, cnfm_amt=Decimal("30.00"))
    return Suspicion.objects.get(pk=one.pk)


def from_lead(story: Story, *suspicions: Suspicion) -> Case:
    party = Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)
    return register.open_case(
        story.officer, party, source="lead", found_on=story.now, suspicions=list(suspicions)
    )


def test_a_confirmed_suspicion_is_found_until_it_has_a_case_or_a_reason(
    story: Story, sent: list[Lead]
) -> None:
    one, two = confirmed(sent[0]), confirmed(sent[0], Verdict.PARTLY)
    assert list(register.unhandled(story.officer)) == [one]
    other = sent[0].suspicions.order_by("pk")[1]
    Suspicion.objects.filter(pk=other.pk).update(state="final", verdict="false")
    assert list(register.unhandled(story.officer)) == [two], "only what is confirmed asks for a case"
    case = from_lead(story, one)
    assert not register.unhandled(story.officer).exists() and case.suspected_amt == Decimal("30.00")


def test_a_written_reason_is_the_heads_and_given_once(story: Story, sent: list[Lead]) -> None:
    one = confirmed(sent[0])
    with pytest.raises(ForbiddenError):
        register.waive(story.officer, one, "金额轻微")
    with pytest.raises(InvalidError):
        register.waive(story.leader, one, " ")
    register.waive(story.leader, one, "金额轻微且已主动退回")
    assert not register.unhandled(story.leader).exists()
    with pytest.raises(ConflictError):
        register.waive(story.leader, one, "再次")


def test_what_was_waived_comes_back_only_with_a_new_source(story: Story, sent: list[Lead]) -> None:
    one = confirmed(sent[0])
    register.waive(story.leader, one, "金额轻微且已主动退回")
    with pytest.raises(ConflictError, match="已书面说明"), transaction.atomic():
        from_lead(story, one)
    register.link(story.officer, story.case, [one])
    assert story.fresh().source == "tip" and story.case.suspected_amt == Decimal("30.00")


def test_a_suspicion_is_in_one_living_case_only(story: Story, sent: list[Lead]) -> None:
    one = confirmed(sent[0])
    first = from_lead(story, one)
    with pytest.raises(ConflictError, match="已在其他案件"), transaction.atomic():
        from_lead(story, one)
    procedure.decline(story.leader, first, "证据不足")
    again = from_lead(story, one)
    assert [link.active for link in CaseSuspicion.objects.order_by("pk")] == [False, True]
    assert again.number == "AJ-B-county1-2026-0003"


def test_only_confirmed_suspicions_of_the_same_institution_and_in_scope(
    story: Story, sent: list[Lead]
) -> None:
    with pytest.raises(ConflictError, match="终审查实"):
        from_lead(story, sent[0].suspicions.order_by("pk")[0])
    with pytest.raises(InvalidError, match="不属于该机构"):
        from_lead(story, confirmed(sent[1]))
    with pytest.raises(NotVisibleError):
        from_lead(story, confirmed(sent[3]))
    with pytest.raises(InvalidError, match="关联查实的疑点"):
        from_lead(story)


def test_a_party_out_of_scope_is_not_found_and_a_source_is_named(story: Story) -> None:
    far = Party("institution", "organisation", "", institution=story.province.institutions["H4"].pk)
    with pytest.raises(NotVisibleError):
        register.open_case(story.officer, far, source="tip", found_on=story.now, source_text="来信")
    person = Party("person", "organisation", "张三")
    with pytest.raises(InvalidError, match="只能是公民"):
        register.open_case(story.officer, person, source="tip", found_on=story.now, source_text="来信")
    near = Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)
    with pytest.raises(InvalidError, match="说明案件来源"):
        register.open_case(story.officer, near, source="media", found_on=story.now)


def test_a_decided_purpose_needs_a_reason_and_a_loss_its_method(story: Story) -> None:
    with pytest.raises(InvalidError, match="理由"):
        register.add_act(story.officer, story.case, replace(ORDINARY, purpose="yes", purpose_reason=""))
    with pytest.raises(InvalidError, match="计算方法"):
        register.add_act(story.officer, story.case, replace(ORDINARY, loss_method=""))
    with pytest.raises(InvalidError, match="终了日期"):
        register.add_act(story.officer, story.case, replace(ORDINARY, ended_on=date(2026, 3, 1)))


def test_several_acts_are_measured_each_and_frauds_count_together_for_the_criminal_line(story: Story) -> None:
    register.add_act(story.officer, story.case, replace(FRAUD, loss=Decimal("1600.00")))
    assert judging.crime(story.case) is None
    register.add_act(story.officer, story.case, replace(FRAUD, loss=Decimal("1400.00")))
    found = judging.crime(story.case)
    assert found and found.required and story.fresh().loss_amt == Decimal("5000.00")
    readings = [one for (one,) in judging.proposals(story.case)]
    assert [one.row for one in readings] == ["institution-ordinary-loss", *["institution-fraud"] * 2]


def test_evidence_is_taken_by_two_officers_and_its_hash_is_looked_at_again(story: Story) -> None:
    with pytest.raises(ForbiddenError, match="两名"):
        evidence.register(
            story.officer, story.case, kind="document", name="单", text="证", origin="院", obtained_on=story.now,
            witness=story.officer,
        )  # fmt: skip
    item = story.add_evidence(verified=False)
    Path(item.file.path).write_bytes(b"other")
    with pytest.raises(ConflictError, match="摘要不一致"):
        evidence.verify(story.officer, item, "核对")


@pytest.mark.parametrize("kind", EvidenceItem.Kind.values)
def test_each_of_the_eight_kinds_has_its_chain_of_custody(story: Story, kind: str) -> None:
    item = story.add_evidence(kind)
    evidence.hand_over(story.officer, item, "档案室", "三楼", "归集")
    chain.check(item)
    links = list(item.custody.all())
    assert [one.action for one in links] == ["取得", "查证", "移交"] and links[1].previous == links[0].digest
    Custody(
        item=item, seq=5, action="移交", holder="他人", sha256=item.sha256, previous=links[2].digest,
        digest="0" * 64, actor=story.officer, at=links[2].at,
    ).save(force_insert=True)  # fmt: skip
    with pytest.raises(ConflictError, match="第 4 条"):
        chain.check(item)


def test_money_is_never_booked_twice_nor_beyond_what_is_owed(story: Story) -> None:
    story.to(Stage.EXECUTING).pay("fine", Decimal("500.00"), "V1")
    for amount, voucher, said in (
        ("500.00", "V1", "已经登记"),
        ("1500.01", "V2", "不超过"),
        ("0.001", "V3", "到分"),
    ):
        with pytest.raises(MingjingError, match=said), transaction.atomic():
            story.pay("fine", Decimal(amount), voucher)
    assert dues.outstanding(story.case, story.now).fine == Decimal("1500.00")


def test_three_per_cent_a_day_run_on_what_is_unpaid_up_to_the_fine(story: Story) -> None:
    story.to(Stage.EXECUTING)
    due = story.case.pay_by
    assert due == date(2026, 4, 22)
    story.on(due)
    assert not dues.outstanding(story.case, story.now).overdue
    story.after(1)
    assert dues.outstanding(story.case, story.now).overdue == Decimal("60.00")
    story.pay("fine", Decimal("1000.00"))
    story.after(2)
    assert dues.outstanding(story.case, story.now).overdue == Decimal("120.00")
    story.after(400)
    assert dues.outstanding(story.case, story.now).overdue == Decimal("2000.00"), "never more than the fine"


def test_instalments_move_the_day_from_which_it_runs(story: Story) -> None:
    story.to(Stage.EXECUTING)
    plan = [(date(2026, 5, 7), Decimal("2000.00")), (date(2026, 6, 8), Decimal("2000.00"))]
    execution.defer(story.leader, story.case, plan, "确有经济困难")
    story.on(date(2026, 6, 8))
    assert dues.outstanding(story.fresh(), story.now).total == Decimal("4000.00")


def test_urging_comes_before_the_court_and_the_court_ends_the_execution(story: Story) -> None:
    story.to(Stage.EXECUTING).after(20)
    execution.urge(story.officer, story.case, "请于十日内缴纳")
    story.after_working(10)  # 行政强制法 69: ten days are working days
    with pytest.raises(ConflictError, match="尚未届满"):
        execution.apply_court(story.leader, story.case, "申请")
    story.after(1)
    execution.apply_court(story.leader, story.case, "法院已受理")
    execution.finish(story.officer, story.case, "法院强制执行", "court")
    assert story.fresh().stage == Stage.EXECUTED


def test_a_province_registers_its_own_figures_from_a_day_on(story: Story) -> None:
    head = story.who("leader", "province")
    tiers = {"735-38": {"light": ["1", "1.3"], "normal": ["1.3", "1.7"], "heavy": ["1.7", "2"]}}
    standards.register(head, "discretion", story.now, "测医保发〔2026〕1号", tiers)
    standards.register(head, "crime", story.now, "测高法〔2026〕2号", {"large": "6000"})
    standards.register(
        head, "procedure", story.now, "测医保发〔2026〕3号", {"deadlines": {"clue": {"days": 10}}}
    )
    assert deadlines.in_force("discretion", story.case).values["735-38"]["light"] == ["1", "1.3"]
    assert deadlines.in_force("discretion", story.case, date(2026, 4, 6)).inference
    assert deadlines.figures(story.fresh())["deadlines"]["clue"]["days"] == 10
    with pytest.raises(ConflictError, match="不得改写"):
        standards.register(head, "crime", story.now, "测高法〔2026〕4号", {"large": "5000"})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "discretion",
            {"735-38": {"light": ["1", "1.3"], "normal": ["1.3", "1.7"], "heavy": ["1.7", "2.5"]}},
        ),
        ("discretion", {"735-15": {"light": ["1", "1.3"], "normal": ["1.3", "1.7"], "heavy": ["1.7", "2"]}}),
        ("crime", {"large": "2000"}),
        ("crime", {"bands": {}}),
        ("procedure", {"least_officers": 1}),
        ("procedure", {"least_panel": 1}),
        ("procedure", {"deadlines": {"decision": {"extend": [900]}}}),
        ("procedure", {"deadlines": {"clue": {"days": 0}}}),
        ("procedure", {"hearing": {"nobody": "1"}}),
        ("else", {"a": 1}),
        ("crime", {}),
    ],
)
def test_a_province_cannot_leave_the_law(story: Story, name: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidError):
        standards.register(story.who("leader", "province"), name, story.now, "文件", values)


def test_a_county_registers_no_standards(story: Story) -> None:
    with pytest.raises(ForbiddenError, match="省级"):
        standards.register(story.leader, "crime", story.now, "文件", {"large": "5000"})
    assert LIGHT.outcome == "penalty"
