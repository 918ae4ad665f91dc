"""A representative pushes one costly drug through the hospitals of a whole region: from one quarter to the next it is given to the wards of half of them."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import MEDICAL
from mingjing.analysis.synth.stage import Stage

TITLE = "一种高价药品在全区域被推开"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_ITEM = "moxifloxacin"
_KINDS = ("county", "tcm", "private")


def plant(stage: Stage) -> None:
    """Plant the drug in the hospitals of three counties in the last four months, more from week to week (with care: half as often)."""
    each = 20 if stage.hard else 40
    stage.times(partial(_pushed, stage, each), 1)


def _pushed(stage: Stage, each: int) -> None:
    first, span, everywhere = stage.start + timedelta(days=stage.days - 130), 105, []
    for kind in _KINDS:
        for place in (0, 2, 5):
            hospital, given = stage.inst(kind, place), []
            for number, person in enumerate(stage.crowd(each, ages=(45, 80))):
                day = first + timedelta(days=round(span * (number / each) ** 0.6))
                stay = stage.stay(person, hospital, day, 8, MEDICAL[number % len(MEDICAL)])
                given += [stay.bill(stage.item(_ITEM), 2, offset=offset) for offset in range(1, 7)]
            stage.plant("该院参与推开莫西沙星", lines=given, formula="none", inst=hospital)
            everywhere += given
    stage.plant("全区域医院四个月内普遍使用莫西沙星", lines=everywhere, formula="none")
