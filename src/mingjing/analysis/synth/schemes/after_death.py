"""Somebody goes on using the card of a dead person."""

from datetime import timedelta

from mingjing.analysis.synth.practice import HYPERTENSION
from mingjing.analysis.synth.stage import Stage

TITLE = "死亡后继续结算"
BEHAVIOUR = "impersonation"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant visits after the day of death; beside them a stay that ends in death and is settled weeks later."""

    def act() -> None:
        person = stage.person(ages=(62, 90))
        died, late = stage.day(before=60), stage.chance.randint(3, 40)
        stage.fate(person, die_date=died)
        place, day = stage.inst("community", person.place), died + timedelta(days=late)
        visit = stage.visit(person, place, day, **HYPERTENSION)
        lines = [visit.bill(stage.item(key)) for key in ("simple", "amlodipine", "valsartan")]
        stage.plant(f"死亡登记后第 {late} 天仍取药", lines=lines)

    def late_settlement() -> None:
        person = stage.person(ages=(62, 90))
        admitted = stage.day()
        stage.fate(person, die_date=admitted + timedelta(days=6))
        stay = stage.stay(person, stage.inst("county", person.place), admitted, 6, "heartfail", dscg_way="5")
        stay.pays_at = stay.endtime + timedelta(days=20)
        stage.lookalike("住院期间死亡，二十天后结算", of=[stay], whole=True)

    stage.times(act)
    stage.times(late_settlement)
