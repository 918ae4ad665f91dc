"""Attacks on who may act, on the filing and on the report of the investigation."""

from dataclasses import replace
from datetime import timedelta

from mingjing.office.accounts.models import Role
from mingjing.office.cases.models import Act, Case, CaseOfficer, EvidenceItem, Stage
from mingjing.office.cases.services import evidence, people, procedure
from tests.office.cases.attacks.kit import FRAUDULENT, attack, criminal, promoted, transfer
from tests.office.cases.story import LIGHT, ORDINARY, Story


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
