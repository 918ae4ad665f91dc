"""A doctor of a health centre writes whatever dealers ask for, for people who come every week."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import chronic, date_of, parted, seen, strengths, told
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "为药贩开药的医师"
BEHAVIOUR = "drug_resale"
EXACT = False
ON_REQUEST = True
_DRUGS = ("atorvastatin", "clopidogrel", "rosuvastatin", "tiotropium", "olanzapine", "levothyroxine")
_VISITS, _EACH, _TIMES = 2600, 24, 10


def plant(stage: Stage) -> None:
    """Plant doctors all, half or (with care) a fifth of whose prescriptions are such; beside them a doctor of the chronically ill."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_centre, stage, number, share), 1)
    stage.times(partial(_chronic, stage), 1)


def _centre(stage: Stage, place: int, share: float) -> None:
    centre = stage.found("community", place)
    doctor = centre.doctor("A03")
    written, honest = parted(_VISITS, share)
    chronic(stage, centre, honest // _TIMES, _TIMES, doctor)
    visits: list[Encounter] = []
    for nth, person in enumerate(stage.crowd(max(2, written // _EACH), ages=(40, 75), insutype="310")):
        stage.keep_free(person)
        mine = []
        for turn in range(_EACH):
            day = date_of(stage, turn, _EACH) + timedelta(days=nth % 9)
            visit = seen(stage, person, centre, day)
            for key in stage.chance.sample(_DRUGS, 3):
                visit.bill(stage.item(key), 2, doctor=doctor)
            mine.append(visit)
        note = f"每两周由同一医师开药，全年 {_EACH} 次，药品转手"
        stage.plant(note, of=mine, whole=True, formula="none", person=person)
        visits += mine
    stage.plant(f"一名医师{told(share)}处方开给药贩", of=visits, whole=True, formula="none", inst=centre)


def _chronic(stage: Stage) -> None:
    centre = stage.found("community", 0)
    visits = chronic(stage, centre, 160, 12, centre.doctor("A03"))
    stage.lookalike("慢病门诊按月续方的医师", of=visits, whole=True, formula="none", inst=centre)
