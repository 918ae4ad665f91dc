"""A clinic that bills on Sundays what nobody was there for: injections, dressings and inhalations for colds; beside it one that is open for workers."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.cast import Institution
from mingjing.analysis.synth.practice import COMPLAINTS, clinic, date_of, parted, strengths, told
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "周日集中为普通感冒开立治疗"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_VISITS, _EACH = 1500, 3
_BILLED = ("consult", "inj_im", "dressing", "nebulise", "blooddraw")


def plant(stage: Stage) -> None:
    """Plant clinics where all, half or (with care) a fifth of the visits are like that; beside them honest weekend hours."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_clinic, stage, number + 1, share), 1)
    stage.times(partial(_weekends, stage), 1)


def _clinic(stage: Stage, place: int, share: float) -> None:
    centre = stage.found("community", place)
    doctor = centre.doctor("A03")
    odd, honest = parted(_VISITS, share)
    clinic(stage, centre, honest, doctor)
    visits = []
    for visit in _sundays(stage, centre, odd, "J06.900"):
        for key in _BILLED:
            visit.bill(stage.item(key), doctor=doctor)
        visits.append(visit)
    note = f"{told(share)}门诊在周日为感冒患者开立治疗"
    stage.plant(note, of=visits, whole=True, formula="none", inst=centre)


def _weekends(stage: Stage) -> None:
    """Those who work come on Sundays, with whatever they have."""
    centre = stage.found("community", 5)
    doctor, visits = centre.doctor("A03"), clinic(stage, centre, _VISITS // 2, centre.doctor("A03"))
    for visit in _sundays(stage, centre, _VISITS // 2, "J06.900"):
        diag, keys = COMPLAINTS[stage.chance.randrange(len(COMPLAINTS))]
        visit.diag = diag
        for key in keys:
            visit.bill(stage.item(key), doctor=doctor)
        visits.append(visit)
    stage.lookalike("周末为上班的人开诊", of=visits, whole=True, formula="none", inst=centre)


def _sundays(stage: Stage, centre: Institution, count: int, diag: str) -> list[Encounter]:
    people, visits = stage.crowd(max(1, count // _EACH), ages=(20, 70)), []
    for number in range(count):
        day = date_of(stage, number, count)
        sunday = day - timedelta(days=day.isoweekday() % 7)
        hour, minute = stage.chance.randint(8, 16), stage.chance.randint(0, 59)
        person = people[number % len(people)]
        visits.append(stage.visit(person, centre, sunday, hour=hour, minute=minute, diag=diag))
    return visits
