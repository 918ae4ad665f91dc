"""How often a rule was confirmed and which share of its money, shrunken while few of its findings were checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mingjing.analysis.detectors.kit.verdicts import Checked

# A Beta prior of 2 and 2 weighs as much as four verdicts.
PRIOR = 4.0
DEFAULT = 0.2


@dataclass(frozen=True, slots=True)
class Tally:
    """Checked findings: how many, how many of them were true by weight of the draw, and their verified share."""

    number: int
    true: float
    money: float
    positives: int


@dataclass(frozen=True, slots=True)
class Rates:
    """The tallies by rule and by behaviour, and of all together."""

    rules: Mapping[str, Tally] = field(default_factory=dict)
    families: Mapping[str, Tally] = field(default_factory=dict)
    all: Tally = Tally(0, 0.0, 0.0, 0)

    def confirmed(self, code: str, behaviour: str) -> float:
        """Return the probability that a finding of the rule is true."""
        rate = _shrunken(self.all.true, self.all.number, DEFAULT)
        family, rule = self.families.get(behaviour), self.rules.get(code)
        rate = _shrunken(family.true, family.number, rate) if family else rate
        return _shrunken(rule.true, rule.number, rate) if rule else rate

    def ratio(self, code: str) -> float:
        """Return the share of the suspected amount that is verified when a finding of the rule is true."""
        rate = _shrunken(self.all.money, self.all.positives, 1.0)
        rule = self.rules.get(code)
        return _shrunken(rule.money, rule.positives, rate) if rule else rate


def _shrunken(total: float, number: int, mean: float) -> float:
    return (PRIOR * mean + total) / (PRIOR + number)


def tally(rows: Iterable[Checked]) -> Rates:
    """Count the verdicts that say whether a finding was true."""
    labelled = [row for row in rows if row.label is not None]
    rules: dict[str, list[Checked]] = {}
    families: dict[str, list[Checked]] = {}
    for row in labelled:
        rules.setdefault(row.code, []).append(row)
        families.setdefault(row.behaviour, []).append(row)
    return Rates(
        {code: _tally(some) for code, some in sorted(rules.items())},
        {name: _tally(some) for name, some in sorted(families.items())},
        _tally(labelled),
    )


def _tally(rows: list[Checked]) -> Tally:
    """Weighted shares times the number: who was drawn at random speaks for those who were not."""
    weight = sum(row.drawn for row in rows)
    true = sum(row.drawn * (row.label or 0) for row in rows)
    positive = [row for row in rows if row.label]
    share = true / weight if weight else 0.0
    return Tally(
        len(rows), round(share * len(rows), 6), round(sum(r.share for r in positive), 6), len(positive)
    )
