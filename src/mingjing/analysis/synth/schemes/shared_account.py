"""A health centre bills all of its departments under one doctor's account, because the others may not."""

from functools import partial

from mingjing.analysis.synth.practice import COMPLAINTS, clinic, date_of, parted, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "多科室共用一个医师账号"
BEHAVIOUR = "unqualified_practice"
EXACT = False
ON_REQUEST = True
_VISITS = 1800
_DEPTS = ("A03", "A04", "A05", "A07", "A12", "A50")


def plant(stage: Stage) -> None:
    """Plant centres that bill all, half or (with care) a fifth under one name; beside them a general practitioner of two departments."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_centre, stage, number + 2, share), 1)
    stage.times(partial(_general, stage), 1)


def _centre(stage: Stage, place: int, share: float) -> None:
    centre = stage.found("township", place)
    lent, honest = parted(_VISITS, share)
    for dept in _DEPTS:
        clinic(stage, centre, honest // len(_DEPTS), dept=dept)
    account, visits = centre.doctor("A03"), []
    patients = stage.crowd(max(1, lent // 4), ages=(20, 75))
    for number in range(lent):
        day = date_of(stage, number, lent)
        dept, (diag, keys) = _DEPTS[number % len(_DEPTS)], COMPLAINTS[number % len(COMPLAINTS)]
        minute = stage.chance.randint(0, 539)
        visit = stage.visit(
            patients[number % len(patients)],
            centre,
            day,
            hour=8 + minute // 60,
            minute=minute % 60,
            dept=dept,
            diag=diag,
        )
        for key in keys:
            visit.bill(stage.item(key), doctor=account)
        visits.append(visit)
    note = f"六个科室{told(share)}门诊记在同一医师名下"
    stage.plant(note, of=visits, whole=True, formula="none", inst=centre)


def _general(stage: Stage) -> None:
    """A doctor of internal medicine who also holds the hours of traditional medicine."""
    centre = stage.found("township", 4)
    doctor = centre.doctor("A03")
    visits = [*clinic(stage, centre, 500, doctor), *clinic(stage, centre, 300, doctor, "A50")]
    stage.lookalike("全科医师兼看中医科", of=visits, whole=True, formula="none", inst=centre)
