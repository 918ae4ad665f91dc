"""MDL-01: hospitals and persons carry the amounts of the very stays that have one as findings of their own."""

import pyarrow as pa

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine

MODEL = models()["MDL-01"]
SIGNS = ("CONTRA", "COPY", "GROUP")
# By stay: score, families, days elsewhere, failed checks, rarity of company, likeness; and the families that count so.
STAYS = {
    "elsewhere": (0.9, 3, 1, 0, 0.0, 0.0, ("CONTRA",)),
    "not met once": (0.9, 3, 0, 1, 0.0, 0.0, ()),
    "not met twice": (0.9, 3, 0, 2, 0.0, 0.0, ("CONTRA",)),
    "in company": (0.9, 3, 0, 0, 3.5, 0.0, ("GROUP",)),
    "a copy": (0.9, 3, 0, 0, 0.0, 0.4, ("COPY",)),
    "only little care": (0.9, 3, 0, 0, 0.0, 0.0, ()),
    "of one family": (0.9, 1, 1, 0, 0.0, 0.0, ("CONTRA",)),
    "a doubt": (0.7, 3, 1, 0, 0.0, 0.0, ("CONTRA",)),
}


def _carried() -> set[str]:
    """The stays whose lines hospitals carry."""
    told = [(name, *values[:6]) for name, values in STAYS.items()]
    name, score, families, elsewhere, failed, batch, twin = (
        list(column) for column in zip(*told, strict=True)
    )
    duck = DuckDBEngine("1GB", 1)
    whose = {"fixmedins_code": ["H"] * len(told), "psn_no": ["P"] * len(told), "year_no": [0] * len(told)}
    marked = {"stay_id": name, "score_raw": score, "families": families, **whose}
    held = {"stay_id": name, "elsewhere": elsewhere, "wcfail": failed, "batch": batch, "twin": twin}
    duck.attach_arrow(MODEL.steps.relation("marked"), pa.table(marked))
    duck.attach_arrow(MODEL.steps.relation("held_stay"), pa.table(held))
    duck.attach_view(MODEL.steps.relation("priced"), MODEL.steps.written("priced"))
    rows = duck.fetch(MODEL.steps.written("hospital_line")).to_pylist()
    duck.close()
    return {row["stay_id"] for row in rows}


def test_hospitals_carry_the_stays_that_are_priced_themselves() -> None:
    (unit,) = (one for one in MODEL.card.units if one.name == "held_stay")
    rows = [
        {"stay_id": name, "score": values[0], "families": values[1]}
        | {f"c_{sign}": 0.3 if sign in values[6] else 0.0 for sign in SIGNS}
        for name, values in STAYS.items()
    ]
    priced = {row["stay_id"] for row in MODEL.detector.flagged(unit, rows) if row["stay_id"]}
    assert _carried() == priced == {"elsewhere", "not met twice", "in company", "a copy"}
