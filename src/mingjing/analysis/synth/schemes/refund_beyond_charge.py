"""More is given back than was ever charged: the difference leaves the till."""

from mingjing.analysis.synth.stage import Stage

TITLE = "退费多于收费"
BEHAVIOUR = "record_anomaly"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a test charged once and refunded twice; beside it two tests refunded in one go."""

    def visit(charged: int) -> None:
        person = stage.person(ages=(20, 75))
        hospital = stage.inst("county", person.place)
        seen = stage.visit(person, hospital, stage.day(), hour=9, diag="R42.x00")
        seen.bill(stage.item("consult"))
        test = stage.item("crp")
        lines = [seen.bill(test) for _ in range(charged)]
        seen.refund(lines[-1], 2, linked=False)
        kept = seen.bill(stage.item("ct"))
        if charged == 1:
            stage.plant("收一次、退两次", lines=[kept], formula="value", limit=test.cap(hospital.grp))
        else:
            stage.lookalike("收两次、一笔退清", lines=[kept])

    stage.times(lambda: visit(1))
    stage.times(lambda: visit(2))
