"""A hospital lives on villagers whom it fetches: every other week a group is admitted and sent home together."""

from datetime import date, timedelta
from functools import partial

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.practice import daily, date_of, parted, strengths, told, ward
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "全年组织村民住院的医院"
BEHAVIOUR = "sham_stay"
EXACT = False
ON_REQUEST = True
_GROUP = 6
_ONCE = ("cbc", "urine", "ecg", "dr", "us_abd")


def plant(stage: Stage) -> None:
    """Plant hospitals whose stays are all, half or a fifth of this kind; beside them eyes operated on in groups, for free."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_hospital, stage, number + 1, share), 1)
    stage.times(lambda: _free_eyes(stage), 1)


def _hospital(stage: Stage, place: int, share: float) -> None:
    hospital = stage.found("private", place)
    fetched, honest = parted(180, share)
    ward(stage, hospital, honest)
    stays: list[Encounter] = []
    villagers = stage.crowd(fetched, ages=(52, 84), insutype="390")
    groups = [villagers[first : first + _GROUP] for first in range(0, fetched, _GROUP)]
    for number, group in enumerate(groups):
        phone = f"137{stage.chance.randint(10_000_000, 99_999_999)}"
        day, nights = date_of(stage, number, len(groups)), 6 + number % 3
        stays += [_rest(stage, person, hospital, day, nights, phone) for person in group]
    stage.plant(f"{told(share)}住院为成批接来的村民", of=stays, whole=True, formula="none", inst=hospital)


def _rest(
    stage: Stage, person: Person, hospital: Institution, day: date, nights: int, phone: str
) -> Encounter:
    stay = stage.stay(person, hospital, day, nights, "disc", auto=False, tel=phone)
    daily(stage, stay, nights)
    for key in _ONCE:
        stay.bill(stage.item(key))
    for offset in (1, 2, 3):
        stay.bill(stage.item("tdp"), offset=offset)
    return stay


def _free_eyes(stage: Stage) -> None:
    """A hospital that fetches people with cataracts after an examination in their village, and operates on them."""
    hospital = stage.found("private", 3)
    stays = ward(stage, hospital, 60)
    for number, person in enumerate(stage.crowd(90, ages=(60, 86))):
        day = date_of(stage, number // _GROUP, 15) + timedelta(days=1)
        stays.append(stage.stay(person, hospital, day, 2, "cataract"))
    stage.lookalike("义诊筛查后成批白内障手术", of=stays, whole=True, formula="none", inst=hospital)
