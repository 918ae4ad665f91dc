"""Shops empty accounts before the year ends: precious goods and months of medicine for people who seldom came before."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "药店年末突击刷卡、清空账户"
BEHAVIOUR = "cash_out"
EXACT = False
_FIRST = date(2025, 11, 17)
_PRECIOUS = (("angong", 1), ("ejiao", 2), ("ejiao", 3))
_MONTHS = ("atorvastatin", "clopidogrel", "valsartan", "levothyroxine", "calcium")
_WINTER = ("lianhua", "ganmaoling", "paracetamol", "chuanbei")


def plant(stage: Stage) -> None:
    """Plant a shop that does little else in December, and one that mixes it in; beside them a flu and careful regulars."""
    stage.times(lambda: _sweep(stage, 5, 30, 0.8), 1)
    stage.times(lambda: _sweep(stage, 4, 14, 0.3), 1)
    stage.times(lambda: _influenza(stage), 1)
    stage.times(lambda: _regulars(stage), 1)


def _sweep(stage: Stage, place: int, people: int, strangers: float) -> None:
    shop, swipes = stage.inst("pharmacy", place), []
    for number in range(people):
        person = stage.person(ages=(25, 75), insutype="310", place=place if number % 2 else None)
        for turn in range(stage.chance.randint(2, 4)):
            day = _FIRST + timedelta(days=14 * turn + stage.chance.randint(0, 9) - 7 * (turn == 3))
            swipe = stage.visit(person, shop, day, hour=19, minute=10 + 2 * (number % 20), cert="01")
            if stage.chance.random() < strangers:
                key, cnt = stage.chance.choice(_PRECIOUS)
                swipe.bill(stage.item(key), cnt)
            for key in stage.chance.sample(_MONTHS, 2):
                swipe.bill(stage.item(key), 4)
            swipes.append(swipe)
    stage.plant(
        f"年末六周 {people} 人集中结算 {len(swipes)} 笔", of=swipes, whole=True, formula="paid", inst=shop
    )


def _influenza(stage: Stage) -> None:
    shop, bought = stage.inst("pharmacy", 1), []
    for number in range(36):
        person = stage.person(ages=(20, 80), insutype="310", place=1 if number % 3 else None)
        day = _FIRST + timedelta(days=14 + number)
        purchase = stage.visit(person, shop, min(day, _last(stage)), hour=8 + number % 12, minute=number)
        for key in stage.chance.sample(_WINTER, 2):
            purchase.bill(stage.item(key))
        bought.append(purchase)
    stage.lookalike("流感期间居民买药", of=bought, whole=True, formula="none", inst=shop)


def _regulars(stage: Stage) -> None:
    shop, bought = stage.inst("pharmacy", 2), []
    for number in range(12):
        person = stage.person(ages=(50, 80), insutype="310", place=2)
        stage.keep_free(person)
        for month in range(stage.days // 30):
            day = stage.start + timedelta(days=30 * month + number)
            purchase = stage.visit(person, shop, day, hour=9 + number % 8, minute=3 * number)
            for key in ("valsartan", "atorvastatin"):
                purchase.bill(stage.item(key), 2 if day.month == 12 else 1)
            bought.append(purchase)
    stage.lookalike("老顾客年底多备一个月的药", of=bought, whole=True, formula="none", inst=shop)


def _last(stage: Stage) -> date:
    return stage.start + timedelta(days=stage.days - 1)
