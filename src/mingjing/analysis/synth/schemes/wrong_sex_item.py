"""Somebody uses another person's card: what only the other sex can have is settled on it."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "项目、药品与参保人性别不符"
BEHAVIOUR = "impersonation"
EXACT = True
_WRONG = (
    ("1", "us_vag"),
    ("1", "cytology"),
    ("1", "discharge"),
    ("1", "metrovag"),
    ("2", "semen"),
    ("2", "epristeride"),
)


def plant(stage: Stage) -> None:
    """Plant items of the other sex; beside them a refunded slip, a man with breast cancer, a boy on his mother's account."""

    def act() -> None:
        gend, key = stage.chance.choice(_WRONG)
        person, item = stage.person(gend, (24, 62)), stage.item(key)
        visit = stage.visit(
            person, stage.inst("county", person.place), stage.day(), dept="A03", diag="R10.402"
        )
        visit.bill(stage.item("consult"))
        whose = "男性" if gend == "1" else "女性"
        stage.plant(f"{whose}结算{item.name}", lines=[visit.bill(item)])

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
