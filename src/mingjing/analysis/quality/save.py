"""Assesses a batch before it is published and saves the report beside its rows."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.view import IN_FORCE
from mingjing.analysis.quality.page import render
from mingjing.analysis.quality.report import RuleState, build_report


def assess(engine: DuckDBEngine, lake: Lake, batch: Batch, rules: Sequence[RuleState]) -> None:
    """Write quality.json and quality.html of `batch`, and of everything in force when `lake` holds more than it."""
    day = date.fromisoformat(batch.manifest["created_at"][:10])
    _save(build_report(engine, lake, [batch], rules, day), "数据质量报告", batch.folder)
    if len(lake.batches) > 1:
        everything = build_report(engine, lake, lake.batches, rules, day)
        _save(everything, "数据质量报告（全部有效批次）", batch.folder / IN_FORCE)


def read_report(batch: Batch) -> dict[str, Any]:
    """Return the saved report of a published batch."""
    report: dict[str, Any] = json.loads((batch.folder / "quality.json").read_text(encoding="utf-8"))
    return report


def _save(data: dict[str, Any], title: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "quality.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "quality.html").write_text(render(data, title), encoding="utf-8")
