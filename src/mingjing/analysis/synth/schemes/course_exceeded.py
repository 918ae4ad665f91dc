"""An injection is continued beyond the paid course."""

from mingjing.analysis.synth.stage import Stage

TITLE = "超支付疗程用药"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant up to 18 days where 14 are paid; beside it exactly 14."""

    def course(days: int) -> None:
        person = stage.person(ages=(50, 82))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 20, "stroke")
        lines = [stay.bill(stage.item("piracetam"), offset=offset) for offset in range(1, days + 1)]
        if days > 14:
            for line in lines[14:]:
                stage.plant(f"吡拉西坦第 {lines.index(line) + 1} 天", lines=[line])
        else:
            stage.lookalike("恰为 14 天", lines=lines)

    stage.times(lambda: course(stage.chance.randint(15, 18)))
    stage.times(lambda: course(14))
