"""A shop that sells to people who sell on: every week the same dear medicines to each of them, and the boxes come back elsewhere."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import counter, date_of, parted, strengths, told
from mingjing.analysis.synth.script import Encounter, Line
from mingjing.analysis.synth.stage import Stage

TITLE = "专做药贩生意的药店"
BEHAVIOUR = "drug_resale"
EXACT = False
ON_REQUEST = True
_DRUGS = ("atorvastatin", "clopidogrel", "rosuvastatin", "tiotropium", "levothyroxine")
_SALES, _EACH = 2400, 22


def plant(stage: Stage) -> None:
    """Plant shops with no other, half, or (with care) a fifth of such trade; beside them one next to a hospital's chronic clinic."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_shop, stage, number + 1, share), 1)
    stage.times(partial(_chronic, stage), 1)


def _shop(stage: Stage, place: int, share: float) -> None:
    shop = stage.found("pharmacy", place)
    resold, honest = parted(_SALES, share)
    counter(stage, shop, honest)
    bought: list[Line] = []
    visits: list[Encounter] = []
    sellers = stage.crowd(max(2, resold // _EACH), ages=(45, 75), insutype="310")
    for nth, person in enumerate(sellers):
        stage.keep_free(person)
        mine = []
        for turn in range(_EACH):
            day = date_of(stage, turn, _EACH, tail=70) + timedelta(days=nth % 7)
            visit = stage.visit(person, shop, day, hour=9 + nth % 10, minute=(7 * nth) % 60)
            bought += [visit.bill(stage.item(key)) for key in stage.chance.sample(_DRUGS, 3)]
            mine.append(visit)
        note = f"每周在同一药店购药，全年 {_EACH} 次，药品转手"
        stage.plant(note, of=mine, whole=True, formula="none", person=person)
        visits += mine
    stage.plant(f"{told(share)}销售流向药贩", of=visits, whole=True, formula="none", inst=shop)
    _come_back(stage, bought)


def _come_back(stage: Stage, bought: list[Line]) -> None:
    """Every eighth box is settled again for somebody else, four to eight weeks later, where returned boxes are sold."""
    boxes = bought[::8]
    receiver = stage.inst("clinic", 5)
    again = []
    buyers = stage.crowd(max(2, len(boxes) // 8), ages=(45, 80), insutype="310")
    for number, box in enumerate(boxes):
        day = box.encounter.day(stage.chance.randint(28, 56))
        sale = stage.visit(buyers[number % len(buyers)], receiver, day, hour=15, minute=number % 60)
        line = sale.bill(box.item)
        line.box, line.supplied = box, False
        again.append(line)
    note = f"{len(again)} 盒转手药品再次结算"
    stage.plant(note, lines=again, inst=receiver, scheme="bought_back_packs")


def _chronic(stage: Stage) -> None:
    """A shop whose customers fetch the same dear medicines, a month's supply a month."""
    shop = stage.found("pharmacy", 4)
    sales = counter(stage, shop, _SALES // 8)
    for nth, person in enumerate(stage.crowd(140, ages=(50, 82), insutype="310")):
        stage.keep_free(person)
        keys = stage.chance.sample(_DRUGS, 2)
        for month in range(stage.days // 31):
            day = stage.start + timedelta(days=31 * month + nth % 28)
            sale = stage.visit(person, shop, day, hour=8 + nth % 12, minute=(11 * nth) % 60)
            for key in keys:
                sale.bill(stage.item(key))
            sales.append(sale)
    stage.lookalike("慢病患者按月取药的药店", of=sales, whole=True, formula="none", inst=shop)
