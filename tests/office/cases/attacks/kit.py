"""Notes the attacks, and brings a case to where several of them begin."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from mingjing.office.accounts.models import Grant, Role, User
from mingjing.office.cases.models import Stage, Track
from mingjing.office.cases.services import pleading, tracks
from tests.office.cases.story import FRAUD, LIGHT, ORDINARY, Story

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
