"""A health centre lets the same people come week after week and charges each of them the same treatments."""

from datetime import date, timedelta

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "门诊统筹：反复就诊、费用套用同一模板"
BEHAVIOUR = "over_treatment"
EXACT = False
_SHEET = ("consult", "midfreq", "tdp", "acupuncture", "cupping")
_ILLS = ("M51.202", "M47.201", "K29.500", "J06.900", "I10.x05")
_COURSE = ("consult", "exercise", "hemiplegia", "acupuncture")


def plant(stage: Stage) -> None:
    """Plant two centres of unequal zeal; beside them a course after a stroke, and old people with several illnesses."""
    monday = stage.start + timedelta(days=stage.days - 88)
    monday += timedelta(days=(8 - monday.isoweekday()) % 7)
    stage.times(lambda: _regulars(stage, ("community", 0), monday, 14, 22, 1.0), 1)
    stage.times(lambda: _regulars(stage, ("township", 2), monday, 8, 16, 0.75), 1)
    stage.times(lambda: _course(stage, monday), 1)
    stage.times(lambda: _several_illnesses(stage), 1)


def _regulars(
    stage: Stage, where: tuple[str, int], monday: date, people: int, times: int, copied: float
) -> None:
    """Let each of the people come `times` times in eleven weeks; the share `copied` of the bills is the template."""
    centre, visits = stage.inst(*where), []
    for number in range(people):
        person = stage.person(ages=(45, 80), place=where[1])
        stage.keep_free(person)
        for turn in range(times):
            day = monday + timedelta(days=turn * 76 // times + number % 2)
            visit = stage.visit(
                person,
                centre,
                day + timedelta(days=day.isoweekday() == 7),
                hour=8 + number % 4,
                minute=turn % 6 * 9,
                diag=_ILLS[(number + turn) % len(_ILLS)],
            )
            _bill(stage, visit, _SHEET if stage.chance.random() < copied else ("consult", "yinxing"))
            visits.append(visit)
    stage.plant(
        f"{people} 人十一周内各就诊 {times} 次，理疗项目相同",
        of=visits,
        whole=True,
        formula="none",
        inst=centre,
    )


def _bill(stage: Stage, visit: Encounter, keys: tuple[str, ...]) -> None:
    for key in keys:
        visit.bill(stage.item(key))


def _course(stage: Stage, monday: date) -> None:
    hospital, visits = stage.inst("tcm", 0), []
    for number in range(6):
        patient = stage.person(ages=(50, 80), place=0)
        stage.keep_free(patient)
        for turn in range(15):
            day = monday + timedelta(days=7 * number + turn // 5 * 7 + turn % 5)
            visit = stage.visit(patient, hospital, day, hour=9, minute=5 * number, diag="I69.300")
            _bill(stage, visit, _COURSE)
            visits.append(visit)
    stage.lookalike("脑卒中后三周康复疗程", of=visits, whole=True, formula="none", inst=hospital)


def _several_illnesses(stage: Stage) -> None:
    centre, visits = stage.inst("township", 1), []
    illnesses = (
        ("I10.x05", "M03900", "nifedipine"),
        ("E11.900", "M01600", "metformin"),
        ("I25.103", "M04600", "aspirin"),
    )
    for number in range(6):
        patient = stage.person(ages=(62, 85), place=1)
        stage.keep_free(patient)
        for month in range(6):
            for nth, (diag, dise_no, drug) in enumerate(illnesses):
                day = stage.start + timedelta(days=stage.days - 180 + 28 * month + 6 * nth + number % 5)
                fields = {"med_type": "14", "dise_no": dise_no, "diag": diag}
                visit = stage.visit(patient, centre, day, hour=9, minute=7 * number, **fields)
                _bill(stage, visit, ("consult", drug))
                visits.append(visit)
    stage.lookalike("三种慢性病每月分日取药", of=visits, whole=True, formula="none", inst=centre)
