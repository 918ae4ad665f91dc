"""Institutions that a scheme opens together with all their trade, so that the share that is fraud is known exactly.

Models of institutions are measured with them: all of the activity is fraud, half of it, or (with care) a fifth.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

MEDICAL = (
    *("pneumonia", "stroke", "vertigo", "dmstay", "copdstay", "pyelonephritis", "cellulitis", "angina"),
    *("gibleed", "heartfail", "disc"),
)
WARD = (*MEDICAL, "gallstone", "appendicitis")
"""Illnesses that a general hospital admits, without and with those it operates on."""
COMPLAINTS = (
    ("J06.900", ("consult", "cbc", "ganmaoling", "ambroxol")),
    ("K29.500", ("consult", "omeprazole", "mosapride")),
    ("I10.x05", ("consult", "amlodipine")),
    ("E11.900", ("consult", "glucose", "metformin")),
    ("M51.202", ("consult", "diclofenac", "tdp")),
    ("N39.000", ("consult", "urine", "levofloxacin")),
    ("J20.900", ("consult", "dr", "ambroxol", "azithromycin")),
)
"""What an outpatient department sees, and gives for it."""
_SHELF: tuple[str, ...] = (
    "banlangen",
    "ganmaoling",
    "paracetamol",
    "lianhua",
    "ibuprofen",
    "vitb12",
    "ambroxol",
    "diclofenac",
)
_REFILLS: tuple[str, ...] = ("amlodipine", "valsartan", "atorvastatin", "aspirin", "metformin")
_ADULTS = (51, 74)
HYPERTENSION: Mapping[str, Any] = {"med_type": "14", "dise_no": "M03900", "diag": "I10.x05"}
"""How a refill of the chronic-disease scheme is registered."""
BEDSIDE = ("bed", "nurse2", "ipconsult")
"""What a bed costs every day, whoever lies in it."""
SESSION = ("hd", "dialyser", "heparin")


def strengths(stage: Stage) -> tuple[float, ...]:
    """What share of an institution's activity is fraud: all and half; with care a fifth."""
    return (0.2, 0.2) if stage.hard else (1.0, 0.5)


def parted(total: int, share: float) -> tuple[int, int]:
    """How many acts of a trade are fraud and how many are honest."""
    return round(total * share), total - round(total * share)


def told(share: float) -> str:
    """The share as a note says it."""
    return {1.0: "全部", 0.5: "一半", 0.2: "五分之一"}.get(share, f" {share:.0%} 的")


