"""Attacks on the notice, the pleading and the hearing."""

from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import pleading
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.attacks.kit import asked, attack, notified
from tests.office.cases.story import Story


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
