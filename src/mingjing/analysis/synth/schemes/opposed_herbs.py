"""Two herbs that must not meet stand on one prescription."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "中药饮片十八反同方"
BEHAVIOUR = "irrational_drug"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant 甘草 with 甘遂 on one prescription; beside them the two on prescriptions of two visits."""

    def together() -> None:
        person = stage.person(ages=(30, 75))
        visit = stage.visit(person, stage.inst("tcm", person.place), stage.day(), dept="A50", diag="K30.x00")
        visit.bill(stage.item("baizhu"), Decimal(70))
        lines = [visit.bill(stage.item(herb), Decimal(21)) for herb in ("gancao", "gansui")]
        stage.plant("甘草与甘遂同方", lines=lines)

    def apart() -> None:
        person, day = stage.person(ages=(30, 75)), stage.day()
        hospital = stage.inst("tcm", person.place)
        lines = []
        for hour, herb in ((9, "gancao"), (15, "gansui")):
            visit = stage.visit(person, hospital, day, hour=hour, dept="A50", diag="K30.x00")
            visit.bill(stage.item("baizhu"), Decimal(70))
            lines.append(visit.bill(stage.item(herb), Decimal(21)))
        stage.lookalike("分在两次就诊的两张处方", lines=lines)

    for scene in (together, apart):
        stage.times(scene)
