"""Two patients lie in one bed."""

from datetime import timedelta
from typing import Any

from mingjing.analysis.synth.stage import Stage

TITLE = "叠床：一张床位同时住两人"
BEHAVIOUR = "sham_stay"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant pairs of stays that share a bed for five nights; beside them a bed that was handed over a night late."""

    def pair(overlap: int, again: int) -> None:
        place = stage.person(ages=(40, 75)).place
        hospital, first = stage.inst("county", place), stage.day(before=60)
        for number in range(again):
            bed, begin = f"特{stage.chance.randint(100, 999)}", first + timedelta(days=14 * number)
            one, two = stage.person(ages=(40, 75)), stage.person(ages=(40, 75))
            stage.stay(one, hospital, begin, 9, "angina", bed=bed)
            later = stage.stay(two, hospital, begin + timedelta(days=9 - overlap), 8, "heartfail", bed=bed)
            span: dict[str, Any] = {"since": later.day(), "till": later.day(overlap - 1), "classes": ("01",)}
            if overlap > 1:
                stage.plant(f"与另一患者同床 {overlap} 夜", of=[later], **span)
            else:
                stage.lookalike("换床当晚重叠一夜", of=[later], **span)

    stage.times(lambda: pair(5, 2), max(1, stage.size // 2))
    stage.times(lambda: pair(1, 1), max(1, stage.size // 2))
