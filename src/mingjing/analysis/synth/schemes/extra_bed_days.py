"""More days of bed are charged than the patient stayed."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "多收床位日"
BEHAVIOUR = "duplicate_charge"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two bed days too many; beside them a stay of mother and child, two beds each night."""

    def longer() -> None:
        person = stage.person(ages=(40, 75))
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 8, "disc")
        for offset in (2, 4):
            stay.bill(stage.item("bed"), offset=offset)
        stage.plant("住 8 夜收 10 个床位日", of=[stay], classes=("01",), formula="excess", limit=Decimal(8))

    def birth() -> None:
        person = stage.person(gend="2", ages=(22, 38))
        stay = stage.stay(
            person, stage.inst("maternity", person.place), stage.day(), 3, "birth", med_type="52"
        )
        stay.bill(stage.item("bed"), offset=1)
        stage.lookalike("母婴同室，另收一张婴儿床", of=[stay], classes=("01",))

    for scene in (longer, birth):
        stage.times(scene)
