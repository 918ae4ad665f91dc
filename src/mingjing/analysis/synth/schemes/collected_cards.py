"""A hospital admits the cards of people who live their lives elsewhere."""

from datetime import timedelta

from mingjing.analysis.synth.practice import BEDSIDE, daily
from mingjing.analysis.synth.stage import Stage

TITLE = "收集社保卡空挂住院"
BEHAVIOUR = "sham_stay"
EXACT = False
_NIGHTS = 7


def plant(stage: Stage) -> None:
    """Plant stays of bed and nursing whose patients are treated at a clinic twice (with care: once) meanwhile; beside them real ones."""

    days = (2,) if stage.hard else (2, 5)

    def ghost() -> None:
        person = stage.person(ages=(45, 80), place=0)
        stage.keep_free(person)
        hospital, day = stage.inst("private", 0), stage.day(before=60)
        stay = stage.stay(person, hospital, day, _NIGHTS, "disc", auto=False)
        for key in BEDSIDE:
            daily(stage, stay, _NIGHTS, (key,))
        for key in ("cbc", "ecg"):
            stay.bill(stage.item(key), offset=1)
        for offset in days:
            visit = stage.visit(
                person, stage.inst("clinic", 0), day + timedelta(days=offset), hour=15, diag="J06.900"
            )
            for key in ("consult", "infusion", "glucoseinj"):
                visit.bill(stage.item(key))
        stage.plant(f"住院期间 {len(days)} 次在诊所输液", of=[stay], whole=True, formula="none")

    def real() -> None:
        person = stage.person(ages=(45, 80), place=0)
        stage.keep_free(person)
        hospital, day = stage.inst("private", 0), stage.day(before=60)
        stay = stage.stay(person, hospital, day, _NIGHTS, "disc")
        shop = stage.visit(person, stage.inst("pharmacy", 0), day + timedelta(days=3), hour=17, cert="01")
        shop.bill(stage.item("yinxing"))
        stage.lookalike("每日治疗，家属凭电子凭证购药", of=[stay], whole=True, formula="none")

    stage.times(ghost, stage.size * 2)
    stage.times(real)
