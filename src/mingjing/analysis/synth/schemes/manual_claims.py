"""Dear stays at a hospital far away are claimed by hand, all under one telephone."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "异地住院手工报销集聚"
BEHAVIOUR = "false_bill"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant four claims of one month with one phone; beside them a patient with a phone of their own."""

    def claims(size: int) -> None:
        hospital, day = stage.inst("provincial"), stage.day(before=60).replace(day=3)
        phone = f"138{stage.chance.randint(10_000_000, 99_999_999)}"
        stays = []
        for number in range(size):
            person = stage.person(ages=(40, 75))
            fields = {"tel": phone} if size > 1 else {}
            begin = day + timedelta(days=2 * number)
            stay = stage.stay(person, hospital, begin, 9, "pci", pay_loc="1", **fields)
            for offset in range(1, 6):
                stay.bill(stage.item("albumin"), 4, offset=offset)
            stays.append(stay)
        if size > 1:
            stage.plant(
                "四人同月在同一外地医院，留同一电话", of=stays, whole=True, formula="none", inst=hospital
            )
        else:
            stage.lookalike("一人手工报销", of=stays, whole=True, formula="none")

    stage.times(lambda: claims(4), max(1, stage.size // 4))
    stage.times(lambda: claims(1), max(1, stage.size // 4))
