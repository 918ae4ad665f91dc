"""A shop lives on swiping cards: a stack of them every week, goods that nobody carries away."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.practice import counter, date_of, parted, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "全年空刷套现的药店"
BEHAVIOUR = "cash_out"
EXACT = False
ON_REQUEST = True
_CARDS = 12
_SALES = 1200


def plant(stage: Stage) -> None:
    """Plant shops that do nothing else, half and half, or (with care) a fifth; beside them one with a queue on market days."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_shop, stage, number + 3, share), 1)
    stage.times(partial(_market, stage), 1)


def _shop(stage: Stage, place: int, share: float) -> None:
    shop = stage.found("pharmacy", place)
    swiped, honest = parted(_SALES, share)
    counter(stage, shop, honest)
    cards = stage.crowd(4 * _CARDS, ages=(25, 80), insutype="310")
    evenings, swipes = max(1, swiped // _CARDS), []
    for evening in range(evenings):
        day = date_of(stage, evening, evenings)
        for number, person in enumerate(stage.chance.sample(cards, _CARDS)):
            swipe = stage.visit(person, shop, day, hour=20, minute=5 + number * 5 // 6, cert="01")
            swipe.bill(stage.item("ejiao" if (number + evening) % 3 else "angong"))
            swipes.append(swipe)
    stage.plant(f"{told(share)}结算为夜间连续刷卡", of=swipes, whole=True, formula="paid", inst=shop)


def _market(stage: Stage) -> None:
    """Every fifth day people come to market and wait for the shop to open."""
    shop = stage.found("pharmacy", 1)
    sales = counter(stage, shop, _SALES // 2)
    villagers = stage.crowd(80, ages=(45, 80), insutype="310")
    for turn in range((stage.days - 4) // 5):
        day = stage.start + timedelta(days=2 + 5 * turn)
        for number, person in enumerate(stage.chance.sample(villagers, 8)):
            sale = stage.visit(person, shop, day, hour=8, minute=2 + 3 * number)
            sale.bill(stage.item(stage.chance.choice(("banlangen", "ganmaoling", "amlodipine", "aspirin"))))
            sales.append(sale)
    stage.lookalike("每逢赶集日排队购药的药店", of=sales, whole=True, formula="none", inst=shop)
