"""A stent is charged although no vessel was opened."""

from mingjing.analysis.synth.stage import Stage

TITLE = "收取支架而无介入手术"
BEHAVIOUR = "fictitious_item"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a stent in a purely medical stay; beside it in an intervention."""

    def act() -> None:
        person = stage.person(ages=(50, 82))
        stay = stage.stay(person, stage.inst("city"), stage.day(), 8, "heartfail")
        stage.plant("无介入手术收取支架", lines=[stay.bill(stage.item("stent"), offset=2)])

    def intervention() -> None:
        person = stage.person(ages=(50, 82))
        stay = stage.stay(person, stage.inst("city"), stage.day(), 7, "pci")
        stage.lookalike("介入手术使用支架", lines=[stay.bill(stage.item("stent"), offset=1)])

    stage.times(act)
    stage.times(intervention)
