"""A township hospital's claims on the outpatient pool double within a month."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "门诊统筹支出突增"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
_PATIENTS = 37


def plant(stage: Stage) -> None:
    """Plant a month in which everybody comes three times after three quiet ones; beside it a place always as busy."""

    def growth(before: int) -> None:
        people = [stage.person(ages=(25, 75)) for _ in range(_PATIENTS)]
        hospital = stage.found("township")
        last = stage.day(before=60).replace(day=2)
        for back in (3, 2, 1):
            _month(stage, hospital, people, _months_before(last, back), before)
        visits = _month(stage, hospital, people, last, 3 * _PATIENTS)
        if before < _PATIENTS:
            stage.plant("当月基金支出为前三月的数倍", of=visits, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("一向门诊繁忙", of=visits, whole=True, formula="none", inst=hospital)

    stage.times(lambda: growth(12), 1)
    stage.times(lambda: growth(2 * _PATIENTS), 1)


def _month(
    stage: Stage, hospital: Institution, people: Sequence[Person], first: date, count: int
) -> list[Encounter]:
    """Let `count` visits take place in the 25 days from `first`, the people in turn."""
    visits = []
    for number in range(count):
        visit = stage.visit(
            people[number % len(people)],
            hospital,
            first + timedelta(days=number * 25 // count),
            hour=8 + number % 9,
            minute=number % 60,
            diag="J20.900",
        )
        for key in ("consult", "cbc", "crp"):
            visit.bill(stage.item(key))
        visits.append(visit)
    return visits


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, day.day)
