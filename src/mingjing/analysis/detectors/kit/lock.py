"""`models.lock`: code → version and hash, so that changed features or weights force a new version of the card."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mingjing.analysis import detectors
from mingjing.analysis.detectors.kit import steps as documents
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.model import Model
from mingjing.kernel.lock import Entry, Lock, deciding

LOCK = Lock(
    Path(detectors.__file__).parent / "models.lock",
    "模型",
    "mingjing models lock",
    "特征的 SQL、权重、门槛、同组、行为或计算程序",
)
_OF_UNITS = {"zh", "subject", "show", "planted", "apart", "traces", "baseline"}
_OF_FEATURES = {"zh", "formula", "source", "show", "say"}


def model_hash(model: Model) -> str:
    """Return the sha256 of what decides a model's scores and findings: steps, computed relations, units, features.

    Layout and comments of the SQL do not count, nor do texts for the officer or what validation compares with.
    """
    program = model.folder / "detector.py"
    return deciding(
        {
            "steps": {
                name: documents.tree_of(sql, model.steps.path).sql(dialect="duckdb", comments=False)
                for name, sql in model.steps.sql.items()
            },
            "program": program.read_text(encoding="utf-8") if program.exists() else "",
            "behaviour": model.card.behaviour,
            "needs": sorted(model.card.needs),
            "law": list(model.card.law),
            "units": [_unit(unit) for unit in model.card.units],
        }
    )


def _unit(unit: Unit) -> dict[str, Any]:
    held = {name: value for name, value in asdict(unit).items() if name not in _OF_UNITS}
    held["features"] = [
        {name: value for name, value in feature.items() if name not in _OF_FEATURES}
        for feature in held["features"]
    ]
    return held


def entries(models: Mapping[str, Model]) -> dict[str, Entry]:
    """Return what the lock file should hold for these models."""
    return {
        code: Entry(model.card.version, model_hash(model), f"{model.card.path}: version")
        for code, model in models.items()
    }
