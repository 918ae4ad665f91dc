"""What RANK may know of a finding: only what stood when it was found, nothing about persons, owners or earlier checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

RATE = "rule_rate"


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of a finding. `monotone` 1: more of it never lowers the probability."""

    name: str
    zh: str
    monotone: int = 0


TRAITS = (
    Trait("severity", "严重程度", 1),
    Trait("score", "模型得分", 1),
    Trait("coverage", "特征覆盖率"),
    Trait("stab", "稳定性", 1),
    Trait("null_fdr", "随机情况下的误检占比"),
    Trait("families", "同时异常的特征族数", 1),
    Trait("leading", "首要特征族的贡献"),
    Trait("rules_on_lines", "同一明细上的其他规则数"),
    Trait("models_on_lines", "同一明细上的模型数"),
    Trait("ln_amt", "疑点金额（对数）"),
    Trait("age_days", "行为距数据截止的天数"),
    Trait("data_gap", "该机构当月编码未贯标的种类"),
    Trait("peer_level", "同组比较的层级"),
    Trait("flags", "考虑过的诚实情形数"),
)
STORED = tuple(trait.name for trait in TRAITS)
ALL = (*TRAITS, Trait(RATE, "该规则（模型）的历史查实率", 1))

# Hours that checking one finding of a kind takes; further findings on the same document take a little each.
HOURS: Mapping[str, float] = {"fee": 0.5, "visit": 1, "person": 2, "staff": 3, "institution": 6, "group": 8}
FURTHER = 0.1


def matrix(found: Sequence[Mapping[str, float | None]], rates: Sequence[float]) -> Numbers:
    """Return one row per finding: its traits in the order of STORED, then the rate of its rule; NaN where unknown."""
    rows = [[_number(one.get(name)) for name in STORED] for one in found]
    table = np.array(rows, dtype=float).reshape(len(found), len(STORED))
    return np.column_stack([table, np.array(rates, dtype=float)])


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def hours(kinds: Sequence[str]) -> float:
    """Return the hours that a document with findings of these kinds takes."""
    return max(HOURS.get(kind, 1.0) for kind in kinds) + FURTHER * (len(kinds) - 1)
