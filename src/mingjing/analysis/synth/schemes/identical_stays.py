"""Six stays are written from one template, to the last vial."""

from datetime import timedelta
from itertools import count

from mingjing.analysis.synth.stage import Stage

TITLE = "多人住院明细雷同"
BEHAVIOUR = "forged_record"
EXACT = False
_DAILY = (
    "bed",
    "nurse2",
    "ipconsult",
    "infusion",
    "saline",
    "xuesaitong",
    "acupuncture",
    "traction",
    "midfreq",
)
_ONCE = (
    "cbc", "urine", "stool", "alt", "ast", "creatinine", "urea", "uricacid", "glucose", "potassium", "sodium", "ecg", "dr",
    "us_abd", "crp",
)  # fmt: skip


def plant(stage: Stage) -> None:
    """Plant six stays with equal items and quantities; beside them six in which two items differ, in every ward other ones."""

    wards = count()

    def ward(equal: bool) -> None:
        shift = 0 if equal else next(wards)
        first, day = stage.person(ages=(45, 78)), stage.day(before=75)
        day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=4)  # all of them leave within one quarter
        hospital = stage.inst("tcm", first.place)
        stays = []
        for number in range(6):
            person = first if number == 0 else stage.person(ages=(45, 78))
            stay = stage.stay(person, hospital, day + timedelta(days=4 * number), 9, "disc", auto=False)
            for key in _DAILY:
                for offset in range(9):
                    stay.bill(stage.item(key), offset=offset)
            for position, key in enumerate(_ONCE):
                own = not equal and position in ((number + 3 * shift) % 15, (number + 6 + 4 * shift) % 15)
                stay.bill(stage.item(key), 2 if own else 1, offset=1)
            stays.append(stay)
        if equal:
            stage.plant("六人住院的项目和数量完全相同", of=stays, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("同一路径，各有两项数量不同", of=stays, whole=True, formula="none", inst=hospital)

    stage.times(lambda: ward(True), max(1, stage.size // 4))
    stage.times(lambda: ward(False), max(1, stage.size // 4))
