"""Somebody uses another person's card: an examination that only women can have is settled on a man's card."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "男性参保人结算女性专用项目"
BEHAVIOUR = "impersonation"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the act; beside it a refunded slip, a man with breast cancer, a boy on his mother's account."""

    def act() -> None:
        man = stage.person("1", (24, 62))
        visit = stage.visit(man, stage.inst("county", man.place), stage.day(), dept="A05", diag="R10.402")
        visit.bill(stage.item("consult"))
        stage.plant("男性做经阴道超声", lines=[visit.bill(stage.item("us_vag"))])

    def refunded() -> None:
        man = stage.person("1", (24, 62))
        visit = stage.visit(man, stage.inst("county", man.place), stage.day(), diag="R10.402")
        visit.bill(stage.item("consult"))
        line = visit.bill(stage.item("us_vag"))
        visit.refund(line, 1, ts=line.ts + timedelta(minutes=5))
        stage.lookalike("误收当场全额退费", lines=[line])

    def breast_cancer() -> None:
        man = stage.person("1", (45, 75))
        visit = stage.visit(
            man, stage.inst("city"), stage.day(), med_type="14", dise_no="M00500", dept="A19", diag="C50.901"
        )
        stage.lookalike("男性乳腺癌用托瑞米芬", lines=[visit.bill(stage.item("toremifene"))])

    def newborn() -> None:
        mother = stage.person("2", (22, 40))
        stay = stage.stay(
            mother, stage.inst("county", mother.place), stage.day(), 4, "birth", diag2="P59.900"
        )
        stage.lookalike("男婴费用记在母亲名下", lines=[stay.bill(stage.item("us_male"), offset=2)])

    for scene in (act, refunded, breast_cancer, newborn):
        stage.times(scene)
