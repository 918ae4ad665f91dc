"""One stay is written and copied for other patients, some of the copies with a few lines changed."""

from datetime import timedelta

from mingjing.analysis.synth.practice import daily
from mingjing.analysis.synth.stage import Stage

TITLE = "抄写住院费用并稍作改动"
BEHAVIOUR = "forged_record"
EXACT = False
_LABS = (
    "cbc", "urine", "stool", "pt", "aptt", "tt", "fib", "ddimer", "alt", "ast", "creatinine", "urea", "uricacid", "glucose",
    "hba1c", "potassium", "sodium", "ck", "tni", "bnp", "crp", "afp", "cea", "tsh", "hbsag",
)  # fmt: skip
_CARE = (
    "infusion",
    "nebulise",
    "oxygen",
    "midfreq",
    "acupuncture",
    "cupping",
    "moxa",
    "traction",
    "electroacu",
)
_NIGHTS = 7


def plant(stage: Stage) -> None:
    """Plant five copies with 0, 5 and 15 % of the lines changed (with care: 10 and 15 %); beside them six cataracts of one morning."""

    shares = (0.0, 0.1, 0.1, 0.15, 0.15) if stage.hard else (0.0, 0.0, 0.05, 0.05, 0.15)

    def copies() -> None:
        hospital, first = stage.inst("county", 0), stage.day(before=75)
        keys = stage.chance.sample(_LABS, 16) + stage.chance.sample(_CARE, 6)
        script = [(key, stage.chance.choice((1, 2, 5)), stage.chance.randint(1, 5)) for key in keys]
        others = [key for key in (*_LABS, *_CARE) if key not in keys]
        stays = []
        for number, changed in enumerate(shares):
            person = stage.person(ages=(45, 70), place=0)
            stay = stage.stay(
                person, hospital, first + timedelta(days=2 * number), _NIGHTS, "pneumonia", auto=False
            )
            daily(stage, stay, _NIGHTS)
            swap = set(stage.chance.sample(range(len(script)), round(changed * len(script))))
            for position, (key, cnt, offset) in enumerate(script):
                item = stage.chance.choice(others) if position in swap else key
                stay.bill(stage.item(item), cnt, offset=offset)
            stays.append(stay)
        stage.plant("五人住院费用抄自一份", of=stays, whole=True, formula="none", inst=hospital)

    def morning() -> None:
        hospital, day = stage.inst("county", 0), stage.day(before=75)
        stays = [
            stage.stay(stage.person(ages=(60, 80), place=0), hospital, day, 2, "cataract") for _ in range(6)
        ]
        stage.lookalike("同日六例白内障手术", of=stays, whole=True, formula="none", inst=hospital)

    stage.times(copies, max(1, stage.size // 4))
    stage.times(morning, max(1, stage.size // 4))
