"""Somebody who is said to lie in one hospital is treated in another place."""

from mingjing.analysis.synth.stage import Stage

TITLE = "住院期间在院外就医"
BEHAVIOUR = "hanging_bed"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant an infusion at another clinic during a stay; beside it a family member's purchase by e-code."""

    def act() -> None:
        person = stage.person(ages=(35, 75))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 9, "stroke")
        visit = stage.visit(person, stage.inst("clinic", person.place), stay.day(4), hour=15, diag="J06.900")
        for key in ("consult", "infusion", "glucoseinj", "ganmaoling"):
            visit.bill(stage.item(key))
        stage.plant("住院第 5 天在诊所输液", of=[stay], since=stay.day(4), till=stay.day(4))

    def purchase() -> None:
        person = stage.person(ages=(45, 75), insutype="310")
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 8, "pneumonia")
        shop = stage.visit(person, stage.inst("pharmacy", person.place), stay.day(3), hour=17, cert="01")
        shop.bill(stage.item("yinxing"))
        stage.lookalike("家属凭电子凭证代购常用药", of=[stay], since=stay.day(3), till=stay.day(3))

    stage.times(act)
    stage.times(purchase)
