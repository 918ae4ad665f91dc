"""A patient is discharged on paper and admitted again days later for the same illness."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "分解住院"
BEHAVIOUR = "split_stay"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a readmission within 15 days; beside it chemotherapy cycles, a planned return, a return after 40 days."""

    def act() -> None:
        person, day = stage.person(ages=(55, 85)), stage.day()
        hospital = stage.inst("county", person.place)
        stage.stay(person, hospital, day, 8, "copdstay")
        gap = stage.chance.randint(1, 15)
        again = stage.stay(person, hospital, day + timedelta(days=8 + gap), 7, "copdstay")
        stage.plant(f"出院 {gap} 天后因同一疾病再入院", of=[again], whole=True)

    def cycles() -> None:
        person, day = stage.person(ages=(45, 75)), stage.day()
        stays = [
            stage.stay(person, stage.inst("city"), day + timedelta(days=14 * n), 3, "chemo", days_rinp="2")
            for n in range(3)
        ]
        stage.lookalike("化疗周期，间隔 11 天", of=stays, whole=True)

    def planned() -> None:
        person, day = stage.person(ages=(30, 60)), stage.day()
        hospital = stage.inst("county", person.place)
        first = stage.stay(person, hospital, day, 7, "gallstone", days_rinp="2")
        second = stage.stay(person, hospital, day + timedelta(days=16), 5, "gallstone", auto=False)
        for offset in range(5):
            for key in ("bed", "nurse2", "infusion", "cefoperazone"):
                second.bill(stage.item(key), offset=offset)
        stage.lookalike("首次出院时已计划再次入院", of=[first, second], whole=True)

    def later() -> None:
        person, day = stage.person(ages=(55, 85)), stage.day(before=70)
        hospital = stage.inst("county", person.place)
        stays = [stage.stay(person, hospital, day + timedelta(days=n), 7, "heartfail") for n in (0, 47)]
        stage.lookalike("出院 40 天后复发", of=stays, whole=True)

    for scene in (act, cycles, planned, later):
        stage.times(scene)
