"""Packs that insured people bought and sold to a dealer come back: another shop settles the same boxes again."""

from datetime import date, timedelta
from functools import partial

from mingjing.analysis.synth.practice import HYPERTENSION
from mingjing.analysis.synth.script import Encounter, Line
from mingjing.analysis.synth.stage import Stage

TITLE = "回收药品再次上架结算"
BEHAVIOUR = "drug_resale"
EXACT = False
_DRUGS = ("atorvastatin", "clopidogrel", "rosuvastatin")
_ROUND = timedelta(days=12)


def plant(stage: Stage) -> None:
    """Plant a busy ring, a small one and a clinic that buys back; beside them returns, scanned cases and loose pills."""
    rounds, packs = (4, 1) if stage.hard else (8, 2)
    for number in range(max(1, stage.size // 4)):
        county, nth = number % 6, number // 6
        for act in (
            partial(_ring, stage, "pharmacy", ((county + 2) % 6, nth + 1), 6, rounds, packs),
            partial(_ring, stage, "pharmacy", ((county + 4) % 6, nth), 3, 4, 1),
            partial(_ring, stage, "clinic", ((county + 5) % 6, nth), 3, 4, packs),
            partial(_returned, stage),
            partial(_same_code, stage, "pharmacy", "case"),
            partial(_same_code, stage, "village", "loose"),
        ):
            stage.times(act, 1)


def _first(stage: Stage) -> date:
    return stage.start + timedelta(days=stage.days // 4)


def _ring(stage: Stage, kind: str, where: tuple[int, int], sellers: int, rounds: int, packs: int) -> None:
    """Let the sellers buy at four shops round by round; other people pay for the same boxes three to seven weeks later."""
    receiver = stage.inst(kind, *where)
    people = stage.crowd(sellers, ages=(50, 78), insutype="310")
    buyers = stage.crowd(sellers * rounds // 2, ages=(45, 80), insutype="310")
    for person in people:
        stage.keep_free(person)
    sold: list[Line] = []
    visits: dict[int, list[Encounter]] = {person.idx: [] for person in people}
    for number in range(rounds):
        day = _first(stage) + number * _ROUND + timedelta(days=stage.chance.randint(0, 4))
        bought = []
        for k, person in enumerate(people):
            shop = stage.inst("pharmacy", (number + k) % 4)
            visit = stage.visit(person, shop, day, hour=9 + k, **HYPERTENSION)
            bought.append([visit.bill(stage.item(key), packs) for key in _DRUGS])
            visits[person.idx].append(visit)
        for k in range(sellers):
            buyer = buyers[(number * sellers + k) % len(buyers)]
            boxes = [bought[(k + drug) % sellers][drug] for drug in range(len(_DRUGS))]
            again = stage.visit(buyer, receiver, day + timedelta(days=stage.chance.randint(20, 50)), hour=16)
            for box in boxes:
                line = again.bill(stage.item(box.item.key), packs)
                line.box, line.supplied = box, False
                sold.append(line)
    stage.plant(f"{len(sold) * packs} 盒药由他人再次结算，无进货记录", lines=sold, inst=receiver)
    for person in people:
        note = f"购药 {rounds} 次后把药卖给药贩"
        stage.plant(note, of=visits[person.idx], whole=True, formula="none", person=person)


def _returned(stage: Stage) -> None:
    """Unopened boxes are brought back within days and sold to somebody else of the same shop."""
    shop, lines = stage.inst("pharmacy", 1), []
    people = stage.crowd(10, insutype="310")
    for number in range(5):
        day = _first(stage) + timedelta(days=9 * number)
        given_back = stage.visit(people[number], shop, day, undo="return").bill(stage.item("nifedipine"), 2)
        line = stage.visit(people[5 + number], shop, day + timedelta(days=12)).bill(
            stage.item("nifedipine"), 2
        )
        line.box = given_back
        lines.append(line)
    stage.lookalike("退回的药品重新上架", lines=lines, inst=shop)


def _same_code(stage: Stage, kind: str, pack: str) -> None:
    """One code is scanned for several people: that of the case the boxes came in, or of a box sold by the piece."""
    place = stage.inst(kind, 3)
    lines: list[Line] = []
    for number, person in enumerate(stage.crowd(8, insutype="310")):
        day = _first(stage) + timedelta(days=3 * number)
        line = stage.visit(person, place, day, hour=11).bill(stage.item("metformin"))
        line.pack, line.box = pack, lines[0] if lines else None
        lines.append(line)
    note = "整箱的中包装码逐盒扫码" if pack == "case" else "同一盒药拆零售给多人"
    stage.lookalike(note, lines=lines, inst=place)
