"""A traffic injury that somebody else has to pay for is settled by the medical fund."""

from mingjing.analysis.synth.stage import Stage

TITLE = "交通事故伤由医保支付"
BEHAVIOUR = "double_benefit"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant fractures of car occupants without a third party on record; beside them an old woman who fell at home."""

    def crash() -> None:
        person = stage.person(ages=(20, 60))
        stay = stage.stay(
            person, stage.inst("county", person.place), stage.day(), 10, "forearm", diag2="V43.500"
        )
        stage.plant("小汽车碰撞受伤，登记为无第三方责任", of=[stay], whole=True)

    def fall() -> None:
        person = stage.person(gend="2", ages=(72, 90))
        stay = stage.stay(
            person, stage.inst("county", person.place), stage.day(), 13, "hipfracture", diag2="W18.000"
        )
        stage.lookalike("高龄老人在家跌倒", of=[stay], whole=True)

    for scene in (crash, fall):
        stage.times(scene)
