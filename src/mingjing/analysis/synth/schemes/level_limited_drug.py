"""An injection that is paid from secondary hospitals upwards is settled in a township centre."""

from mingjing.analysis.synth.stage import Stage

TITLE = "限二级及以上机构药品在卫生院结算"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the injection in township centres; beside it in a county hospital."""

    def given(kind: str) -> None:
        person = stage.person(ages=(45, 80))
        visit = stage.visit(person, stage.inst(kind, person.place), stage.day(), diag="I25.103")
        visit.bill(stage.item("consult"))
        visit.bill(stage.item("infusion"))
        line = visit.bill(stage.item(stage.chance.choice(("danshen", "xuesaitong"))), 2)
        if kind == "township":
            stage.plant(f"卫生院使用{line.item.name}", lines=[line])
        else:
            stage.lookalike(f"县医院使用{line.item.name}", lines=[line])

    stage.times(lambda: given("township"))
    stage.times(lambda: given("county"))
