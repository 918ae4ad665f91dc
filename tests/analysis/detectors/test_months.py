"""Whose rows a step is asked for."""

import pytest

from mingjing.analysis.detectors.kit import months
from mingjing.analysis.detectors.kit.model import models

UNIT = next(unit for unit in models()["MDL-03"].card.units if unit.name == "person")


@pytest.mark.parametrize(
    ("persons", "sql"),
    [
        ((), "false"),
        (("B", "A", "B"), "h.psn_no IN ('A', 'B')"),
        (("O'Hara",), "h.psn_no IN ('O''Hara')"),
        (("A", None), "true"),
    ],
)
def test_a_step_is_asked_for_the_keys_of_the_flagged_alone(persons: tuple[str | None, ...], sql: str) -> None:
    assert months.among(UNIT, "h.psn_no", [{"psn_no": one} for one in persons]) == sql
