"""Attacks on the decision, its service and its publication."""

from dataclasses import replace
from decimal import Decimal

from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.services import deciding, pleading, procedure, tracks
from tests.office.cases.attacks.kit import FRAUDULENT, attack, criminal, transfer
from tests.office.cases.story import LIGHT, Story


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
