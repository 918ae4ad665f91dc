"""A shop whose agreement ran out goes on settling."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "协议到期未续签仍结算"
BEHAVIOUR = "unauthorised_settlement"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant sales after the last day of the agreement; beside them one on that day."""

    def act() -> None:
        persons = [stage.person(ages=(25, 80), insutype="310", place=0) for _ in range(3)]
        shop, last = stage.found("pharmacy", 0, own_contract=True), stage.day(before=60)
        stage.add(
            "fixmedins_cntr_d",
            fixmedins_code=shop.fixmedins_code,
            begndate=date(2025, 1, 1),
            enddate=last,
            cntr_stas="1",
        )
        for person, late in zip(persons, (8, 15, 0), strict=True):
            purchase = stage.visit(person, shop, last + timedelta(days=late), hour=17)
            purchase.bill(stage.item("banlangen"), 2)
            if late:
                stage.plant(f"协议到期 {late} 天后仍结算", of=[purchase], whole=True)
            else:
                stage.lookalike("协议最后一天结算", of=[purchase], whole=True)

    stage.times(act, max(1, stage.size // 2))
