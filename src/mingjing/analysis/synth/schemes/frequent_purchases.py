"""A card buys at pharmacies far more often than one person falls ill."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "频繁购药"
BEHAVIOUR = "drug_resale"
EXACT = True
_GOODS = ("ganmaoling", "banlangen", "yunnan", "smectite", "lianhua", "fufangdanshen")


def plant(stage: Stage) -> None:
    """Plant 16 purchases and more in one month; beside them fifteen exactly."""

    def month(purchases: int) -> None:
        person = stage.person(ages=(30, 75), insutype="310")
        stage.keep_free(person)
        first = date(2026, 3, 2) if stage.days > 275 else stage.start + timedelta(days=123)
        opened = []
        for number in range(purchases):
            shop = stage.inst("pharmacy", person.place, nth=number % 2)
            hour, minute = stage.chance.randint(9, 20), stage.chance.randint(0, 59)
            purchase = stage.visit(person, shop, first + timedelta(days=number), hour=hour, minute=minute)
            purchase.bill(stage.item(_GOODS[number % len(_GOODS)]))
            opened.append(purchase)
        if purchases > 15:
            stage.plant(f"一个月购药 {purchases} 次", of=opened[15:], whole=True, formula="paid")
        else:
            stage.lookalike("恰为 15 次", of=opened, whole=True)

    stage.times(lambda: month(stage.chance.randint(16, 24)))
    stage.times(lambda: month(15))
