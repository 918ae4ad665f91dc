"""More hours of a ventilator are charged than the stay had."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "计时项目超过住院时长"
BEHAVIOUR = "over_price"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant up to 96 hours in a stay of 73; beside it as many hours as the stay had."""

    def stay_of(hours: tuple[int, ...]) -> None:
        person = stage.person(ages=(50, 85))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 3, "pneumonia")
        lines = [
            stay.bill(stage.item("ventilator"), count, offset=offset) for offset, count in enumerate(hours)
        ]
        if sum(hours) > 74:
            stage.plant(
                f"住院 73 小时，计费 {sum(hours)} 小时", lines=lines, formula="excess", limit=Decimal(74)
            )
        else:
            stage.lookalike("计费时长与住院时长一致", lines=lines)

    stage.times(lambda: stay_of((24, 24, 24, stage.chance.randint(3, 24))))
    stage.times(lambda: stay_of((14, 24, 24, 10)))
