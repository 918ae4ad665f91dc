"""A blood count is charged by its parts, which together cost more than the count."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "分解收费：血细胞分析拆项"
BEHAVIOUR = "split_charge"
EXACT = True
_PARTS = ("hgb", "rbc", "wbc", "platelet")


def plant(stage: Stage) -> None:
    """Plant four parts instead of the panel; beside it a single part that was repeated for a reason."""

    def act() -> None:
        person = stage.person(ages=(18, 80))
        hospital = stage.inst("county", person.place)
        visit = stage.visit(person, hospital, stage.day(), diag="J20.900")
        visit.bill(stage.item("consult"))
        lines = [visit.bill(stage.item(part)) for part in _PARTS]
        parts = sum((stage.item(part).cap(hospital.grp) for part in _PARTS), Decimal(0))
        limit = parts - stage.item("cbc").cap(hospital.grp)
        stage.plant("血常规拆成四项收费", lines=lines, formula="value", limit=limit)

    def single() -> None:
        person = stage.person(ages=(18, 80))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="D50.900")
        stage.lookalike("只复查血红蛋白", lines=[visit.bill(stage.item("hgb"))])

    stage.times(act)
    stage.times(single)
