"""A drug that only maternity insurance pays is settled in an ordinary stay."""

from mingjing.analysis.synth.stage import Stage

TITLE = "限生育保险药品用于普通住院"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the drug in a gynaecological stay; beside it in a delivery."""

    def act() -> None:
        woman = stage.person("2", (24, 48))
        stay = stage.stay(woman, stage.inst("maternity", woman.place), stage.day(), 6, "ovarycyst")
        stage.plant("妇科住院使用卡前列素氨丁三醇", lines=[stay.bill(stage.item("carboprost"), offset=2)])

    def delivery() -> None:
        woman = stage.person("2", (20, 40))
        stay = stage.stay(woman, stage.inst("maternity", woman.place), stage.day(), 4, "birth")
        stage.lookalike("生育住院使用", lines=[stay.bill(stage.item("carboprost"), offset=2)])

    stage.times(act)
    stage.times(delivery)
