"""A shop whose bills are several times those of its peers, month after month; beside it one that only has many customers."""

from functools import partial

from mingjing.analysis.synth.practice import counter, date_of, parted, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "药店金额水位长期偏高"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_SALES = 1600
_DEAR = ("ejiao", "angong", "xuesaitong")


def plant(stage: Stage) -> None:
    """Plant shops all, half or (with care) a fifth of whose bills hold dear goods; beside them one with twice the customers."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_shop, stage, number + 4, share), 1)
    stage.times(partial(_busy, stage), 1)


def _shop(stage: Stage, place: int, share: float) -> None:
    shop, sales = stage.found("pharmacy", place), []
    dear, honest = parted(_SALES, share)
    counter(stage, shop, honest)
    people = stage.crowd(max(1, dear // 8), ages=(25, 80), insutype="310")
    for number in range(dear):
        hour, minute = stage.chance.randint(8, 19), stage.chance.randint(0, 59)
        day = date_of(stage, number, dear, tail=2)
        sale = stage.visit(people[number % len(people)], shop, day, hour=hour, minute=minute)
        for key in _DEAR:
            sale.bill(stage.item(key))
        sales.append(sale)
    stage.plant(f"全年{told(share)}结算夹带高价药品", of=sales, whole=True, formula="none", inst=shop)


def _busy(stage: Stage) -> None:
    shop = stage.found("pharmacy", 3)
    sales = counter(stage, shop, 2 * _SALES)
    stage.lookalike("生意好的药店", of=sales, whole=True, formula="none", inst=shop)
