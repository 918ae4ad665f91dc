"""A narcotic is settled through an internet consultation."""

from mingjing.analysis.synth.stage import Stage

TITLE = "互联网诊疗结算麻醉药品"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant oxycodone on the internet; beside it at the hospital's window."""

    def given(pay_loc: str) -> None:
        person = stage.person(ages=(45, 80))
        visit = stage.visit(
            person, stage.inst("city"), stage.day(), pay_loc=pay_loc, dept="A19", diag="C34.101"
        )
        line = visit.bill(stage.item("oxycodone"))
        if pay_loc == "5":
            stage.plant("互联网医院开具羟考酮", lines=[line])
        else:
            stage.lookalike("癌痛患者在窗口取药", lines=[line])

    stage.times(lambda: given("5"))
    stage.times(lambda: given("2"))
