"""Dear pills are bought at one shop after the other, to be sold on."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "多家药店轮流购买易倒卖药品"
BEHAVIOUR = "drug_resale"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant purchases at four shops within twelve days; beside them two, of a family that keeps a pill at home."""

    def tour(shops: int) -> None:
        person, day = stage.person(ages=(30, 70), insutype="310"), stage.day(before=60)
        lines = []
        for number in range(shops):
            shop = stage.inst("pharmacy", None, nth=number)
            lines.append(
                stage.visit(person, shop, day + timedelta(days=4 * number)).bill(stage.item("angong"))
            )
        if shops > 2:
            stage.plant("12 日内在四家药店购买安宫牛黄丸", lines=lines[2:])
        else:
            stage.lookalike("两家药店各买一丸", lines=lines)

    stage.times(lambda: tour(4))
    stage.times(lambda: tour(2))
