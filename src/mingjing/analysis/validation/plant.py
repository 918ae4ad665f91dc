"""The truth of a city in the form that scored units are compared with: each act with all that took part in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.city import HONEST

# The kinds of honest care that look odd, as the city calls them and as people do.
HONEST_CARE: Mapping[str, str] = {
    "dialysis": "血液透析",
    "chemo": "肿瘤化疗",
    "rehab": "康复住院",
    "psychstay": "精神科长期住院",
    "newborn": "新生儿",
    "birth": "分娩",
    "cesarean": "分娩",
}
REFILL = "慢特病续方"

# The encounters of an act are those its lines belong to, and the one it names.
_PARTS = """
WITH act AS (SELECT plant_id, mdtrt_id, psn_no, fixmedins_code, bkkp_sns FROM read_parquet('{city}/truth.parquet')),
lines AS (
    SELECT l.plant_id, f.* FROM (SELECT plant_id, unnest(bkkp_sns) AS bkkp_sn FROM act) AS l
    JOIN read_parquet('{city}/fee_list_d.parquet') AS f USING (bkkp_sn)
), named AS (
    SELECT plant_id, mdtrt_id FROM act WHERE mdtrt_id IS NOT NULL UNION SELECT plant_id, mdtrt_id FROM lines
), met AS (SELECT n.plant_id, m.* FROM named AS n JOIN read_parquet('{city}/mdtrt_d.parquet') AS m USING (mdtrt_id))
SELECT plant_id, 'stay' AS kind, mdtrt_id AS value FROM named
UNION SELECT plant_id, 'person', psn_no FROM met
UNION SELECT plant_id, 'person', psn_no FROM act WHERE psn_no IS NOT NULL
UNION SELECT plant_id, 'inst', fixmedins_code FROM met
UNION SELECT plant_id, 'inst', fixmedins_code FROM act WHERE fixmedins_code IS NOT NULL
UNION SELECT plant_id, 'origin', insu_admdvs FROM met
UNION SELECT plant_id, 'day', begntime::DATE::VARCHAR FROM met
UNION SELECT plant_id, 'day', fee_ocur_time::DATE::VARCHAR FROM lines
UNION SELECT plant_id, 'staff', bilg_dr_code FROM lines WHERE bilg_dr_code IS NOT NULL
UNION SELECT plant_id, 'staff', o.oper_dr_code FROM named JOIN read_parquet('{city}/setl_list_oprn_d.parquet') AS o USING (mdtrt_id)
UNION SELECT plant_id, 'day', o.oprn_oprt_begntime::DATE::VARCHAR FROM named JOIN read_parquet('{city}/setl_list_oprn_d.parquet') AS o USING (mdtrt_id)
UNION SELECT plant_id, 'code', med_list_codg FROM lines
UNION SELECT plant_id, 'dept', bilg_dept_codg FROM lines WHERE bilg_dept_codg IS NOT NULL
UNION SELECT plant_id, 'group', s.grp_code FROM named JOIN read_parquet('{city}/setl_d.parquet') AS s USING (mdtrt_id) WHERE s.grp_code IS NOT NULL
"""
_ACTS = "SELECT plant_id, scheme, kind, note, psn_no IS NULL AS whole FROM read_parquet('{city}/truth.parquet') ORDER BY plant_id"

_VOLUME = (
    "SELECT fixmedins_code, count(*) AS n FROM read_parquet('{city}/setl_d.parquet') GROUP BY fixmedins_code"
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `whole`: it is that of an institution, not of a person; `parts` are its stay, person, inst, staff …"""

    plant_id: str
    scheme: str
    planted: bool
    note: str
    whole: bool
    parts: dict[str, set[str]] = field(default_factory=dict)

    def has(self, kind: str, value: Any) -> bool:
        """Whether `value` took part."""
        return str(value) in self.parts.get(kind, ())


@dataclass(frozen=True, slots=True)
class Truth:
    """The acts of a city, by kind of honest care the persons and encounters, by institution its settlements."""

    acts: tuple[Act, ...]
    honest: Mapping[str, Mapping[str, set[str]]]
    volume: Mapping[str, int]


def read(city: Path) -> Truth:
    """Return the truth of the city in this folder."""
    engine = DuckDBEngine(memory="1GB", threads=1)
    try:
        acts = {
            row["plant_id"]: Act(
                row["plant_id"], row["scheme"], row["kind"] == "plant", row["note"], row["whole"]
            )
            for row in engine.native(_ACTS.format(city=city)).to_pylist()
        }
        for row in engine.native(_PARTS.format(city=city)).to_pylist() if acts else ():
            acts[row["plant_id"]].parts.setdefault(row["kind"], set()).add(row["value"])
        honest: dict[str, dict[str, set[str]]] = {}
        for row in engine.native(f"FROM read_parquet('{city}/{HONEST}.parquet')").to_pylist():
            group = honest.setdefault(HONEST_CARE.get(row["care"], REFILL), {"person": set(), "stay": set()})
            group["person"].add(row["psn_no"])
            group["stay"].add(row["mdtrt_id"])
        volume = {
            row["fixmedins_code"]: row["n"] for row in engine.native(_VOLUME.format(city=city)).to_pylist()
        }
    finally:
        engine.close()
    return Truth(tuple(acts.values()), honest, volume)
