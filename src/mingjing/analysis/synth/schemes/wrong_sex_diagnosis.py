"""A man is treated for an illness that only women have: another person used the card."""

from mingjing.analysis.synth.stage import Stage

TITLE = "诊断与性别不符"
BEHAVIOUR = "impersonation"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant endometriosis in men; beside it a newborn on the mother's account and a woman."""

    def treated(gend: str) -> None:
        person = stage.person(gend, (22, 48))
        visit = stage.visit(
            person, stage.inst("county", person.place), stage.day(), dept="A05", diag="N80.001"
        )
        lines = [visit.bill(stage.item(key)) for key in ("consult", "us_abd", "cbc")]
        if gend == "1":
            stage.plant("男性诊断子宫腺肌病", lines=lines)
        else:
            stage.lookalike("女性同一诊断", lines=lines)

    def newborn() -> None:
        mother = stage.person("2", (22, 40))
        stay = stage.stay(
            mother, stage.inst("maternity", mother.place), stage.day(), 4, "birth", diag2="P59.900"
        )
        stage.lookalike("新生儿诊断记在母亲名下", of=[stay], whole=True)

    stage.times(lambda: treated("1"))
    stage.times(lambda: treated("2"))
    stage.times(newborn)
