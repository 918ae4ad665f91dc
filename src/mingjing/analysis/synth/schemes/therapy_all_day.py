"""More therapy is charged for one day than the day has room for."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "康复理疗一日收费过多"
BEHAVIOUR = "over_treatment"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant nine kinds of therapy on one day; beside them six."""

    def day(kinds: int) -> None:
        keys = (
            "exercise",
            "hemiplegia",
            "occupation",
            "rehabeval",
            "midfreq",
            "tdp",
            "traction",
            "cupping",
            "moxa",
        )
        person = stage.person(ages=(45, 80))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="I69.300")
        lines = [visit.bill(stage.item(key), Decimal(1)) for key in keys[:kinds]]
        if kinds > 6:
            stage.plant("一日收取九种康复理疗项目", lines=lines[6:], formula="none")
        else:
            stage.lookalike("一日四种项目", lines=lines)

    stage.times(lambda: day(9))
    stage.times(lambda: day(4))
