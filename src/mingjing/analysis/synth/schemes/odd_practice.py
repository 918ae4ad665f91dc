"""A practice nobody has thought of: care of the sickroom billed to people who walk in, at ordinary cost, and an old drug that nobody else gives."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import clinic, date_of, parted, seen, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "规则和其他模型都不看的异常做法"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_VISITS, _EACH = 1200, 10
_SICKROOM = ("mouthcare", "needle", "inj_iv", "nebulise", "oxygen")
_NEW = "theophylline"


def plant(stage: Stage) -> None:
    """Plant clinics where all, half or (with care) a fifth of the visits are like that, from the fifth month; beside them a new wound clinic."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_clinic, stage, number + 1, share), 1)
    stage.times(partial(_wounds, stage), 1)


def _clinic(stage: Stage, place: int, share: float) -> None:
    centre = stage.found("community", place)
    doctor = centre.doctor("A03")
    odd, honest = parted(_VISITS, share)
    clinic(stage, centre, honest, doctor)
    if share == 1:  # it lived on honest visits before it began
        clinic(stage, centre, _VISITS // 3, doctor)
    first, visits = stage.start + timedelta(days=stage.days // 3), []
    people = stage.crowd(max(1, odd // _EACH), ages=(35, 75))
    for person in people:
        stage.keep_free(person)
    span = stage.days - stage.days // 3 - 10
    for number in range(odd):
        day = first + timedelta(days=number * span // odd)
        visit = seen(stage, people[number % len(people)], centre, day, diag="K30.x00")
        for key in ("consult", *stage.chance.sample(_SICKROOM, 2), "omeprazole" if number % 3 else _NEW):
            visit.bill(stage.item(key), doctor=doctor)
        visits.append(visit)
    note = f"第五个月起{told(share)}门诊为护理类组合收费"
    stage.plant(note, of=visits, whole=True, formula="none", inst=centre)


def _wounds(stage: Stage) -> None:
    """Dressings for people with wounds, beside everything else."""
    centre = stage.found("community", 5)
    visits = clinic(stage, centre, _VISITS * 2 // 3)
    people = stage.crowd(60, ages=(30, 80))
    for number in range(_VISITS // 4):
        visit = seen(
            stage, people[number % 60], centre, date_of(stage, number, _VISITS // 4), "A04", "T14.100"
        )
        for key in ("consult", "dressing"):
            visit.bill(stage.item(key))
        visits.append(visit)
    stage.lookalike("新设换药门诊", of=visits, whole=True, formula="none", inst=centre)
