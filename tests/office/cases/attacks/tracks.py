"""Attacks on the agreement handling and the transfer to the police."""

from decimal import Decimal

from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import tracks
from tests.office.cases.attacks.kit import attack, criminal, transfer
from tests.office.cases.story import Story


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
def agreement_paid(story: Story) -> object:
    track = tracks.choose(story.officer, story.to(Stage.INVESTIGATING).case, "agreement", "轻微")
    tracks.inform(story.officer, track, "告知")
    tracks.agree(story.leader, track, "追回", "无意见")
    tracks.measure(story.officer, track, "recover", amount=Decimal("2000.00"))
    return tracks.carry_out(story.officer, track, "已追回")


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
def received_once(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送")
    tracks.police_receive(story.officer, track, story.now)
    return tracks.police_receive(story.officer, track, story.now)


@attack
def longer_as_allowed(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送")
    tracks.police_extend(story.officer, track, 30, "重大疑难")
    return tracks.police_extend(story.officer, track, 10, "案情复杂")


@attack
def reconsidered_in_time(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送")
    tracks.police(story.officer, track, False, "不予立案通知书")
    story.after(4)
    return tracks.object_to(story.leader, track, "reconsider", "不服")
