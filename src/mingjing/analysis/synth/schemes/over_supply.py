"""Far more medicine is handed out at once than may be."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "超量开药"
BEHAVIOUR = "over_quantity"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant 90 days of tablets where 30 are allowed; beside it exactly 30."""

    def dispensed(boxes: int) -> None:
        person = stage.person(ages=(45, 80))
        visit = stage.visit(
            person,
            stage.inst("community", person.place),
            stage.day(),
            med_type="14",
            dise_no="M03900",
            diag="I10.x05",
        )
        visit.bill(stage.item("simple"))
        line = visit.bill(stage.item("nifedipine"), boxes)
        if boxes > 1:
            stage.plant(f"一次开药 {boxes * 30} 天", lines=[line], formula="excess", limit=Decimal(1))
        else:
            stage.lookalike("恰为 30 天用量", lines=[line])

    stage.times(lambda: dispensed(3))
    stage.times(lambda: dispensed(1))
