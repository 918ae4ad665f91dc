"""The kinds of activities a bureau puts on file, read from `activities.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: which fields it has, under which labels, and the measures it gives."""

    name: str
    title: str
    institution: str
    facts: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    people: str = ""
    amount: str = ""
    patients: str = ""
    ledger: bool = False
    hint: str = ""

    def label(self, name: str) -> str:
        """Return the label of a field, empty when it has none."""
        return {
            "number": self.number, "people": self.people, "amount": self.amount, "patients": self.patients
        }[name]  # fmt: skip


FIELDS = ("number", "people", "amount", "patients")


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds by name."""
    data = yaml.load(
        (Path(__file__).parent / "activities.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return {name: Kind(name, **one) for name, one in data.items()}
