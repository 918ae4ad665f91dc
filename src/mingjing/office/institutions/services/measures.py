"""The water level: figures of a run's measures.parquet, copied for the institutions of the register."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.office.institutions.models import Institution, Measure

FILE = "measures.parquet"
LEVELS = {1: "同市", 2: "同省", 3: "全部", 4: "不分等级", 5: "不分类别"}
KINDS = {"1": "医疗机构", "2": "零售药店"}
GRADES = {"3": "三级", "2": "二级", "1": "一级及以下", "": "未定级"}
SCENES = {"IP": "住院", "OP": "门诊", "PH": "购药"}
_SLICE = 4000
_MONTHS, _QUARTERS = 12, 4


def copy(screening_number: str, run: Path) -> int:
    """Put the run's figures in the place of older ones; return how many. A run without measures changes nothing.

    Kept are the last twelve months and four quarters. Called by the job of a screening, in the system's name.
    """
    file = run / FILE
    if not file.is_file():
        return 0
    keys = dict(Institution.objects.values_list("code", "pk"))
    rows = [row for row in _rows(file) if row["fixmedins_code"] in keys]
    with transaction.atomic():
        Measure.objects.filter(institution__code__in={row["fixmedins_code"] for row in rows}).delete()
        for begin in range(0, len(rows), _SLICE):
            Measure.objects.bulk_create(
                _measure(row, keys, screening_number) for row in rows[begin : begin + _SLICE]
            )
    return len(rows)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    engine = DuckDBEngine("512MB", 2, allowed=[file.parent])
    try:
        yield from engine.native(
            f"WITH p AS (SELECT DISTINCT period FROM read_parquet('{file}')), kept AS ("
            f" (SELECT period FROM p WHERE period LIKE '%-%' ORDER BY period DESC LIMIT {_MONTHS}) UNION ALL"
            f" (SELECT period FROM p WHERE period LIKE '%Q%' ORDER BY period DESC LIMIT {_QUARTERS}))"
            f" SELECT * FROM read_parquet('{file}') WHERE period IN (SELECT period FROM kept)"
        ).to_pylist()
    finally:
        engine.close()


def _measure(row: dict[str, Any], keys: dict[str, int], number: str) -> Measure:
    return Measure(
        institution_id=keys[row["fixmedins_code"]],
        screening_number=number,
        code=row["measure"][:60],
        title=title(row["measure"])[:100],
        period=row["period"],
        value=_decimal(row["value"], 4),
        peer_group=group(row["level"], row["peer_key"]),
        peers=row["peers"],
        median=_decimal(row["median"], 4),
        p90=_decimal(row["p90"], 4),
        percentile=_decimal(row["percentile"], 2),
    )


def title(measure: str) -> str:
    """Return a measure with its scene in words: IP 药费占比 is 住院药费占比."""
    scene, _, rest = measure.partition(" ")
    return f"{SCENES[scene]}{rest}" if scene in SCENES else measure


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), places)


def group(level: int | None, key: str | None) -> str:
    """Return a peer group in words: 医疗机构、综合、三级、同市（2101）."""
    if level is None or key is None:
        return ""
    parts = key.split("|")
    said = [KINDS.get(parts[0], parts[0]), *parts[1:2]]
    if level <= 3 and len(parts) > 2 and parts[0] == "1":
        said.append(GRADES.get(parts[2], parts[2]))
    place = f"（{parts[3]}）" if len(parts) > 3 else ""
    return f"{'、'.join(said)}，{LEVELS[level]}{place}"[:100]
