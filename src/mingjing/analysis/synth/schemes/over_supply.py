"""Far more medicine is handed out at once than may be."""

from datetime import timedelta
from decimal import Decimal

from mingjing.analysis.synth.practice import HYPERTENSION
from mingjing.analysis.synth.stage import Stage

TITLE = "超量开药"
BEHAVIOUR = "over_quantity"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant 60 to 120 days of tablets where 30 are allowed; beside it exactly 30."""

    def dispensed(boxes: int) -> None:
        person = stage.person(ages=(45, 80))
        visit = stage.visit(person, stage.inst("community", person.place), stage.day(), **HYPERTENSION)
        visit.bill(stage.item("simple"))
        line = visit.bill(stage.item("nifedipine"), boxes)
        if boxes > 1:
            stage.plant(f"一次开药 {boxes * 30} 天", lines=[line], formula="excess", limit=Decimal(1))
        else:
            stage.lookalike("恰为 30 天用量", lines=[line])

    stage.times(lambda: dispensed(stage.chance.randint(2, 4)))
    stage.times(lambda: dispensed(1))
    stage.times(lambda: _handed_back(stage))


def _handed_back(stage: Stage) -> None:
    """Three boxes, two of which are given back in a line of their own: one box remains."""
    person = stage.person(ages=(45, 80))
    visit = stage.visit(person, stage.inst("community", person.place), stage.day(), **HYPERTENSION)
    line = visit.bill(stage.item("nifedipine"), 3)
    visit.refund(line, 2, linked=False, ts=line.ts + timedelta(minutes=6))
    stage.lookalike("多开部分未关联原明细退回", lines=[line])
