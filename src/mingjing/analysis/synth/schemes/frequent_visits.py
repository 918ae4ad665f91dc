"""A card is settled at a clinic almost every day of a month."""

from datetime import date, timedelta

from mingjing.analysis.synth.practice import SESSION, dialysis
from mingjing.analysis.synth.stage import Stage

TITLE = "频繁门诊"
BEHAVIOUR = "over_treatment"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant 21 visits and more in one month; beside them dialysis three times a week, and twenty visits exactly."""

    def month(visits: int) -> None:
        person = stage.person(ages=(30, 75))
        stage.keep_free(person)
        clinic = stage.inst("community", person.place)
        opened = []
        for number in range(visits):
            visit = stage.visit(person, clinic, _month(stage) + timedelta(days=number), diag="N39.000")
            visit.bill(stage.item("consult"))
            visit.bill(stage.item("urine"))
            opened.append(visit)
        if visits > 20:
            stage.plant(f"一个月 {visits} 次门诊", of=opened[20:], whole=True, formula="paid")
        else:
            stage.lookalike("恰为 20 次", of=opened, whole=True)

    stage.times(lambda: month(stage.chance.randint(21, 28)))
    stage.times(lambda: month(20))
    stage.times(lambda: _dialysis(stage))


def _dialysis(stage: Stage) -> None:
    """Three sessions a week for a month: what a kidney patient needs."""
    person = stage.person(ages=(40, 75))
    stage.keep_free(person)
    opened = []
    for number in range(30):
        day = _month(stage) + timedelta(days=number)
        if day.isoweekday() not in (1, 3, 5):
            continue
        visit = dialysis(stage, person, stage.inst("county", person.place), day)
        for key in SESSION:
            visit.bill(stage.item(key))
        opened.append(visit)
    stage.lookalike("每周三次透析", of=opened, whole=True)


def _month(stage: Stage) -> date:
    return date(2026, 3, 2) if stage.days > 275 else stage.start + timedelta(days=123)
