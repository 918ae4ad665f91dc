"""MDL-06 works out the dear parts only of what its card judges: the step and the gate must say the same."""

import re

from mingjing.analysis.detectors.kit.model import models


def test_the_step_of_what_is_judged_keeps_what_passes_the_gate() -> None:
    model = models()["MDL-06"]
    gate = next(unit.gate for unit in model.card.units if unit.name == "item_use")
    kept = re.sub(r"\b[pu]\.", "", model.steps.sql["judged"].split("WHERE", 1)[1])
    assert " ".join(kept.split()) == gate