def date_of(stage: Stage, number: int, count: int, tail: int = 20) -> date:
    """The day of act `number` of `count` that are spread over the whole delivery; the last days stay free."""
    return stage.start + timedelta(days=2 + number * (stage.days - 2 - tail) // count)


def ward(stage: Stage, hospital: Institution, count: int, cares: Sequence[str] = WARD) -> list[Encounter]:
    """Honest stays all through the year, one patient in eight seen in the outpatient department before."""
    stays = []
    for number, person in enumerate(stage.crowd(count, ages=_ADULTS)):
        care = cares[number % len(cares)]
        day = date_of(stage, number, count) + timedelta(days=stage.chance.randint(0, 3))
        if number % 8 == 0:
            visit = stage.visit(person, hospital, day - timedelta(days=2), diag="R50.900")
            visit.bill(stage.item("consult"))
        nights = stage.chance.randint(*stage.cast.cares[care].nights)
        stays.append(stage.stay(person, hospital, day, nights, care))
    return stays


def clinic(
    stage: Stage, place: Institution, count: int, doctor: str | None = None, dept: str = "A03"
) -> list[Encounter]:
    """Honest outpatient visits all through the year, each patient four times; `doctor` sees them all."""
    patients, visits = stage.crowd(max(1, count // 4), ages=(25, 80)), []
    for number in range(count):
        diag, keys = COMPLAINTS[stage.chance.randrange(len(COMPLAINTS))]
        visit = seen(
            stage, patients[number % len(patients)], place, date_of(stage, number, count), dept, diag
        )
        for key in keys:
            visit.bill(stage.item(key), doctor=doctor)
        visits.append(visit)
    return visits


def seen(
    stage: Stage, person: Person, place: Institution, day: date, dept: str = "A03", diag: str = "I10.x05"
) -> Encounter:
    """A visit at any time of the working day, on a Sunday put off to Monday."""
    return stage.visit(
        person,
        place,
        day + timedelta(days=day.isoweekday() == 7),
        hour=stage.chance.randint(8, 16),
        minute=stage.chance.randint(0, 59),
        dept=dept,
        diag=diag,
        cert=_card(stage),
    )


def daily(stage: Stage, stay: Encounter, days: int, keys: Sequence[str] = BEDSIDE) -> None:
    """Bill these on each of the first days of a stay, day by day."""
    for offset in range(days):
        for key in keys:
            stay.bill(stage.item(key), offset=offset)


def dialysis(stage: Stage, person: Person, hospital: Institution, day: date) -> Encounter:
    """A session of a kidney patient, without lines of its own."""
    fields: Mapping[str, Any] = {"med_type": "14", "dise_no": "M07800", "diag": "N18.500", "diag2": "Z49.101"}
    return stage.visit(person, hospital, day, **fields)


def counter(stage: Stage, shop: Institution, count: int) -> list[Encounter]:
    """Honest purchases all through the year: regulars who fetch their one or two medicines, and whoever has a cold."""
    regulars = stage.crowd(max(1, count // 20), ages=(45, 80), insutype="310")
    passers = stage.crowd(max(1, count // 6), ages=(20, 78), insutype="310")
    purchases = []
    for number in range(count):
        nth, day = number // 2, date_of(stage, number, count, tail=2)
        person = regulars[nth % len(regulars)] if number % 2 else passers[nth % len(passers)]
        purchase = _bought(stage, person, shop, day)
        keys = usual(nth % len(regulars)) if number % 2 else stage.chance.sample(_SHELF, 2)
        for key in keys:
            purchase.bill(stage.item(key))
        purchases.append(purchase)
    return purchases


def usual(nth: int) -> tuple[str, ...]:
    """What regular customer or chronic patient `nth` always takes."""
    first = nth % len(_REFILLS)
    return (_REFILLS[first], _REFILLS[first - 1])[: 1 + nth % 2]


def chronic(
    stage: Stage, place: Institution, patients: int, times: int, doctor: str | None = None
) -> list[Encounter]:
    """Honest patients who come `times` times a year for the same medicines."""
    visits = []
    for nth, person in enumerate(stage.crowd(patients, ages=(48, 84), insutype="310")):
        for turn in range(times):
            day = date_of(stage, turn, times, tail=31) + timedelta(days=nth % 28)
            visit = seen(stage, person, place, day)
            for key in ("consult", *usual(nth)):
                visit.bill(stage.item(key), doctor=doctor)
            visits.append(visit)
    return visits


def _bought(stage: Stage, person: Person, shop: Institution, day: date) -> Encounter:
    hour, minute = stage.chance.randint(8, 20), stage.chance.randint(0, 59)
    return stage.visit(person, shop, day, hour=hour, minute=minute, cert=_card(stage))


FAILURES = (
    ("pneumonia", "ES11", "1.45"),
    ("pyelonephritis", "LU11", "1.18"),
    ("dmstay", "KS11", "1.22"),
    ("cellulitis", "JU11", "1.16"),
)
"""Simple cases, and the group and weight that they get with a failing heart beside them."""
_CARED_FOR = ("oxygen", "monitor", "furosemide", "infusion", "saline")
_EXAMINED = ("bnp", "tni", "echo", "bloodgas", "dr", "ddimer", "potassium", "sodium")


def failing_heart(
    stage: Stage, person: Person, hospital: Institution, day: date, case: int, treated: bool
) -> Encounter:
    """A simple case whose papers say heart failure; `treated`: it is examined and cared for as such."""
    care, group, weight = FAILURES[case % len(FAILURES)]
    nights = (9 if treated else 6) + case % 3
    stay = stage.stay(person, hospital, day, nights, care, drg=group, drg_wt=Decimal(weight), diag2="I50.908")
    if treated:
        for offset in range(1, 7):
            for key in _CARED_FOR:
                stay.bill(stage.item(key), 12 if key in ("oxygen", "monitor") else 1, offset=offset)
        for key in _EXAMINED:
            stay.bill(stage.item(key), offset=1)
    return stay


def _card(stage: Stage) -> str:
    return stage.chance.choices(("01", "03", "02"), (60, 25, 15))[0]
