"""A shop redeems the electronic vouchers of people who live far away and were never seen in town."""

from datetime import date, timedelta

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "异地参保人电子凭证集中套现"
BEHAVIOUR = "cash_out"
EXACT = False
_GOODS = ("yunnan", "banlangen", "lianhua", "chuanbei")


def plant(stage: Stage) -> None:
    """Plant a month of bills of a dozen strangers; beside it a shop where migrants buy who see the doctors of the town."""

    def month(strangers: bool) -> None:
        first = stage.day(before=60).replace(day=2)
        buyers = [stage.stranger("430682", ages=(25, 70), insutype="310") for _ in range(12)]
        shop, clinic = stage.found("pharmacy"), stage.inst("county", 1)
        for number in range(6):
            neighbour = stage.person(ages=(25, 70), insutype="310", place=shop.place)
            stage.visit(neighbour, shop, first - timedelta(days=20 - number)).bill(stage.item("yunnan"))
        if not strangers:
            for number, buyer in enumerate(buyers):
                seen = first - timedelta(days=12 - number)
                stage.visit(buyer, clinic, seen, pay_loc="4").bill(stage.item("consult"))
        bills = [_bill(stage, buyers[number % 12], shop, first, number) for number in range(36)]
        if strangers:
            stage.plant("异地参保人一个月 36 笔电子凭证", of=bills, whole=True, formula="none", inst=shop)
        else:
            stage.lookalike("在本市看病的外来人员购药", of=bills, whole=True, formula="none", inst=shop)

    stage.times(lambda: month(True), 1)
    stage.times(lambda: month(False), 1)


def _bill(stage: Stage, buyer: Person, shop: Institution, first: date, number: int) -> Encounter:
    day = first + timedelta(days=number * 25 // 36)
    bill = stage.visit(buyer, shop, day, hour=9 + number % 9, minute=number, cert="01", pay_loc="4")
    bill.bill(stage.item(_GOODS[number % 4]))
    return bill
