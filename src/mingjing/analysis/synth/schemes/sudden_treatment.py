"""A hospital that has done without for a year gives everybody the same treatment from the thirteenth month on; beside it one that has bought an X-ray machine."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import COMPLAINTS, clinic, date_of, seen, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "突然对各种患者普遍开展一项治疗"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_VISITS = 2400
_TREATMENT, _XRAY = "moxa", "dr"
_YEAR = timedelta(days=366)


def plant(stage: Stage) -> None:
    """Plant hospitals that give it to all, half or (with care) a fifth of the patients; beside them the new machine."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_hospital, stage, number + 1, share), 1)
    stage.times(partial(_machine, stage), 1)


def _hospital(stage: Stage, place: int, share: float) -> None:
    hospital = stage.found("township", place)
    doctor = hospital.doctor("A03")
    given = [
        visit.bill(stage.item(_TREATMENT), doctor=doctor)
        for visit in clinic(stage, hospital, _VISITS, doctor)
        if visit.day() - stage.start >= _YEAR and stage.chance.random() < share
    ]
    note = f"第十三个月起{told(share)}患者都做艾灸"
    stage.plant(note, lines=given, formula="none", inst=hospital)


def _machine(stage: Stage) -> None:
    """Whoever coughs is X-rayed as everywhere, once that can be done here."""
    hospital = stage.found("township", 5)
    doctor, people, taken = hospital.doctor("A03"), stage.crowd(_VISITS // 4, ages=(25, 80)), []
    for number in range(_VISITS):
        day = date_of(stage, number, _VISITS)
        diag, keys = COMPLAINTS[stage.chance.randrange(len(COMPLAINTS))]
        visit = seen(stage, people[number % len(people)], hospital, day, "A03", diag)
        for key in keys:
            if key != _XRAY:
                visit.bill(stage.item(key), doctor=doctor)
            elif day - stage.start >= _YEAR:
                taken.append(visit.bill(stage.item(key), doctor=doctor))
    stage.lookalike("购置 X 光机后为咳嗽患者拍片", lines=taken, formula="none", inst=hospital)
