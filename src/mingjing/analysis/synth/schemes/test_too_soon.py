"""A test is repeated before its last result can have changed."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "周期超频次：糖化血红蛋白"
BEHAVIOUR = "over_exam"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant HbA1c twice within a fortnight; beside it twice in exactly 15 days."""

    def twice(gap: int) -> None:
        person, day = stage.person(ages=(40, 75)), stage.day(before=60)
        hospital = stage.inst("county", person.place)
        lines = []
        for offset in (0, gap):
            visit = stage.visit(person, hospital, day + timedelta(days=offset), diag="E11.900")
            visit.bill(stage.item("consult"))
            lines.append(visit.bill(stage.item("hba1c")))
        if gap < 15:
            stage.plant(f"{gap} 天内查两次糖化血红蛋白", lines=lines[1:])
        else:
            stage.lookalike("恰隔 15 天复查", lines=lines[1:])

    stage.times(lambda: twice(stage.chance.randint(1, 14)))
    stage.times(lambda: twice(15))
