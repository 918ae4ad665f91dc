"""What a lake says about institutions, their agreements and staff: the newest row of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.standard import schema as standard

TABLES = ("fixmedins_b", "fixmedins_cntr_d", "staff_b")
_MEMORY, _THREADS = "1GB", 2
Row = dict[str, Any]

_INSTITUTIONS = """
SELECT
  fixmedins_code AS code, coalesce(fixmedins_name, fixmedins_code) AS name, coalesce(fixmedins_type, '') AS kind,
  coalesce(hosp_lv, '') AS hosp_lv,
  CASE
    WHEN fixmedins_type = '2' THEN ''
    WHEN try_cast(hosp_lv AS INTEGER) IN (1, 2, 3, 4, 12) THEN '3'
    WHEN try_cast(hosp_lv AS INTEGER) IN (5, 6, 7, 13) THEN '2'
    WHEN try_cast(hosp_lv AS INTEGER) IN (8, 9, 10, 11, 14) THEN '1'
    ELSE ''
  END AS level_group,
  CASE WHEN medins_natu IN ('1', '2') THEN medins_natu ELSE '' END AS ownership,
  CASE WHEN fixmedins_type = '2' AND phac_chan_type IN ('1', '2') THEN phac_chan_type ELSE '' END AS chain,
  coalesce(fix_blng_admdvs, '') AS admdvs, coalesce(uscc, '') AS uscc, coalesce(legrep_name, '') AS legrep_name,
  coalesce(addr, '') AS addr, CAST(aprv_bed_cnt AS INTEGER) AS beds, coalesce(fix_onln_open_flag, '') AS open_flag,
  coalesce(cred_lv, '') AS cred_lv, begntime, batch
FROM all_fixmedins_b WHERE fixmedins_code IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY fixmedins_code ORDER BY place DESC) = 1
ORDER BY fixmedins_code
"""
_AGREEMENTS = """
SELECT DISTINCT fixmedins_code AS code, begndate, enddate, coalesce(cntr_stas, '') AS stas
FROM all_fixmedins_cntr_d WHERE fixmedins_code IS NOT NULL AND begndate IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY fixmedins_code, begndate ORDER BY place DESC, enddate DESC NULLS FIRST) = 1
ORDER BY 1, 2
"""
_STAFF = """
SELECT
  fixmedins_code AS inst, prac_psn_code AS code, coalesce(prac_psn_name, '') AS name,
  coalesce(prac_psn_type, '') AS kind, coalesce(dr_prac_scp_code, '') AS scope, coalesce(prac_stas, '') AS stas,
  CAST(begntime AS DATE) AS begndate, CAST(endtime AS DATE) AS enddate
FROM all_staff_b WHERE fixmedins_code IS NOT NULL AND prac_psn_code IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY fixmedins_code, prac_psn_code ORDER BY place DESC, begntime DESC NULLS LAST) = 1
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Register:
    """The rows of a lake, named as our models name them; `begntime` is naive local time."""

    institutions: list[Row]
    agreements: list[Row]
    staff: list[Row]


def read(lake: Lake) -> Register:
    """Read the register. Where deliveries repeat a row, the newest counts. Raises EngineError, LakeError."""
    with _opened(lake) as engine:
        rows = [engine.native(select).to_pylist() for select in (_INSTITUTIONS, _AGREEMENTS, _STAFF)]
    return Register(*rows)


@contextmanager
def _opened(lake: Lake) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(_MEMORY, _THREADS, allowed=[lake.root])
    try:
        for table in TABLES:
            types = standard.tables()[table].sql_types
            engine.attach_parquet(f"{table}_none", [], types)
            parts = [f"SELECT *, -1 AS place, '' AS batch FROM {table}_none"]
            for place, batch in enumerate(lake.batches):
                name = f"{table}_{place}"
                engine.attach_parquet(name, batch.files(table), types)
                parts.append(f"SELECT *, {place} AS place, '{batch.id}' AS batch FROM {name}")
            engine.execute(f"CREATE VIEW all_{table} AS {' UNION ALL BY NAME '.join(parts)}")
        yield engine
    finally:
        engine.close()
