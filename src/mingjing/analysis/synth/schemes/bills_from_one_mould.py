"""A hospital writes its bills from three moulds and changes a line here and there."""

from functools import partial

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.practice import daily, date_of, parted, strengths, told, ward
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "全院病历费用套用模板"
BEHAVIOUR = "forged_record"
EXACT = False
ON_REQUEST = True
_NIGHTS = 7
_TESTS = (
    *("cbc", "urine", "stool", "pt", "aptt", "tt", "fib", "alt", "ast", "creatinine", "urea", "uricacid"),
    *("glucose", "potassium", "sodium", "crp", "tsh", "hbsag", "ck", "bnp", "afp", "cea"),
)
_CARE = ("infusion", "nebulise", "oxygen", "midfreq", "acupuncture", "cupping", "moxa", "traction")
Mould = list[tuple[str, int, int]]


def plant(stage: Stage) -> None:
    """Plant hospitals that copy all, half or a fifth (with care: more lines changed); beside them one that only operates on eyes."""
    for number, share in enumerate(strengths(stage)):
        stage.times(partial(_hospital, stage, number + 2, share), 1)
    stage.times(lambda: _eyes(stage), 1)


def _hospital(stage: Stage, place: int, share: float) -> None:
    hospital = stage.found("private", place)
    copied, honest = parted(180, share)
    ward(stage, hospital, honest)
    moulds = [_mould(stage) for _ in range(3)]
    stays = [
        _copy(stage, person, hospital, number, copied, moulds[number % len(moulds)])
        for number, person in enumerate(stage.crowd(copied, ages=(45, 75)))
    ]
    stage.plant(f"{told(share)}住院费用抄自三份模板", of=stays, whole=True, formula="none", inst=hospital)


def _mould(stage: Stage) -> Mould:
    keys = stage.chance.sample(_TESTS, 14) + stage.chance.sample(_CARE, 5)
    return [(key, stage.chance.choice((1, 2, 4)), stage.chance.randint(1, 5)) for key in keys]


def _copy(
    stage: Stage, person: Person, hospital: Institution, number: int, count: int, mould: Mould
) -> Encounter:
    stay = stage.stay(person, hospital, date_of(stage, number, count), _NIGHTS, "pneumonia", auto=False)
    daily(stage, stay, _NIGHTS)
    changed = set(
        stage.chance.sample(range(len(mould)), stage.chance.randint(*((1, 3) if stage.hard else (0, 2))))
    )
    for position, (key, cnt, offset) in enumerate(mould):
        written = stage.chance.choice(_TESTS) if position in changed else key
        stay.bill(stage.item(written), cnt, offset=offset)
    return stay


def _eyes(stage: Stage) -> None:
    hospital = stage.found("private", 4)
    stays = ward(stage, hospital, 150, ("cataract",))
    stage.lookalike("白内障专科，路径相同", of=stays, whole=True, formula="none", inst=hospital)
