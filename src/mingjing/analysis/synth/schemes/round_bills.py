"""A shop turns accounts into cash: the bills are round sums, whatever was bought."""

from datetime import timedelta
from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "凑整刷卡"
BEHAVIOUR = "cash_out"
EXACT = False
_CUSTOMERS = 15


def plant(stage: Stage) -> None:
    """Plant a month of bills of 100, 150 and 200 yuan; beside them a shop whose bills are as they come."""

    def month(rounded: bool) -> None:
        people = [stage.person(ages=(25, 75), insutype="310") for _ in range(_CUSTOMERS)]
        shop, first = stage.found("pharmacy", people[0].place), stage.day(before=60).replace(day=2)
        bills = []
        for number in range(3 * _CUSTOMERS):
            person, day = people[number % _CUSTOMERS], first + timedelta(days=number * 25 // (3 * _CUSTOMERS))
            bill = stage.visit(person, shop, day, hour=9 + number % 9, minute=number)
            price = Decimal(100 + 50 * (number % 3)) if rounded else None
            bill.bill(stage.item(("yunnan", "banlangen", "lianhua", "chuanbei")[number % 4]), pric=price)
            bills.append(bill)
        if rounded:
            stage.plant("一个月 45 笔结算都是 50 元的整倍数", of=bills, whole=True, formula="none", inst=shop)
        else:
            stage.lookalike("金额有零有整", of=bills, whole=True, formula="none", inst=shop)

    stage.times(lambda: month(True), max(1, stage.size // 6))
    stage.times(lambda: month(False), max(1, stage.size // 6))
