"""Where a step asks for the card's gate before the rest is worked out, both ask for the same."""

import re

import pytest

from mingjing.analysis.detectors.kit.model import models


@pytest.mark.parametrize(
    ("code", "unit", "step", "column"),
    [("MDL-08", "person", "goer", "visits"), ("MDL-05", "holder", "holder_sum", "COUNT(*)")],
)
def test_a_step_lets_through_what_the_gate_lets_through(code: str, unit: str, step: str, column: str) -> None:
    model = models()[code]
    gate = next(one.gate for one in model.card.units if one.name == unit)
    least = re.fullmatch(r"\w+ >= (\d+)", gate or "")
    assert least
    assert f"{column} >= {least[1]}" in model.steps.sql[step]
