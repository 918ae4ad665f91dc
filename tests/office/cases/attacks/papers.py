"""Attacks on the papers that steps ask for: nothing was ever written."""

from collections.abc import Callable

from mingjing.office.cases import papers
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import deciding, execution, pleading, procedure, simple, tracks
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.attacks.execution import on_the_spot
from tests.office.cases.attacks.kit import asked, attack, criminal, small_fine, transfer
from tests.office.cases.story import LIGHT, Story


def _bare(story: Story) -> Story:
    """From here on papers are asked for, and none is there."""
    papers.DESK.provider = papers.Provider(lambda case: (), str, lambda user, case, kind: papers.Todo(kind))
    return story


def _only(*names: str) -> Callable[[Story], Story]:
    """From here on only these papers are asked for."""

    def bare(story: Story) -> Story:
        kinds = {kind for name in names for kind in papers.rules()[name].kinds.values()}
        there = [
            papers.Paper(kind, kind, "", story.fresh().updated_at.replace(year=2999), True, story.now, True)
            for rule in papers.rules().values()
            for kind in rule.kinds.values()
            if kind not in kinds
        ]
        papers.DESK.provider = papers.Provider(
            lambda case: there, str, lambda user, case, kind: papers.Todo(kind)
        )
        return story

    return bare


@attack
def filing_paper(story: Story) -> object:
    _bare(story.to(Stage.INVESTIGATING)).prepare()
    return procedure.report(story.officer, story.case, "终结", LIGHT)


@attack
def report_paper(story: Story) -> object:
    return procedure.submit_review(story.officer, _bare(story.to(Stage.REPORTED)).case)


@attack
def review_paper(story: Story) -> object:
    return pleading.notify(story.leader, _bare(story.to(Stage.REVIEWED)).case, LIGHT, story.now)


@attack
def notice_paper(story: Story) -> object:
    _bare(story.to(Stage.NOTIFIED))
    pleading.waive_pleading(story.officer, story.case, "放弃")
    return pleading.conclude_pleading(story.officer, story.case, "无异议")


def _announced(story: Story) -> Story:
    asked(story)
    day = add_working_days(story.now, 9)
    pleading.announce_hearing(story.leader, story.case, day, story.reviewer, "会议室")
    return story.on(day)


@attack
def hearing_notice_paper(story: Story) -> object:
    _bare(_announced(story))
    return pleading.hold_hearing(story.reviewer, story.case, "笔录", "意见")


@attack
def hearing_record_paper(story: Story) -> object:
    pleading.hold_hearing(story.reviewer, _announced(story).case, "笔录", "意见")
    _only("hearing_record_paper")(story)
    return deciding.decide(story.leader, story.case, story.choice)


@attack
def panel_paper(story: Story) -> object:
    story.to(Stage.HEARD)
    deciding.discuss(story.leader, story.case, LIGHT, story.panel(), "同意")
    _only("panel_paper")(story)
    return deciding.decide(story.leader, story.case, LIGHT)


@attack
def decision_paper(story: Story) -> object:
    return deciding.serve(story.officer, _bare(story.to(Stage.DECIDED)).case, story.now, "direct", "院长")


@attack
def decision_served(story: Story) -> object:
    return deciding.publish(story.leader, _bare(story.to(Stage.SERVED)).case)


@attack
def decision_receipt(story: Story) -> object:
    _bare(small_fine(story)).after(30)
    return execution.urge(story.officer, story.case, "催告")


@attack
def spot_decision_paper(story: Story) -> object:
    simple.punish(story.officer, on_the_spot(story).case, LIGHT, statement="无意见", receiver="院长")
    return simple.record(story.officer, _bare(story).fresh(), "报备")


@attack
def urging_paper(story: Story) -> object:
    small_fine(story).after(30)
    execution.urge(story.officer, story.case, "催告")
    _only("urging_paper")(story.after(30))
    return execution.apply_court(story.leader, story.case, "申请")


@attack
def transfer_paper(story: Story) -> object:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    _bare(story)
    return tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")


def _closing(name: str) -> None:
    def attacked(story: Story) -> object:
        story.to(Stage.CLOSED)
        _only(name)(story)
        return execution.archive(story.officer, story.case)

    attacked.__name__ = name
    attack(attacked)


for _name in ("closing_paper", "cover_paper", "index_paper"):
    _closing(_name)
