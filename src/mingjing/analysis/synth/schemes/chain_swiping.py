"""A shop swipes a stack of collected cards in the middle of the night."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "深夜连续刷卡"
BEHAVIOUR = "cash_out"
EXACT = False
_CARDS = 12


def plant(stage: Stage) -> None:
    """Plant a dozen cards (with care: eight) within ten minutes on three nights; beside them a queue in the morning."""

    cards = 8 if stage.hard else _CARDS

    def act() -> None:
        persons = [stage.person(ages=(25, 85), insutype="310", place=0) for _ in range(cards)]
        shop, first = stage.found("pharmacy", 0), stage.day(before=60)
        swipes = []
        for night in range(3):
            for minute, person in enumerate(persons):
                day = first.replace(day=3) + timedelta(days=6 * night)
                swipe = stage.visit(person, shop, day, hour=23, minute=10 + minute * 3 // 4)
                swipe.bill(stage.item("ejiao" if minute % 2 else "fufangdanshen"))
                swipes.append(swipe)
        stage.plant(f"三个夜晚各 {cards} 张卡连续结算", of=swipes, whole=True, formula="paid", inst=shop)

    def queue() -> None:
        persons = [stage.person(ages=(25, 85), insutype="310", place=0) for _ in range(5)]
        shop, day = stage.inst("pharmacy", 0), stage.day()
        opened = []
        for minute, person in enumerate(persons):
            purchase = stage.visit(person, shop, day, hour=9, minute=2 * minute)
            purchase.bill(stage.item("banlangen"))
            opened.append(purchase)
        stage.lookalike("早间排队购药", of=opened, whole=True)

    stage.times(act, max(1, stage.size // 4))
    stage.times(queue, max(1, stage.size // 4))
