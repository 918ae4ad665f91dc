"""People buy the same chronic drugs week after week at one shop after the other, far beyond what they can take."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "多店轮流大量购买慢病药"
BEHAVIOUR = "drug_resale"
EXACT = False
_DRUGS = ("atorvastatin", "clopidogrel", "rosuvastatin", "tiotropium", "olanzapine", "levothyroxine")
_FESTIVAL = date(2026, 2, 12)


def plant(stage: Stage) -> None:
    """Plant buyers of many drugs (with care: one or two, seldomer) at five shops; beside them who stocks up before a festival."""
    stage.times(lambda: _buyer(stage), max(1, stage.size // 2))
    stage.times(lambda: _careful(stage), max(1, stage.size // 2))


def _buyer(stage: Stage) -> None:
    """Two to six drugs every week; with care one or two every second week."""
    every, most = (2, (1, 2)) if stage.hard else (1, (2, 6))
    person, kinds = stage.person(ages=(35, 70), insutype="310"), stage.chance.randint(*most)
    stage.keep_free(person)
    first = stage.start + timedelta(days=stage.days // 4)
    bought = []
    for week in range(0, 20, every):
        shop = stage.inst("pharmacy", week % 5)
        day = first + timedelta(days=7 * week + stage.chance.randint(0, 3))
        visit = stage.visit(person, shop, day, hour=stage.chance.randint(8, 20))
        for key in _DRUGS[:kinds]:
            visit.bill(stage.item(key))
        bought.append(visit)
    note = f"20 周在五家药店各购 {kinds} 种药 {20 // every} 次"
    stage.plant(note, of=bought, whole=True, formula="none", person=person)


def _careful(stage: Stage) -> None:
    person = stage.person(ages=(50, 75), insutype="310")
    stage.keep_free(person)
    shop, bought = stage.inst("pharmacy", person.place), []
    for number, packs in ((5, 1), (4, 1), (3, 1), (2, 1), (1, 1), (0, 3)):
        visit = stage.visit(person, shop, _FESTIVAL - timedelta(days=28 * number))
        for key in _DRUGS[:2]:
            visit.bill(stage.item(key), packs)
        bought.append(visit)
    stage.lookalike("节前一次备足三个月的药", of=bought, whole=True, formula="none", person=person)
