"""Therapists who are billed from morning to night for months without a day off: others treat, or nobody does."""

from datetime import datetime, time, timedelta
from functools import partial

from mingjing.analysis.synth.stage import Stage

TITLE = "一名治疗师数月无休、超负荷"
BEHAVIOUR = "fictitious_item"
EXACT = False
ON_REQUEST = True
_THERAPY = ("exercise", "hemiplegia", "occupation")
_DAYS = 85


def plant(stage: Stage) -> None:
    """Plant quarters of twelve patients a day (with care: ten) and no Sunday; beside them one of six, who rests."""
    busy = 10 if stage.hard else 12
    for number in range(2):
        stage.times(
            partial(_quarter, stage, "tcm", number + 1, busy - 2 * number * (not stage.hard), True), 1
        )
    stage.times(partial(_quarter, stage, "tcm", 4, 6, False), 1)


def _quarter(stage: Stage, kind: str, place: int, patients: int, restless: bool) -> None:
    hospital = stage.found(kind, place)
    doctor, first, visits = hospital.doctor("A50", 1), stage.start + timedelta(days=stage.days - 105), []
    people = stage.crowd(5 * patients, ages=(45, 80))
    for number in range(_DAYS):
        day = first + timedelta(days=number)
        if not restless and day.isoweekday() >= 6:
            continue
        for place_no in range(patients):
            person = people[(number // 14 * patients + place_no) % len(people)]
            visit = stage.visit(
                person, hospital, day, hour=8, minute=3 * place_no, diag="I69.300", dept="A50"
            )
            for nth, key in enumerate(_THERAPY):
                at = datetime.combine(day, time(8, 5)) + timedelta(minutes=40 * place_no + 10 * nth)
                visit.bill(stage.item(key), ts=at, doctor=doctor)
            visits.append(visit)
    if restless:
        note = f"一名治疗师 {_DAYS} 日无休，每日 {patients} 人手工治疗"
        stage.plant(note, of=visits, whole=True, formula="none", inst=hospital)
    else:
        stage.lookalike("每日六人、周末休息的治疗师", of=visits, whole=True, formula="none", inst=hospital)
