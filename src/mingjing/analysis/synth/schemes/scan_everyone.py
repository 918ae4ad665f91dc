"""A hospital scans whoever comes through the door."""

from datetime import date, timedelta

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "检查占比远高于同类医院"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
_PATIENTS = 36


def plant(stage: Stage) -> None:
    """Plant two months in which every visit ends in the scanner; beside them a hospital that treats like the others."""

    def months(keys: tuple[str, ...]) -> None:
        people = [stage.person(ages=(20, 80)) for _ in range(_PATIENTS)]
        hospital = stage.found("private", people[0].place)
        visits = [
            visit
            for month in range(2)
            for turn in range(3)
            for visit in _round(
                stage, hospital, people, _first(stage) + timedelta(days=30 * month + 9 * turn), keys
            )
        ]
        if "ct" in keys:
            stage.plant("连续两月检查占比畸高", of=visits, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike(
                "用药与检查的比例与同类相近", of=visits, whole=True, formula="none", inst=hospital
            )

    stage.times(lambda: months(("consult", "ct", "us_abd", "cbc")), 1)
    stage.times(lambda: months(("consult", "cbc", "azithromycin", "ambroxol")), 1)


def _round(
    stage: Stage, hospital: Institution, people: list[Person], first: date, keys: tuple[str, ...]
) -> list[Encounter]:
    """Let everybody come once within the week that begins on `first`."""
    visits = []
    for number, person in enumerate(people):
        day = first + timedelta(days=number % 7)
        visit = stage.visit(person, hospital, day, hour=8 + number % 9, minute=number, diag="J20.900")
        for key in keys:
            visit.bill(stage.item(key))
        visits.append(visit)
    return visits


def _first(stage: Stage) -> date:
    return date(2026, 3, 2) if stage.days > 275 else stage.start + timedelta(days=62)
