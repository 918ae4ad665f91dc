"""Cards are swiped and taken back within minutes: nothing was bought, the money goes round."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "刷后即退"
BEHAVIOUR = "cash_out"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant five swipes (with care: three) taken back within minutes; beside them an error that was corrected at once."""

    swipes_done = 3 if stage.hard else 5

    def act() -> None:
        person = stage.person(ages=(25, 70), insutype="310")
        stage.keep_free(person)
        shop = stage.inst("pharmacy", person.place)
        swipes = []
        for number in range(swipes_done):
            hour, minute = stage.chance.randint(9, 20), stage.chance.randint(0, 59)
            day = _first(stage) + timedelta(days=5 * number + stage.chance.randint(0, 4))
            purchase = stage.visit(person, shop, day, hour=hour, minute=minute, undo="swipe")
            purchase.bill(stage.item("ejiao"))
            swipes.append(purchase)
        stage.plant(f"一个月内 {swipes_done} 次刷卡后数分钟撤销", of=swipes, formula="none")

    def corrected() -> None:
        person = stage.person(ages=(25, 70), insutype="310")
        purchase = stage.visit(person, stage.inst("pharmacy", person.place), stage.day(), undo="resettle")
        purchase.bill(stage.item("fufangdanshen"))
        stage.lookalike("撤销后重新结算", of=[purchase], formula="none")

    stage.times(act)
    stage.times(corrected)


def _first(stage: Stage) -> date:
    return date(2026, 3, 2) if stage.days > 275 else stage.start + timedelta(days=123)
