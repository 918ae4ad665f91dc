"""A hospital writes severe complications into simple cases, so that they fall into the dearer group."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.cast import Institution, Person
from mingjing.analysis.synth.practice import failing_heart
from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "虚增合并症并发症以入高权重病组"
BEHAVIOUR = "upcoding"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant heart failures that nobody treated, at two strengths; beside them hospitals whose heart failures cost what they cost."""
    for number in range(max(1, stage.size // 4)):
        county = number % 6
        for kind, place, count, treated in (
            ("county", (county + 3) % 6, 24 if stage.hard else 36, False),
            ("county", (county + 4) % 6, 12, False),
            ("city", 0, 20, True),
            ("county", county, 5, True),
            ("county", (county + 1) % 6, 5, True),
            ("county", (county + 5) % 6, 5, True),
        ):
            stage.times(partial(_hospital, stage, kind, place, count, treated=treated), 1)


def _hospital(stage: Stage, kind: str, place: int, count: int, *, treated: bool) -> None:
    """Admit `count` people over four months whose papers say heart failure."""
    hospital = stage.inst(kind, place)
    people = stage.crowd(count, ages=(60, 86) if treated else (40, 75))
    # With more care a part of them is examined, so that something of the illness is in the bill.
    stays = [
        _stay(stage, person, hospital, number, count, treated or (stage.hard and number % 3 == 0))
        for number, person in enumerate(people)
    ]
    if treated:
        stage.lookalike("老年患者确有心力衰竭并予治疗", of=stays, whole=True, formula="none", inst=hospital)
    else:
        note = f"{count} 例普通病例写入心力衰竭而无相应诊治"
        stage.plant(note, of=stays, whole=True, formula="none", inst=hospital)


def _stay(
    stage: Stage, person: Person, hospital: Institution, number: int, count: int, treated: bool
) -> Encounter:
    day = stage.start + timedelta(days=stage.days // 2 + number * (stage.days // 3) // count)
    return failing_heart(stage, person, hospital, day, number, treated)
