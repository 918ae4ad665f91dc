"""A busload of villagers is admitted and sent home together, all under one telephone."""

from mingjing.analysis.synth.stage import Stage

TITLE = "组织住院：同日入出院、共用联系电话"
BEHAVIOUR = "sham_stay"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant seven stays (with care: five) of one week under one phone; beside them a guesthouse with food poisoning."""

    def group(care: str, nights: int, size: int, sick: bool) -> None:
        first = stage.person(ages=(45, 80))
        hospital, day = stage.inst("private", 0), stage.day(before=60)
        phone = f"139{stage.chance.randint(10_000_000, 99_999_999)}"
        stays = []
        for number in range(size):
            person = first if number == 0 else stage.person(ages=(45, 80), place=first.place)
            fields = {"diag": "A05.900", "diag2": None} if sick else {"tel": phone}
            stays.append(stage.stay(person, hospital, day, nights, care, **fields))
        if sick:
            stage.lookalike("聚餐食物中毒", of=stays, whole=True, formula="none", inst=hospital)
        else:
            stage.plant(
                f"{size} 人同日入出院，共用一个电话", of=stays, whole=True, formula="none", inst=hospital
            )

    stage.times(lambda: group("disc", 8, 5 if stage.hard else 7, False), max(1, stage.size // 4))
    stage.times(lambda: group("pneumonia", 6, 6, True), max(1, stage.size // 4))
