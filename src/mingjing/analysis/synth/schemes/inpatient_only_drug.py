"""Parenteral nutrition that is paid for inpatients only is settled in outpatient care."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "限住院药品在门诊结算"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant fat emulsion in a visit; beside it on the eve of an admission."""

    def act() -> None:
        person = stage.person(ages=(40, 80))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="K30.x00")
        visit.bill(stage.item("tpn"))
        stage.plant("门诊结算脂肪乳", lines=[visit.bill(stage.item("fatemulsion"))])

    def eve() -> None:
        person, day = stage.person(ages=(40, 80)), stage.day()
        hospital = stage.inst("county", person.place)
        visit = stage.visit(person, hospital, day, hour=16, diag="K85.900")
        visit.bill(stage.item("tpn"))
        line = visit.bill(stage.item("fatemulsion"))
        stage.stay(person, hospital, day + timedelta(days=1), 9, "pancreatitis")
        stage.lookalike("留观用药后次日入院", lines=[line])

    stage.times(act)
    stage.times(eve)
