"""A hospital charges more for a service than the ceiling of its level."""

from datetime import timedelta
from decimal import Decimal

from mingjing.analysis.synth.cast import Institution, Item
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "超限价收费"
BEHAVIOUR = "over_price"
EXACT = True
_SERVICES = ("mr", "us_abd", "echo", "cbc", "acupuncture")


def plant(stage: Stage) -> None:
    """Plant prices above the ceiling, some partly refunded; beside them the ceiling itself, and all given back."""

    def visit_for() -> tuple[Encounter, Institution, Item]:
        person = stage.person(ages=(25, 75))
        hospital = stage.inst("county", person.place)
        visit = stage.visit(person, hospital, stage.day(), diag="M51.202")
        visit.bill(stage.item("consult"))
        return visit, hospital, stage.item(stage.chance.choice(_SERVICES))

    def act() -> None:
        visit, hospital, item = visit_for()
        cap = item.cap(hospital.grp)
        line = visit.bill(
            item, stage.chance.randint(1, 3), pric=cap + Decimal(stage.chance.randint(50, 4000)) / 100
        )
        stage.plant(f"{item.name}按高于限价收费", lines=[line], formula="difference", limit=cap)

    def partly_refunded() -> None:
        visit, hospital, item = visit_for()
        cap = item.cap(hospital.grp)
        line = visit.bill(item, 3, pric=cap + Decimal("7.35"))
        visit.refund(line, 1, ts=line.ts + timedelta(minutes=4))
        stage.plant("三次退一次，其余两次超限价", lines=[line], formula="difference", limit=cap)

    def reversed_whole() -> None:
        visit, hospital, item = visit_for()
        visit.undo = "return"
        line = visit.bill(item, pric=item.cap(hospital.grp) + Decimal("7.35"))
        stage.lookalike("整笔结算已撤销", lines=[line])

    def on_the_limit() -> None:
        visit, hospital, item = visit_for()
        stage.lookalike("单价恰为限价", lines=[visit.bill(item, pric=item.cap(hospital.grp))])

    for scene in (act, partly_refunded, reversed_whole, on_the_limit):
        stage.times(scene)
