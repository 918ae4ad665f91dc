"""Shampoo and washing powder are paid from the account."""

from mingjing.analysis.synth.stage import Stage

TITLE = "个人账户支付生活用品"
BEHAVIOUR = "out_of_scope"
EXACT = True
_GOODS = ("洗发水", "沐浴露", "洗衣液")


def plant(stage: Stage) -> None:
    """Plant goods of the household in a shop; beside them a device to measure blood pressure."""

    def purchase(name: str, key: str) -> None:
        person = stage.person(ages=(25, 70), insutype="310")
        visit = stage.visit(person, stage.inst("pharmacy", person.place), stage.day())
        line = visit.bill(stage.item(key), name=name)
        if key == "syringe":
            stage.lookalike("医疗器械", lines=[line], formula="gross")
        else:
            stage.plant(f"账户支付{name}", lines=[line], formula="gross")

    stage.times(lambda: purchase(stage.chance.choice(_GOODS), "banlangen"))
    stage.times(lambda: purchase("臂式电子血压计", "syringe"))
