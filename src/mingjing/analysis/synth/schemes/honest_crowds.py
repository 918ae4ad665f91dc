"""Honest people who come in crowds or again and again: a school's check-up, a nursing home, courses of treatment."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "诚实的人群：体检、养老院、疗程、巡诊"
BEHAVIOUR = "gang"
EXACT = False
ON_REQUEST = True
_CHECKUP = ("consult", "cbc", "urine", "alt", "glucose")
_HOME_DRUGS = ("amlodipine", "metformin")


def plant(stage: Stage) -> None:
    """Tell of nothing but honest life that looks odd."""
    few = max(1, stage.size // 4)
    stage.times(lambda: _school(stage), few)
    stage.times(lambda: _home(stage), few)
    stage.times(lambda: _course(stage))
    stage.times(lambda: _round_trip(stage), few)


def _school(stage: Stage) -> None:
    pupils = [stage.person(ages=(8, 17), place=0) for _ in range(40)]
    hospital, day, visits = stage.inst("community", 0), stage.day(before=60), []
    for number, pupil in enumerate(pupils):
        visit = stage.visit(
            pupil, hospital, day, hour=8 + number // 30, minute=2 * number % 60, diag="Z00.000"
        )
        for key in _CHECKUP:
            visit.bill(stage.item(key))
        visits.append(visit)
    stage.lookalike("学校集体体检", of=visits, whole=True, formula="none")


def _home(stage: Stage) -> None:
    residents = [stage.person(ages=(66, 92), insutype="310", place=0) for _ in range(12)]
    for resident in residents:
        stage.fate(resident, addr="澜城区滨河街道安康养老院")
    shop, first, phone = stage.inst("pharmacy", 0), stage.start + timedelta(days=70), "13600000000"
    visits = []
    for month in range(7):
        for number, resident in enumerate(residents):
            day = first + timedelta(days=28 * month)
            visit = stage.visit(resident, shop, day, hour=9, minute=3 * number, tel=phone)
            for key in _HOME_DRUGS:
                visit.bill(stage.item(key))
            visits.append(visit)
    stage.lookalike("养老院每月集中取药", of=visits, whole=True, formula="none")


def _course(stage: Stage) -> None:
    person = stage.person(ages=(45, 80))
    stage.keep_free(person)
    hospital, first, visits = stage.inst("tcm", person.place), stage.day(before=80), []
    for number in range(12):
        visit = stage.visit(
            person, hospital, first + timedelta(days=2 * number), hour=9, diag="I69.300", dept="A50"
        )
        for key in ("exercise", "midfreq", "acupuncture"):
            visit.bill(stage.item(key))
        visits.append(visit)
    stage.lookalike("隔日理疗疗程", of=visits, whole=True, formula="none")


def _round_trip(stage: Stage) -> None:
    villagers = [stage.person(ages=(50, 85), place=1) for _ in range(10)]
    station, first, visits = stage.inst("township", 1), stage.start + timedelta(days=75), []
    for month in range(5):
        for number, villager in enumerate(villagers):
            day = first + timedelta(days=30 * month)
            visit = stage.visit(villager, station, day, hour=9, minute=5 * number, diag="I10.x05")
            for key in ("consult", "amlodipine"):
                visit.bill(stage.item(key))
            visits.append(visit)
    stage.lookalike("乡镇巡诊日集中续方", of=visits, whole=True, formula="none")
