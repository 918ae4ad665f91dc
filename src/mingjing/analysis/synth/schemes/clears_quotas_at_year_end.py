"""A shop invites its customers in December to use up what is left on their cards: months of medicine, precious goods."""

from datetime import date, timedelta
from functools import partial

from mingjing.analysis.synth.practice import counter, parted, strengths, told
from mingjing.analysis.synth.stage import Stage

TITLE = "药店年末清空额度"
BEHAVIOUR = "cash_out"
EXACT = False
ON_REQUEST = True
_FIRST, _DAYS = date(2025, 11, 20), 41
_YEAR, _WINDOW = 1500, 170
_PRECIOUS = (("angong", 1), ("ejiao", 2), ("ejiao", 3))
_MONTHS = ("atorvastatin", "clopidogrel", "valsartan", "levothyroxine", "tiotropium")
_WINTER = ("lianhua", "ganmaoling", "paracetamol", "chuanbei", "ambroxol")


def plant(stage: Stage) -> None:
    """Plant shops whose last six weeks are mostly, half or (with care) to a fifth such sales; beside them a winter of flu."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_shop, stage, number + 2, min(share, 0.75)), 1)
    stage.times(partial(_winter, stage), 1)


def _shop(stage: Stage, place: int, share: float) -> None:
    shop, sales = stage.found("pharmacy", place), []
    counter(stage, shop, _YEAR)
    cleared = round(_WINDOW * share / (1 - share))
    customers = stage.crowd(max(1, cleared // 2), ages=(25, 75), insutype="310")
    for number in range(cleared):
        day = _FIRST + timedelta(days=number * _DAYS // cleared)
        sale = stage.visit(
            customers[number % len(customers)], shop, day, hour=9 + number % 11, minute=number % 60
        )
        if number % 2:
            key, cnt = stage.chance.choice(_PRECIOUS)
            sale.bill(stage.item(key), cnt)
        for key in stage.chance.sample(_MONTHS, 2):
            sale.bill(stage.item(key), 4)
        sales.append(sale)
    note = f"年末六周{told(share)}结算为囤药和贵重商品"
    stage.plant(note, of=sales, whole=True, formula="paid", inst=shop)


def _winter(stage: Stage) -> None:
    """As many people more than usual, all of them with a cold."""
    shop = stage.found("pharmacy", 0)
    sales = counter(stage, shop, _YEAR)
    number, _honest = parted(2 * _WINDOW, 0.5)
    for nth, person in enumerate(stage.crowd(number, ages=(18, 80), insutype="310")):
        day = _FIRST + timedelta(days=nth * _DAYS // number)
        sale = stage.visit(person, shop, day, hour=8 + nth % 12, minute=nth % 60)
        for key in stage.chance.sample(_WINTER, 2):
            sale.bill(stage.item(key))
        sales.append(sale)
    stage.lookalike("流感季购药人数翻倍的药店", of=sales, whole=True, formula="none", inst=shop)
