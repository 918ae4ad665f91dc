"""Two drugs of one kind are taken at the same time."""

from datetime import timedelta
from typing import Any

from mingjing.analysis.synth.stage import Stage

TITLE = "重复开药：同时开两种他汀"
BEHAVIOUR = "duplicate_drug"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two statins for the same weeks; beside it a change from one to the other."""

    def act() -> None:
        person, day = stage.person(ages=(50, 80)), stage.day(before=80)
        near, far = stage.inst("county", person.place), stage.inst("city")
        chronic: dict[str, Any] = {"med_type": "14", "dise_no": "M04600", "diag": "I25.103"}
        stage.visit(person, near, day, hour=9, **chronic).bill(stage.item("atorvastatin"))
        line = stage.visit(person, far, day, hour=15, **chronic).bill(stage.item("rosuvastatin"))
        stage.visit(person, near, day + timedelta(days=28), hour=9, **chronic).bill(
            stage.item("atorvastatin")
        )
        stage.plant("阿托伐他汀、瑞舒伐他汀各 28 天，完全重叠", lines=[line])

    def change() -> None:
        person, day = stage.person(ages=(50, 80)), stage.day(before=80)
        near = stage.inst("county", person.place)
        chronic: dict[str, Any] = {"med_type": "14", "dise_no": "M04600", "diag": "I25.103"}
        stage.visit(person, near, day, **chronic).bill(stage.item("atorvastatin"))
        line = stage.visit(person, near, day + timedelta(days=28), **chronic).bill(stage.item("rosuvastatin"))
        stage.lookalike("用完后换药", lines=[line])

    stage.times(act)
    stage.times(change)
