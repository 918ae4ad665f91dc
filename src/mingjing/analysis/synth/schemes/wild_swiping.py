"""A shop with honest trade swipes a stack of cards in the evening; some were used far away minutes before."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "有正常生意的药店夹带空刷"
BEHAVIOUR = "cash_out"
EXACT = False
_CARDS = 12


def plant(stage: Stage) -> None:
    """Plant twelve cards (with care: nine) at fifty seconds' distance on three evenings; beside them the queues of market days."""

    cards = 9 if stage.hard else _CARDS

    def act() -> None:
        persons = [stage.person(ages=(25, 80), insutype="310", place=2) for _ in range(cards)]
        shop, far = stage.inst("pharmacy", 2), stage.inst("pharmacy", 1)
        first, swipes, away = stage.day(before=60).replace(day=4), [], []
        for evening in range(3):
            day = first + timedelta(days=8 * evening)
            for person in persons[:3]:
                away.append(stage.visit(person, far, day, hour=20, minute=1))
                away[-1].bill(stage.item("banlangen"))
            for number, person in enumerate(persons):
                swipe = stage.visit(person, shop, day, hour=20, minute=10 + number * 5 // 6)
                swipe.bill(stage.item("ejiao" if number % 3 else "angong"))
                swipes.append(swipe)
        stage.plant(f"三个晚上各 {cards} 张卡连续结算", of=swipes, whole=True, formula="paid", inst=shop)
        stage.plant("其中三张卡同时在外县刷用", of=away, whole=True, formula="none")

    def market() -> None:
        persons = [stage.person(ages=(45, 80), place=3) for _ in range(_CARDS)]
        shop, opened = stage.inst("pharmacy", 3), []
        first = stage.start + timedelta(days=stage.days // 2)
        first += timedelta(days=3 - first.isoweekday())
        for week in range(8):
            for number, person in enumerate(stage.chance.sample(persons, 6)):
                day = first + timedelta(days=7 * week)
                purchase = stage.visit(person, shop, day, hour=9, minute=2 * number)
                purchase.bill(stage.item("banlangen"))
                opened.append(purchase)
        stage.lookalike("每逢赶集日排队购药", of=opened, whole=True, inst=shop)

    stage.times(act, max(1, stage.size // 4))
    stage.times(market, max(1, stage.size // 4))
