"""A few people are passed on from hospital to hospital, with a bed and little else."""

from datetime import timedelta

from mingjing.analysis.synth.practice import BEDSIDE, daily
from mingjing.analysis.synth.stage import Stage

TITLE = "轮转住院"
BEHAVIOUR = "induced_stay"
EXACT = False
_TOUR = ("county", "private", "tcm", "county", "private", "tcm")
_NIGHTS = 8


def plant(stage: Stage) -> None:
    """Plant tours of six stays (with care: four) two days apart with hardly any treatment; beside them an illness that is passed up and down."""

    tour_of = _TOUR[:4] if stage.hard else _TOUR

    def tour() -> None:
        person = stage.person(ages=(55, 78))
        stage.keep_free(person)
        day, stays = stage.day(before=90), []
        for number, kind in enumerate(tour_of):
            hospital = stage.inst(kind, person.place)
            begin = day + timedelta(days=number * (_NIGHTS + 2))
            stay = stage.stay(person, hospital, begin, _NIGHTS, "disc", auto=False)
            for key in BEDSIDE:
                daily(stage, stay, _NIGHTS, (key,))
            stay.bill(stage.item("cbc"), offset=1)
            stays.append(stay)
        stage.plant(f"两个月内在三家医院轮转 {len(tour_of)} 次", of=stays, whole=True, formula="none")

    def passed_on() -> None:
        person = stage.person(ages=(55, 78))
        stage.keep_free(person)
        first = stage.stay(
            person, stage.inst("county", person.place), stage.day(before=90), 9, "stroke", dscg_way="2"
        )
        second = stage.stay(person, stage.inst("tcm", person.place), first.day(9), 12, "stroke", ipt_type="3")
        stage.lookalike("脑卒中急性期后转院康复", of=[first, second], whole=True, formula="none")

    stage.times(tour, max(1, stage.size // 2))
    stage.times(passed_on)
