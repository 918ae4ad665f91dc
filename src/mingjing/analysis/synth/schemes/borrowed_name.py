"""Treatments of a whole department are charged under the name of one doctor who lent it."""

from datetime import datetime, time, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "借名执业：一人一日的操作超过二十四小时"
BEHAVIOUR = "unqualified_practice"
EXACT = False
_THERAPY = ("exercise", "hemiplegia", "occupation")
_PATIENTS = 13


def plant(stage: Stage) -> None:
    """Plant days with 28 hours (with care: 19) of hands-on therapy by one doctor; beside them days of six and a half hours."""

    def day_of(patients: int, post: int) -> None:
        first = stage.person(ages=(45, 80))
        hospital, day, lines = stage.inst("tcm", 0), stage.day(before=60), []
        doctor = f"D{hospital.inst_no:06d}500{post}"
        for number in range(patients):
            person = first if number == 0 else stage.person(ages=(45, 80))
            visit = stage.visit(person, hospital, day, hour=8, minute=number, diag="I69.300")
            for key in _THERAPY:
                at = datetime.combine(day, time(8, 10)) + timedelta(minutes=30 * number)
                lines.append(visit.bill(stage.item(key), ts=at, doctor=doctor))
        if patients > 3:
            stage.plant(f"一名医师一日为 {patients} 人手工治疗", lines=lines, formula="none", inst=hospital)
        else:
            stage.lookalike("一名医师一日六个半小时手工治疗", lines=lines, formula="none", inst=hospital)

    stage.times(lambda: day_of(9 if stage.hard else _PATIENTS, 1), max(1, stage.size // 4))
    stage.times(lambda: day_of(3, 2), max(1, stage.size // 4))
