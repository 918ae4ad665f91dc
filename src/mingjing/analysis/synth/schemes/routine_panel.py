"""Every patient of a ward gets the tumour marker, whatever brought them in."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "入院套餐式检验"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
_STAYS = 33


def plant(stage: Stage) -> None:
    """Plant AFP in every stay of one orthopaedic ward; beside it a liver ward where AFP belongs."""

    def ward(care: str, dept: str) -> None:
        people = [stage.person(ages=(35, 85)) for _ in range(_STAYS)]
        hospital, first = stage.found("county", people[0].place), stage.day(before=90).replace(day=2)
        stays = []
        for number, person in enumerate(people):
            stay = stage.stay(
                person, hospital, first + timedelta(days=number // 2), 5, care, auto=False, dept=dept
            )
            for offset in range(5):
                for key in ("bed", "nurse2", "ipconsult"):
                    stay.bill(stage.item(key), offset=offset)
                stay.bill(stage.item("midfreq" if care == "disc" else "infusion"), offset=offset)
            stay.bill(stage.item("afp"))
            stays.append(stay)
        if care == "disc":
            stage.plant("骨科每例住院都查甲胎蛋白", of=stays, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("肝病科每例住院都查甲胎蛋白", of=stays, whole=True, formula="none", inst=hospital)

    stage.times(lambda: ward("disc", "A04"), 1)
    stage.times(lambda: ward("cirrhosis", "A16"), 1)
