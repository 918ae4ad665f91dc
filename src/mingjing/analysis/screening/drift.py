"""The check of the models after each run: what they saw against the last run, in drift.json and the summary."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit import drift
from mingjing.analysis.detectors.kit.calibrate import Calibration, restored
from mingjing.analysis.detectors.kit.drift import Change
from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.screening.manifest import save_json
from mingjing.kernel.errors import LakeError

FILE, CALIBRATION, SCORES = "drift.json", "calibration.json", "model_scores"
WORST_ERROR = 0.10
FEWEST_FINDINGS = 20
_ERROR = "校准误差"


@dataclass(slots=True)
class Checked:
    """What the check of one model says. `changes` by unit; `told` are the sentences that a person should read."""

    code: str
    title: str
    frozen: bool = False
    told: list[str] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=dict)

    @property
    def dead(self) -> list[str]:
        """The features that say nothing about anybody, as unit.feature."""
        return [f"{unit}.{one.name}" for unit, some in self.changes.items() for one in some if one.dead]


def check(
    out: Path, last: Path | None, error: Mapping[str, float | None], kept: bool = True
) -> dict[str, Any]:
    """Compare the scores in `out` with those of the run `last`; return what the summary says of it.

    `error` is the expected calibration error by model; `kept` writes drift.json, which the next run goes by; without it, `out` must be finished. Raises LakeError when
    it or `last` is no finished run.
    """
    if not kept:
        _run_id(out, "筛查")
    reference = _run_id(last, "上次筛查") if last else ""
    scored = {file.stem for file in (out / SCORES).glob("*.parquet")}
    found = [
        _checked(out, last, model.card.name, error.get(model.code))
        for model in (models().values() if scored else ())
        if model.card.name in scored
    ]
    told = {
        "against": reference,
        "frozen": [one.code for one in found if one.frozen],
        "warned": [{"code": one.code, "title": one.title, "told": one.told} for one in found if one.told],
        "dead": [{"code": one.code, "title": one.title, "features": one.dead} for one in found if one.dead],
    }
    features = {
        one.code: {unit: [asdict(c) for c in some] for unit, some in one.changes.items()} for one in found
    }
    if kept:
        save_json(out / FILE, told | {"features": features})
    return told


def _run_id(folder: Path, which: str) -> str:
    file = folder / "summary.json"
    if not file.is_file():
        raise LakeError(
            f"{which}的结果文件夹中没有 summary.json", where=str(folder), do="指定一次已完成的筛查"
        )
    return str(json.loads(file.read_text(encoding="utf-8"))["run_id"])


def _checked(out: Path, last: Path | None, name: str, error: float | None) -> Checked:
    model = next(one for one in models().values() if one.card.name == name)
    done = Checked(model.code, model.card.title)
    now, file = (
        pq.ParquetFile(out / SCORES / f"{name}.parquet"),
        last / SCORES / f"{name}.parquet" if last else None,
    )
    before = pq.ParquetFile(file) if file and file.is_file() else None
    for unit in model.card.units:
        zh = {feature.name: feature.zh for feature in unit.features} | {"score_raw": "得分"}
        some = _unit(
            now,
            before,
            unit.name,
            {"score_raw": "score_raw"} | {f.name: f"x_{f.name}" for f in unit.features},
        )
        if some is None:
            continue
        done.changes[unit.name] = some
        done.frozen = done.frozen or any(one.freezes for one in some)
        done.told += [_sentence(unit.zh, zh[one.name], one) for one in some if one.warns]
        shared = _overlap(now, before, unit.name) if before else None
        if shared is not None and shared < drift.OVERLAP:
            done.told.append(f"{unit.zh}：得分最高的对象与上次只有 {shared:.0%} 相同")
    done.told += _volume(out, last, model.code) if last else []
    if error is not None and error > WORST_ERROR:
        done.told.append(f"{_ERROR} {error:.1%}，超过 {WORST_ERROR:.0%}")
    return done


def _unit(
    now: pq.ParquetFile, before: pq.ParquetFile | None, unit: str, columns: Mapping[str, str]
) -> list[Change] | None:
    """The changes of a unit's features; None when nobody of it was scored."""
    kept = _rows(now, unit)
    if not kept.any():
        return None
    earlier = _rows(before, unit) if before else np.zeros(0, dtype=bool)
    found = []
    for name, column in columns.items():
        if column not in now.schema_arrow.names:
            continue
        old = None
        if before and earlier.any() and column in before.schema_arrow.names:
            old = _values(before, column)[earlier]
        found.append(drift.change(name, _values(now, column)[kept], old))
    return found


def _rows(file: pq.ParquetFile, unit: str) -> Any:
    return np.array(file.read(["unit"]).column("unit").to_pylist(), dtype=object) == unit


def _values(file: pq.ParquetFile, column: str) -> Any:
    return file.read([column]).column(column).cast("double").to_numpy(zero_copy_only=False).astype(float)


def _overlap(now: pq.ParquetFile, before: pq.ParquetFile, unit: str) -> float | None:
    """Whether the same stand on top, whatever the period: the highest score of each key."""
    tops = []
    for file in (now, before):
        best: dict[str, float] = {}
        table = file.read(["unit", "unit_id", "period", "score_raw"])
        for row_unit, key, period, score in zip(*(c.to_pylist() for c in table.columns), strict=True):
            if row_unit == unit and score is not None:
                who = key.removesuffix(f"|{period}")
                best[who] = max(score, best.get(who, 0.0))
        tops.append(list(best.items()))
    return drift.overlap(tops[0], tops[1])


def _sentence(unit: str, zh: str, one: Change) -> str:
    parts = []
    if one.psi is not None and one.psi > drift.WARN:
        parts.append(f"分布变化 PSI {one.psi:.2f}" + ("，已冻结校准" if one.freezes else ""))
    if one.nulls_before is not None and abs(one.nulls - one.nulls_before) > drift.NULLS:
        parts.append(f"空值由 {one.nulls_before:.0%} 变为 {one.nulls:.0%}")
    return f"{unit}·{zh}：{'；'.join(parts)}"


def _volume(out: Path, last: Path, code: str) -> list[str]:
    now, before = (_findings(folder, code) for folder in (out, last))
    if max(now, before) < FEWEST_FINDINGS or abs(now - before) <= drift.VOLUME * before:
        return []
    return [f"疑点由 {before} 条变为 {now} 条"]


def _findings(folder: Path, code: str) -> int:
    summary = (
        json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        if (folder / "summary.json").is_file()
        else {}
    )
    if summary.get("models"):
        return sum(int(one["findings"]) for one in summary["models"] if one["code"] == code)
    column = pq.read_table(folder / "findings.parquet", columns=["rule_code"]).column("rule_code").to_pylist()
    return sum(one == code for one in column)


def keep(out: Path, calibrations: Mapping[str, Calibration]) -> None:
    """Keep the calibrations that a run used, for a later run that drift freezes."""
    save_json(out / CALIBRATION, {code: asdict(one) for code, one in sorted(calibrations.items())})


def frozen(last: Path | None) -> dict[str, Calibration]:
    """Return the calibrations that stay as they are: those of models that the check of the run `last` froze."""
    if last is None or not (last / FILE).is_file():
        return {}
    codes = json.loads((last / FILE).read_text(encoding="utf-8"))["frozen"]
    known: dict[str, dict[str, Any]] = json.loads((last / CALIBRATION).read_text(encoding="utf-8"))
    return {
        code: restored(known[code] | {"frozen": True}) if code in known else Calibration(frozen=True)
        for code in codes
    }
