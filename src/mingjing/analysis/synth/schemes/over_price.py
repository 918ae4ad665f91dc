"""A hospital charges more for a service than the ceiling of its level."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "超限价收费"
BEHAVIOUR = "over_price"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant prices above the ceiling; beside them a price exactly on it."""

    def act() -> None:
        person = stage.person(ages=(25, 75))
        hospital, item = stage.inst("county", person.place), stage.item("mr")
        visit = stage.visit(person, hospital, stage.day(), diag="M51.202")
        visit.bill(stage.item("consult"))
        line = visit.bill(item, 2, pric=item.cap(hospital.grp) + Decimal("36.50"))
        stage.plant(
            "磁共振按上一级价格收费", lines=[line], formula="difference", limit=item.cap(hospital.grp)
        )

    def on_the_limit() -> None:
        person = stage.person(ages=(25, 75))
        hospital, item = stage.inst("county", person.place), stage.item("mr")
        visit = stage.visit(person, hospital, stage.day(), diag="M51.202")
        stage.lookalike("单价恰为限价", lines=[visit.bill(item, pric=item.cap(hospital.grp))])

    stage.times(act)
    stage.times(on_the_limit)
