"""Attacks on the execution and the closing, and on the simple procedure."""

from dataclasses import replace
from decimal import Decimal

from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import execution, remedies, simple, tracks
from tests.office.cases.attacks.kit import attack, small_fine
from tests.office.cases.story import LIGHT, ORDINARY, Story


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


def _contested(story: Story, *, suspended: bool) -> Story:
    """Bring it to the execution with a reconsideration pending, long after the last day of payment."""
    small_fine(story)
    remedies.register(story.officer, story.case, "review", "县人民政府", story.now, "受理通知", suspended)
    return story.after(30)


@attack
def execution_not_stopped(story: Story) -> object:
    return execution.urge(story.officer, _contested(story, suspended=True).case, "催告")


@attack
def remedies_over(story: Story) -> object:
    return execution.apply_court(story.leader, _contested(story, suspended=False).case, "申请")


@attack
def money_given_back(story: Story) -> object:
    story.to(Stage.EXECUTED)
    remedies.register(story.officer, story.case, "suit", "县人民法院", story.now)
    ending = remedies.Ending("revoked", story.now, "行政判决书", "撤销处罚决定")
    remedies.end(story.leader, story.case, "suit", ending)
    return execution.close(story.leader, story.case, "结案")
