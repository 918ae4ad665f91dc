"""A doctor who draws the outpatient pool: one sheet of treatments whatever the illness, and every visit settled in pieces."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import clinic, date_of, parted, seen, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "一名医师门诊套用模板、拆分结算"
BEHAVIOUR = "over_treatment"
EXACT = False
ON_REQUEST = True
_VISITS = 900
_SHEET = ("consult", "midfreq", "tdp", "acupuncture", "cupping")
_ILLS = ("M51.202", "M47.201", "K29.500", "J06.900", "I10.x05", "N39.000")


def plant(stage: Stage) -> None:
    """Plant doctors all, half or (with care) a fifth of whose visits are like that; beside them one who holds courses of treatment."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_doctor, stage, number + 3, share), 1)
    stage.times(partial(_courses, stage), 1)


def _doctor(stage: Stage, place: int, share: float) -> None:
    """A third of the copied visits are settled in two pieces."""
    centre, visits = stage.found("township", place), []
    doctor = centre.doctor("A03")
    copied, honest = parted(_VISITS, share)
    clinic(stage, centre, honest, doctor)
    clinic(stage, centre, _VISITS, centre.doctor("A03", 1))  # a colleague
    patients = stage.crowd(max(1, copied // 9), ages=(45, 80))
    for number in range(copied):
        person, day = patients[number % len(patients)], date_of(stage, number, copied)
        visit = seen(stage, person, centre, day, diag=_ILLS[number % len(_ILLS)])
        visits.append(visit)
        if number % 3 == 0:
            visits.append(stage.visit(person, centre, visit.day(), hour=17, dept="A03", diag=visit.diag))
        for nth, key in enumerate(_SHEET):
            visits[-1 if nth > 2 else -1 - (number % 3 == 0)].bill(stage.item(key), doctor=doctor)
    note = f"一名医师{told(share)}门诊不分病种套用五项理疗"
    stage.plant(note, of=visits, whole=True, formula="none", inst=centre)


def _courses(stage: Stage) -> None:
    """Ten treatments of one back in three weeks, then no more."""
    centre, visits = stage.found("township", 2), []
    doctor = centre.doctor("A50")
    for nth, person in enumerate(stage.crowd(60, ages=(40, 78))):
        first = date_of(stage, nth, 60, tail=30)
        for turn in range(10):
            visit = seen(stage, person, centre, first + timedelta(days=2 * turn), "A50", "M51.202")
            for key in ("consult", "acupuncture", "traction") if turn == 0 else ("acupuncture", "traction"):
                visit.bill(stage.item(key), doctor=doctor)
            visits.append(visit)
    visits += clinic(stage, centre, _VISITS // 2, doctor, "A50")
    stage.lookalike("每人十次的理疗疗程", of=visits, whole=True, formula="none", inst=centre)
