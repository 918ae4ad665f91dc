"""The card of a person in custody is used outside."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "羁押服刑期间结算"
BEHAVIOUR = "impersonation"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a visit in the middle of custody; beside it one on the day it began."""

    def act() -> None:
        person, day = stage.person(ages=(22, 58)), stage.day()
        stage.keep_free(person)
        stage.add(
            "ext_custody_d",
            psn_no=person.psn_no,
            begndate=day - timedelta(days=30),
            enddate=day + timedelta(days=40),
            source="公安羁押信息",
        )
        visit = stage.visit(person, stage.inst("township", person.place), day, diag="M54.501")
        stage.plant(
            "羁押期间门诊结算", lines=[visit.bill(stage.item(key)) for key in ("consult", "dr", "ibuprofen")]
        )

    def first_day() -> None:
        person, day = stage.person(ages=(22, 58)), stage.day()
        stage.keep_free(person)
        stage.add(
            "ext_custody_d",
            psn_no=person.psn_no,
            begndate=day,
            enddate=day + timedelta(days=60),
            source="公安羁押信息",
        )
        visit = stage.visit(person, stage.inst("township", person.place), day, hour=8)
        stage.lookalike("羁押当天上午就医", lines=[visit.bill(stage.item(key)) for key in ("consult", "cbc")])

    stage.times(act)
    stage.times(first_day)
