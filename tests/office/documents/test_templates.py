"""Every standard template, filled from cases that went through what it is about."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from mingjing.office.cases.commands import Choice
from mingjing.office.cases.services import deciding, procedure, simple, tracks
from mingjing.office.documents import fill, gather, preview, rendering
from mingjing.office.documents.kinds import Kind, kinds
from mingjing.office.documents.models import Document
from mingjing.office.documents.specimen import specimen
from mingjing.office.documents.typeset import standard
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import issued

pytestmark = pytest.mark.django_db
FRAUD = """
source_register filing_approval inspection_notice inspection_record inquiry_notice inquiry_record evidence_request
assistance_letter preserve_notice preserve_handling seal_decision seal_release talk_notice talk_record correction_notice
extension_approval investigation_report legal_review penalty_notice pleading_record hearing_notice hearing_record
hearing_report discussion_record decision_approval penalty_decision delivery_receipt transfer_approval transfer_letter
transfer_materials reconsideration_request agency_letter advice_letter urging_order
""".split()
EXECUTED = (
    "defer_decision urging_notice court_application closing_approval dossier_cover dossier_index".split()
)
LIGHT = ["pleading_review"]
AGREEMENT = ["agreement_notice", "agreement_decision", "score_notice", "qualification_notice"]
ALONE = ["no_filing", "no_penalty_decision", "supervision_request", "simple_decision"]


def check(documents: Iterable[Document]) -> None:
    for one in documents:
        content = rendering.content_of(one)
        text = preview.text(content)
        assert fill.BLANK not in text, one.kind
        assert "{{" not in text, one.kind
        assert "{%" not in text, one.kind
        assert one.title in text or one.kind == "dossier_cover", one.kind
        assert one.number in text, one.kind
        assert kinds()[one.kind].signer != "leader" or one.issued_by is not None
        assert preview.page(content).startswith("<p")


def test_documents_of_a_fraud_with_hearing_and_execution(story: Story) -> None:
    rich.fraud(story)
    check(issued(story, key) for key in FRAUD)
    rich.execute(story)
    check(issued(story, key) for key in EXECUTED)
    whole = preview.text(rendering.content_of(Document.objects.get(kind="penalty_decision")))
    for said in (
        "甲医保罚字〔2026〕1号", "统一社会信用代码", "虚构“康复治疗”", "人民币367,501.80元（大写：叁拾陆万柒仟伍佰零壹元捌角整）",
        "处基金损失金额3倍的罚款", "举行了听证", "甲一县人民政府申请行政复议", "甲一县人民法院提起行政诉讼", "百分之三加处罚款",
        "甲一县社会保障基金财政专户", "甲一县医疗保障局（印章）",
    ):  # fmt: skip
        assert said in whole


def test_documents_of_a_light_case(story: Story) -> None:
    rich.letterhead(story)
    story.to("heard")
    check(issued(story, key) for key in LIGHT)


def test_documents_of_agreement_handling(story: Story) -> None:
    rich.letterhead(story)
    story.to("investigating").add_evidence()
    track = tracks.choose(story.officer, story.case, "agreement", "情节轻微")
    tracks.inform(story.officer, track, "拟约谈，追回违规费用2000.00元。")
    tracks.agree(
        story.leader, story.track("agreement"), "约谈，追回违规费用2000.00元。", "无意见", [rich.DOCTOR]
    )
    tracks.measure(story.officer, story.track("agreement"), "recover", amount=Decimal("2000.00"))
    check(issued(story, key) for key in AGREEMENT)


def test_documents_of_a_case_not_filed(story: Story) -> None:
    rich.letterhead(story)
    story.to("filing")
    procedure.decline(story.leader, story.case, "违法行为轻微并及时改正")
    check([issued(story, "no_filing")])


def test_documents_of_no_penalty(story: Story) -> None:
    rich.letterhead(story)
    story.choice = Choice("no_penalty", "初次违法，及时改正", refund=Decimal("2000.00"))
    story.to("reviewed")
    deciding.decide(story.leader, story.case, story.choice)
    check([issued(story, "no_penalty_decision")])


def test_documents_of_a_transfer_that_the_prosecutor_supervises(story: Story) -> None:
    rich.letterhead(story)
    story.to("investigating")
    track = tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
    tracks.propose_transfer(story.officer, track, [story.officer, story.who("officer2")], "建议移送")
    tracks.decide_transfer(story.leader, story.track("transfer"), True, "同意移送")
    tracks.send(story.officer, story.track("transfer"), ["letter", "report", "items"], "专人移送")
    tracks.police(story.officer, story.track("transfer"), False, "不立字1号")
    tracks.object_to(story.leader, story.track("transfer"), "supervise", "证据充分")
    check([issued(story, "supervision_request")])


def test_documents_of_a_penalty_on_the_spot(story: Story) -> None:
    rich.letterhead(story)
    story.change_act(replace(story.act, loss=Decimal("800.00")))
    story.add_evidence()
    tracks.choose(story.officer, story.case, "penalty", "轻微")
    choice = Choice("penalty", "事实清楚", fine=Decimal("800.00"), refund=Decimal("800.00"))
    simple.punish(story.officer, story.fresh(), choice, statement="无意见", receiver="赵某")
    check([issued(story, "simple_decision")])


def test_no_template_is_left_out() -> None:
    filled = [*FRAUD, *EXECUTED, *LIGHT, *AGREEMENT, *ALONE]
    assert sorted(filled) == sorted(kinds())


def keys(value: object, path: str = "") -> set[str]:
    """Return the paths of all fields; of a list those of its elements."""
    if isinstance(value, dict):
        return {one for name, inner in value.items() for one in keys(inner, f"{path}.{name}")}
    if isinstance(value, list):
        return keys(value[0], f"{path}[]") if value and isinstance(value[0], dict) else {path}
    return {path}


def test_the_imagined_case_has_the_fields_of_a_real_one(story: Story) -> None:
    rich.fraud(story)
    document = issued(story, "penalty_decision")
    real = keys(gather.of_document(document, gather.of_case(story.fresh())))
    imagined = keys(specimen(kinds()["penalty_decision"]))
    lists = {path.split("[]")[0] for path in imagined if "[]" in path}
    assert {path for path in imagined if "[]" not in path} - real <= lists
    assert {path.split("[]")[0] for path in real} <= {path.split("[]")[0] for path in imagined}


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda one: one.key)
def test_every_template_names_known_fields_only(kind: Kind) -> None:
    content, _ = fill.fill(standard(kind), specimen(kind), strict=True)
    assert "{%" not in preview.text(content)
