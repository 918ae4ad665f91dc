"""What a model may do beyond its card and its steps: compute relations in Python, have the last word on findings."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mingjing.analysis.detectors.kit.card import Card, Unit
from mingjing.analysis.detectors.kit.steps import Steps

Row = dict[str, Any]


class Detector:
    """The default: everything stands in card and steps. detector.py of a model may hold one subclass.

    A relation listed under `python:` in the header of features.sql is the method of that name:
    `def crew(self, edge: pa.Table) -> pa.Table`, its arguments the relations that it `reads`.
    """

    def __init__(self, card: Card, steps: Steps) -> None:
        self.card = card
        self.steps = steps

    def compute(self, name: str, inputs: Mapping[str, pa.Table]) -> pa.Table:
        """Return the relation `name`, with the columns that the header of features.sql declares."""
        table: pa.Table = getattr(self, name)(**inputs)
        return table

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """Return the findings of a unit; drop rows, or change their text, behaviour, related, sev_deg, excess_amt."""
        return rows
