"""A hospital keeps its beds filled on paper: patients go home after the first days and are signed out a week later."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import MEDICAL, date_of, parted, strengths, told, ward
from mingjing.analysis.synth.stage import Stage

TITLE = "普遍挂床的医院"
BEHAVIOUR = "hanging_bed"
EXACT = False
ON_REQUEST = True
_NIGHTS = 11


def plant(stage: Stage) -> None:
    """Plant hospitals where all, half or a fifth of the beds are empty (with care: for four days); beside them quiet weekends."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_hospital, stage, number, share), 1)
    stage.times(lambda: _weekends(stage), 1)


def _hospital(stage: Stage, place: int, share: float) -> None:
    hospital = stage.found("private", place)
    empty, honest = parted(180, share)
    ward(stage, hospital, honest)
    back = 7 if stage.hard else _NIGHTS - 2
    stays = []
    for number, person in enumerate(stage.crowd(empty, ages=(45, 80))):
        day = date_of(stage, number, empty)
        care = MEDICAL[number % len(MEDICAL)]
        stays.append(stage.stay(person, hospital, day, _NIGHTS, care, quiet=(4, back)))
    stage.plant(
        f"{told(share)}住院在第 5–{back + 1} 天无任何诊疗",
        of=stays,
        whole=True,
        formula="none",
        inst=hospital,
    )


def _weekends(stage: Stage) -> None:
    """A ward for backs where nobody is treated on Saturday and Sunday."""
    hospital, stays = stage.found("private", 5), []
    for number, person in enumerate(stage.crowd(150, ages=(45, 80))):
        day = date_of(stage, number, 150)
        day -= timedelta(days=day.isoweekday() - 3)
        stays.append(stage.stay(person, hospital, day, 9, "disc", quiet=(3, 4)))
    stage.lookalike("理疗病房周末不安排治疗", of=stays, whole=True, formula="none", inst=hospital)
