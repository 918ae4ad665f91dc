"""A hospital codes a failing heart into its commonest simple cases all through the year."""

from functools import partial

from mingjing.analysis.synth.practice import date_of, failing_heart, parted, strengths, told, ward
from mingjing.analysis.synth.stage import Stage

TITLE = "全院虚增合并症并发症"
BEHAVIOUR = "upcoding"
EXACT = False
ON_REQUEST = True
_CASES = (0, 2)  # pneumonia and diabetes: two groups with many stays each
_SIMPLE = ("pneumonia", "dmstay")


def plant(stage: Stage) -> None:
    """Plant hospitals that do so in all, half or a fifth of these cases; beside them one whose old patients are that ill."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_hospital, stage, number, share, False), 1)
    stage.times(partial(_hospital, stage, 4, 0.4, True), 1)


def _hospital(stage: Stage, place: int, share: float, treated: bool) -> None:
    hospital = stage.found("county", place)
    coded, honest = parted(240, share)
    ward(stage, hospital, honest, _SIMPLE)
    stays = []
    for number, person in enumerate(stage.crowd(coded, ages=(60, 86) if treated else (45, 78))):
        day = date_of(stage, number, coded)
        stays.append(failing_heart(stage, person, hospital, day, _CASES[number % 2], treated))
    if treated:
        stage.lookalike("老年病科患者确有心力衰竭", of=stays, whole=True, formula="none", inst=hospital)
    else:
        note = f"{told(share)}肺炎、糖尿病病例写入心力衰竭而无相应诊治"
        stage.plant(note, of=stays, whole=True, formula="none", inst=hospital)
