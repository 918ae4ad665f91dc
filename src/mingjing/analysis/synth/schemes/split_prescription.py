"""One prescription is cut into several to stay below the limits."""

from mingjing.analysis.synth.stage import Stage

TITLE = "分解处方"
BEHAVIOUR = "split_prescription"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant three prescriptions of one drug within minutes; beside them one for herbs and one for tablets."""

    def act() -> None:
        person, day = stage.person(ages=(30, 75)), stage.day()
        clinic = stage.inst("township", person.place)
        lines = []
        for minute in (2, 5, 9):
            visit = stage.visit(person, clinic, day, hour=9, minute=minute, diag="K29.500")
            visit.bill(stage.item("consult"), doctor=clinic.doctor("A03"))
            lines.append(visit.bill(stage.item("omeprazole"), doctor=clinic.doctor("A03")))
        stage.plant("同一医师七分钟内三张处方", lines=lines[1:], of=[line.encounter for line in lines[1:]])

    def two_kinds() -> None:
        person, day = stage.person(ages=(30, 75)), stage.day()
        hospital = stage.inst("tcm", person.place)
        herbs = stage.visit(person, hospital, day, hour=9, dept="A50", diag="K30.x00")
        tablets = stage.visit(person, hospital, day, hour=9, minute=20, dept="A03", diag="K29.500")
        lines = [herbs.bill(stage.item(herb), 70) for herb in ("baizhu", "fuling", "gancao")]
        stage.lookalike("西药、饮片分方", lines=[*lines, tablets.bill(stage.item("omeprazole"))])

    stage.times(act)
    stage.times(two_kinds)
