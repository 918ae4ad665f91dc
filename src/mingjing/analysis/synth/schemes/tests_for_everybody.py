"""One doctor sends whoever comes through the whole row of tests, all through the year, and makes the department what he is."""

from functools import partial

from mingjing.analysis.synth.practice import clinic, date_of, parted, seen, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "一名医师逢诊必查"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_VISITS = 1500
_TESTS = ("consult", "us_abd", "echo", "ecg", "dr", "cbc")


def plant(stage: Stage) -> None:
    """Plant doctors who do so with all, half or (with care) a fifth of their patients; beside them one who only is much visited."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_doctor, stage, number + 1, share), 1)
    stage.times(partial(_busy, stage), 1)


def _doctor(stage: Stage, place: int, share: float) -> None:
    hospital = stage.found("township", place)
    doctor = hospital.doctor("A03")
    tested, honest = parted(_VISITS, share)
    clinic(stage, hospital, honest, doctor)
    patients, visits = stage.crowd(max(1, tested // 3), ages=(25, 80)), []
    for number in range(tested):
        visit = seen(
            stage, patients[number % len(patients)], hospital, date_of(stage, number, tested), diag="R42.x00"
        )
        for key in _TESTS:
            visit.bill(stage.item(key), doctor=doctor)
        visits.append(visit)
    stage.plant(f"一名医师{told(share)}门诊做全套检查", of=visits, whole=True, formula="none", inst=hospital)


def _busy(stage: Stage) -> None:
    hospital = stage.found("township", 5)
    visits = clinic(stage, hospital, 2 * _VISITS, hospital.doctor("A03"))
    stage.lookalike("患者多的医师", of=visits, whole=True, formula="none", inst=hospital)
