"""An inpatient is sent to the outpatient till for what belongs to the stay."""

from mingjing.analysis.synth.stage import Stage

TITLE = "住院期间转嫁门诊收费"
BEHAVIOUR = "cost_shifting"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant scans billed at the outpatient till on day three of a stay; beside them a scan on the day before admission."""

    def scan(offset: int) -> None:
        person, day = stage.person(ages=(40, 75)), stage.day()
        hospital = stage.inst("county", person.place)
        stay = stage.stay(person, hospital, day, 8, "heartfail")
        visit = stage.visit(person, hospital, stay.day(offset), hour=11, diag="I50.908")
        lines = [visit.bill(stage.item(key)) for key in ("mr", "echo")]
        if offset > 0:
            stage.plant("住院第 4 日在门诊收检查费", lines=lines, formula="gross")
        else:
            stage.lookalike("入院前一日的门诊检查", lines=lines)

    stage.times(lambda: scan(3))
    stage.times(lambda: scan(-1))
