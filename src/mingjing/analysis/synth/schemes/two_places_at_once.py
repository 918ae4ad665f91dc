"""A card is settled in two towns within minutes."""

from mingjing.analysis.synth.stage import Stage

TITLE = "时空冲突：数分钟内两地结算"
BEHAVIOUR = "impersonation"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two purchases 80 km and 12 minutes apart; beside them two that are three hours apart."""

    def purchases(hour: int, minute: int) -> None:
        person, day = stage.person(ages=(25, 75), insutype="310"), stage.day()
        stage.visit(person, stage.inst("pharmacy", 0), day, hour=10).bill(stage.item("banlangen"))
        second = stage.visit(person, stage.inst("pharmacy", 2), day, hour=hour, minute=minute)
        second.bill(stage.item("yunnan"))
        if hour == 10:
            stage.plant("12 分钟内在相距约 80 公里的两地结算", of=[second], whole=True, formula="paid")
        else:
            stage.lookalike("相隔三小时", of=[second], whole=True)

    stage.times(lambda: purchases(10, 12))
    stage.times(lambda: purchases(13, 0))
