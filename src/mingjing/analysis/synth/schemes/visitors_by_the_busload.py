"""Agents collect old people in a distant county and bring them to a hospital by the busload, to lie down for a few days."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.practice import daily
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "中介包车接送外地老人集中住院"
BEHAVIOUR = "induced_stay"
EXACT = False
_HALF_YEAR = 172
_COUNTIES = ("430121", "360122", "411381", "340421", "420981", "500236")


def plant(stage: Stage) -> None:
    """Plant buses to a private and, less plainly, to a public hospital; beside them a centre of referral, and migrants."""
    stage.times(lambda: _buses(stage, stage.inst("private", 3), "411524", 24, 8, 1.0), 1)
    stage.times(lambda: _buses(stage, stage.inst("tcm", 2), "360731", 18, 6, 0.5), 1)
    stage.times(lambda: _centre(stage), 1)
    stage.times(lambda: _migrants(stage), 1)


def _buses(stage: Stage, hospital: Institution, county: str, riders: int, seats: int, empty: float) -> None:
    """Let six buses bring the riders in turn; the share `empty` of them is given a bed and little else."""
    aboard = [stage.stranger(county, (58, 84), "390") for _ in range(riders)]
    first, stays = stage.start + timedelta(days=stage.days - _HALF_YEAR), []
    for bus in range(6):
        day = first + timedelta(days=26 * bus + stage.chance.randint(0, 2))
        for seat in range(seats):
            rider = aboard[(bus * seats + seat) % riders]
            stays.append(_short_rest(stage, rider, hospital, day, stage.chance.random() < empty))
    stage.plant(
        f"外地同一县老人分六批到院，每批 {seats} 人", of=stays, whole=True, formula="none", inst=hospital
    )


def _short_rest(stage: Stage, rider: Person, hospital: Institution, day: date, idle: bool) -> Encounter:
    nights = 5 if idle else 8
    stay = stage.stay(rider, hospital, day, nights, "disc", auto=not idle, pay_loc="4")
    if idle:
        daily(stage, stay, nights)
        for key in ("cbc", "urine", "ecg", "dr", "us_abd"):
            stay.bill(stage.item(key))
        for offset in (1, 2):
            stay.bill(stage.item("tdp"), offset=offset)
    return stay


def _centre(stage: Stage) -> None:
    hospital, stays = stage.inst("city"), []
    first = stage.start + timedelta(days=stage.days - _HALF_YEAR)
    for number in range(18):
        patient = stage.stranger(_COUNTIES[number % 6], (48, 78))
        day = first + timedelta(days=8 * number + stage.chance.randint(0, 4))
        cycles: Sequence[str] = (
            ("chemo", "chemo", "chemo") if number % 3 == 0 and number < 15 else ("lungcancer",)
        )
        for cycle, care in enumerate(cycles):
            admitted = day + timedelta(days=21 * cycle)
            if admitted < stage.start + timedelta(days=stage.days - 14):
                stays.append(
                    stage.stay(patient, hospital, admitted, 4 if care == "chemo" else 8, care, pay_loc="4")
                )
    stage.lookalike("各地转来的肿瘤患者", of=stays, whole=True, formula="none", inst=hospital)


def _migrants(stage: Stage) -> None:
    hospital, seen = stage.inst("county", 1), []
    for number in range(10):
        worker = stage.stranger("510322", (24, 55), "390")
        for month in range(stage.days // 36):
            day = stage.start + timedelta(days=30 * month + stage.chance.randint(3, 20))
            visit = stage.visit(
                worker, hospital, day, hour=8 + number % 9, minute=5 * number, pay_loc="4", diag="K29.500"
            )
            for key in ("consult", "omeprazole"):
                visit.bill(stage.item(key))
            seen.append(visit)
        day = stage.start + timedelta(days=21 + 30 * (number % 5))
        seen.append(stage.stay(worker, hospital, day, 7, "pneumonia", pay_loc="4"))
    stage.lookalike("长年在本地务工的外地参保人", of=seen, whole=True, formula="none", inst=hospital)
