"""A company of strangers walks from the hospital to the shop and settles one after the other, again and again."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "多人结伴在多家机构先后结算"
BEHAVIOUR = "gang"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant six persons of several counties at three institutions on nine dates (with care: five on six); beside them a family at its shop."""

    size, rounds = (5, 6) if stage.hard else (6, 9)

    def company() -> None:
        persons = [stage.person(ages=(40, 75), insutype="310", place=number % 3) for number in range(size)]
        sites = [stage.inst("pharmacy", 0), stage.inst("township", 1), stage.inst("tcm", 1)]
        first, visits = stage.start + timedelta(days=stage.days // 3), []
        for round_no in range(rounds):
            site = sites[round_no % 3]
            day = first + timedelta(days=11 * round_no + stage.chance.randint(0, 4))
            hour, minute = stage.chance.randint(9, 16), stage.chance.randint(0, 40)
            for number, person in enumerate(persons):
                visit = stage.visit(person, site, day, hour=hour, minute=minute + 2 * number)
                visit.bill(stage.item("fufangdanshen"))
                if site.type == "1":
                    visit.bill(stage.item("consult"))
                visits.append(visit)
        stage.plant(
            f"{size} 人 {rounds} 次先后在三家机构结算", of=visits, whole=True, formula="none", inst=sites[0]
        )

    def family() -> None:
        ages = ((62, 75), (62, 75), (33, 45), (18, 22))
        persons = [stage.person(ages=age, place=0) for age in ages]
        phone, shop = f"136{stage.chance.randint(10_000_000, 99_999_999)}", stage.inst("pharmacy", 0, nth=1)
        first, visits = stage.start + timedelta(days=stage.days // 3), []
        for month in range(6):
            day = first + timedelta(days=28 * month)
            for number, person in enumerate(persons):
                visit = stage.visit(person, shop, day, hour=17, minute=20 + 3 * number, tel=phone)
                visit.bill(stage.item("banlangen"))
                visits.append(visit)
        stage.lookalike("一家三代每月一起购药", of=visits, whole=True, formula="none", inst=shop)

    stage.times(company, max(1, stage.size // 4))
    stage.times(family, max(1, stage.size // 4))
