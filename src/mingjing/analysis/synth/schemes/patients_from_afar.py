"""Honest people insured elsewhere who fall ill here: neighbours of the next county, seasonal workers, tourists."""

from functools import partial

from mingjing.analysis.synth.practice import COMPLAINTS, WARD, date_of, seen
from mingjing.analysis.synth.stage import Stage

TITLE = "诚实的异地就医：邻县居民、务工者、游客"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_COUNTIES = (
    "421124",
    "421381",
    "430682",
    "360424",
    "341523",
    "420281",
    "411526",
    "500112",
    "330106",
    "440305",
)
_HOSPITALS = (("county", 6), ("city", 1), ("tcm", 4), ("private", 2))
_STAYS, _VISITS = 76, 24


def plant(stage: Stage) -> None:
    """Tell of honest life alone, so that hospitals can be compared by the patients from elsewhere that they see."""
    for kind, count in _HOSPITALS:
        for place in range(count):
            stage.times(partial(_guests, stage, kind, place), 1)


def _guests(stage: Stage, kind: str, place: int) -> None:
    """Each hospital has a neighbour of its own; every third patient comes from anywhere."""
    hospital, met = stage.inst(kind, place), []
    for number, person in enumerate(stage.crowd(_STAYS, ages=(45, 76))):
        county = _COUNTIES[place if number % 3 else number // 3 % len(_COUNTIES)]
        patient = stage.from_elsewhere(person, county)
        care = WARD[stage.chance.randrange(len(WARD))]
        nights = stage.chance.randint(*stage.cast.cares[care].nights)
        met.append(stage.stay(patient, hospital, date_of(stage, number, _STAYS), nights, care, pay_loc="4"))
    for number, person in enumerate(stage.crowd(_VISITS, ages=(20, 70))):
        patient = stage.from_elsewhere(person, _COUNTIES[number % len(_COUNTIES)])
        diag, keys = COMPLAINTS[number % len(COMPLAINTS)]
        visit = seen(stage, patient, hospital, date_of(stage, number, _VISITS), diag=diag)
        visit.pay_loc = "4"
        for key in keys:
            visit.bill(stage.item(key))
        met.append(visit)
    stage.lookalike("零散来院的外地参保人", of=met, whole=True, formula="none", inst=hospital)
