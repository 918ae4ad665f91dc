"""What a run takes from verdicts and from the run before: calibrations, the order of leads, the check for drift."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mingjing.analysis.detectors.kit import calibrate
from mingjing.analysis.detectors.kit.calibrate import Calibration
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import drift, ranking, traits


def calibrations(last: Path | None) -> dict[str, Calibration]:
    """Return how the scores of models read in this run: by verdicts, or as in the run before where its check froze them."""
    return calibrate.read() | drift.frozen(last)


def key(used: Mapping[str, Calibration]) -> list[str]:
    """Return what of the calibrations decides the scores, for the key of the run."""
    return [f"{code}:{one.knots}" for code, one in sorted(used.items()) if one.knots]


def learn(
    engine: DuckDBEngine,
    out: Path,
    marts: Path,
    result: Mapping[str, Any],
    last: Path | None,
    used: Mapping[str, Calibration],
) -> dict[str, Any]:
    """Check for drift, decide the order of the leads, keep what was known of each finding; all of it in `out`.

    Returns what summary says of it (drift, ranking). Runs before the leads are built.
    """
    ran = {one["code"] for one in result["models"] if one["status"] == "evaluated"}
    drift.keep(out, {code: one for code, one in used.items() if code in ran})
    told = drift.check(out, last, {code: used[code].error for code in sorted(ran & used.keys())})
    traits.write(engine, out, marts, result["span"]["last"])
    order = ranking.write(out, told["frozen"])
    return {"drift": told, "ranking": order.shown}


def manifest(result: Mapping[str, Any], used: Mapping[str, Calibration]) -> dict[str, Any]:
    """Return what the manifest keeps, so that scores and order can be made again bit by bit."""
    return {
        "ranking": result["ranking"],
        "drift": {"against": result["drift"]["against"], "frozen": result["drift"]["frozen"]},
        "calibration": {
            code: {
                "method": one.method,
                "verdicts": one.verdicts,
                "until": one.until,
                "frozen": one.frozen,
                "knots": list(one.knots),
            }
            for code, one in sorted(used.items())
        },
    }
