"""An item is charged beside another that already contains it."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "重复收费：已含项目另收"
BEHAVIOUR = "duplicate_charge"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant angiography beside a stent, a parasite smear beside a stool test; beside them the smear a day later."""

    def stent() -> None:
        person = stage.person(ages=(46, 80))
        stay = stage.stay(person, stage.inst("city"), stage.day(), 7, "pci")
        stage.plant("支架置入当日另收冠脉造影", lines=[stay.bill(stage.item("angiography"), offset=1)])

    def smear() -> None:
        person = stage.person(ages=(18, 70))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="A09.901")
        visit.bill(stage.item("stool"))
        stage.plant("粪便常规另收寄生虫镜检", lines=[visit.bill(stage.item("parasite"))])

    def next_day() -> None:
        person, day = stage.person(ages=(18, 70)), stage.day()
        hospital = stage.inst("county", person.place)
        stage.visit(person, hospital, day, diag="A09.901").bill(stage.item("stool"))
        visit = stage.visit(person, hospital, day + timedelta(days=1), diag="A09.901")
        stage.lookalike("次日另做镜检", lines=[visit.bill(stage.item("parasite"))])

    def corrected() -> None:
        person = stage.person(ages=(18, 70))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="A09.901")
        visit.bill(stage.item("stool"))
        line = visit.bill(stage.item("parasite"))
        visit.refund(line, 1, linked=False, ts=line.ts + timedelta(minutes=3))
        stage.lookalike("误收当场退费", lines=[line])

    for scene in (stent, smear, next_day, corrected):
        stage.times(scene)
