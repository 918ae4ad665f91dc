"""What a run was made from: enough to replay it, and to tell whether a killed run can be continued."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import mingjing
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules import document
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.lock import rule_hash
from mingjing.analysis.rules.parameter import Parameter
from mingjing.analysis.screening.models import model_hash
from mingjing.kernel import local


def digest(*parts: str) -> str:
    """Return the sha256 of the parts, each ended so that no two lists of parts collide."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part.encode() + b"\0")
    return state.hexdigest()


def knowledge_hashes() -> dict[str, str]:
    """Return sha256 by knowledge list, of its rows as they are stored."""
    return {
        name: hashlib.sha256(found.path.with_suffix(".csv").read_bytes()).hexdigest()
        for name, found in knowledge_lists().items()
    }


def run_key(
    lake: Lake, rules: Sequence[Rule], models: Sequence[Model] = (), learnt: Sequence[str] = ()
) -> str:
    """Return what identifies the work of a run: same key, same intermediate results.

    Verdicts count by what was `learnt` from them alone: one more of them does not undo the work of a killed run.
    """
    return digest(
        lake.fingerprint,
        mingjing.__version__,
        *(f"{rule.code}:{rule_hash(rule)}" for rule in rules),
        *(f"{model.code}:{model_hash(model)}" for model in models),
        *(f"{name}:{digest(mart.sql)}" for name, mart in marts.marts().items()),
        *(f"{name}:{value}" for name, value in knowledge_hashes().items()),
        *(value for path, value in local.hashes().items() if Path(path).name != local.VERDICTS),
        *learnt,
    )


def manifest(
    lake: Lake, rules: Sequence[Rule], settings: Mapping[str, Any], run_id: str, models: Sequence[Model] = ()
) -> dict[str, Any]:
    """Return the manifest of a run (standard.md section 2)."""
    return {
        "run_id": run_id,
        "software": mingjing.__version__,
        "lake": {"fingerprint": lake.fingerprint, "batches": [batch.id for batch in lake.batches]},
        "inputs": {name: lake.rows(name) for name in lake.tables},
        "rules": {
            rule.code: {
                "version": rule.version,
                "status": rule.status,
                "sha256": rule_hash(rule),
                "from": document.origin(rule),
                "parameters": {name: _shown(p.default) for name, p in rule.params.items()},
                "parameter_values": {name: _values(p) for name, p in rule.params.items() if p.ranked},
            }
            for rule in rules
        },
        "models": {
            model.code: {
                "version": model.card.version,
                "status": model.card.status,
                "sha256": model_hash(model),
            }
            for model in models
        },
        "knowledge": knowledge_hashes(),
        "local": local.hashes(),
        "settings": dict(settings),
    }


def _values(parameter: Parameter) -> list[dict[str, Any]]:
    """The regional and dated values, the one that prevails first."""
    return [asdict(value) | {"value": _shown(value.value)} for value in parameter.ranked]


def _shown(value: Any) -> Any:
    return value if isinstance(value, int | bool) else str(value)


def save_json(path: Path, data: Any) -> None:
    """Write JSON so that it appears as a whole or not at all."""
    draft = path.with_name(path.name + ".tmp")
    draft.write_text(json.dumps(data, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    draft.replace(path)
