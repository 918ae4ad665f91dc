"""A shop whose bills are several times those of its peers, month after month; beside it one that only has many customers."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "药店金额水位长期偏高"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_CUSTOMERS = 60
_DAYS = 3


def plant(stage: Stage) -> None:
    """Plant a shop with dear bills every few days; beside it one with as many ordinary ones."""

    def shop(place: int, keys: tuple[str, ...]) -> None:
        people = [stage.person(ages=(25, 80), insutype="310") for _ in range(_CUSTOMERS)]
        outlet, sales = stage.inst("pharmacy", place, nth=1), []
        for person in people:
            stage.keep_free(person)
        for number in range(stage.days // _DAYS * (4 if stage.hard else 8)):
            day = stage.start + timedelta(days=number % (stage.days // _DAYS) * _DAYS)
            hour, minute = stage.chance.randint(8, 19), stage.chance.randint(0, 59)
            sale = stage.visit(people[number % _CUSTOMERS], outlet, day, hour=hour, minute=minute)
            for key in keys:
                sale.bill(stage.item(key))
            sales.append(sale)
        if len(keys) > 1:
            stage.plant("全年夹带高价药品", of=sales, whole=True, formula="none", inst=outlet)
        else:
            stage.lookalike("生意好的药店", of=sales, whole=True, formula="none", inst=outlet)

    stage.times(lambda: shop(4, ("ejiao", "angong", "xuesaitong")), 1)
    stage.times(lambda: shop(5, ("banlangen",)), 1)
