"""Somebody collects the same chronic drug at many shops, months ahead of need."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "提前取药、囤药"
BEHAVIOUR = "over_quantity"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant ten packs of four weeks within ten weeks (with care: within twenty); beside them a pack every four weeks."""

    def packs(every: int, shops: int) -> None:
        person, day = stage.person(ages=(50, 75), insutype="310"), stage.day(before=75)
        stage.keep_free(person)
        bought = []
        for number in range(10 if every < 28 else 3):
            shop = stage.inst("pharmacy", None, nth=number % shops)
            bought.append(stage.visit(person, shop, day + timedelta(days=every * number)))
            bought[-1].bill(stage.item("atorvastatin"))
        if every < 28:
            stage.plant(f"{every * 10 // 7} 周购药四十周的量", of=bought, whole=True, formula="none")
        else:
            stage.lookalike("每四周一盒", of=bought, whole=True)

    stage.times(lambda: packs(14 if stage.hard else 7, 4))
    stage.times(lambda: packs(28, 1))
