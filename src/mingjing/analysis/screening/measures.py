"""measures.parquet: each institution's figures beside its peers, as the run's marts hold them."""

from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening import relations

FILE = "measures.parquet"
_MARTS = ("inst_measure", "peer_group")

# The peers of peer_stat.sql: the other members of the nearest group with at least eight others, own value left out;
# leaving one out moves a place by at most one, so three neighbours per quantile, kept once per group, suffice.
_SELECT = """
WITH m AS (
  SELECT fixmedins_code, period, measure, value FROM {inst_measure}
), ranked AS (
  SELECT
    g.level, g.peer_key, m.*, count(*) OVER (PARTITION BY {group}) AS members,
    row_number() OVER (PARTITION BY {group} ORDER BY m.value, m.fixmedins_code) AS rk,
    rank() OVER (PARTITION BY {group} ORDER BY m.value) - 1 AS lower
  FROM m JOIN {peer_group} AS g ON g.fixmedins_code = m.fixmedins_code
  QUALIFY members >= 9
), neighbours AS (
  SELECT
    level, peer_key, period, measure,
    {places}
  FROM ranked GROUP BY level, peer_key, period, measure
), nearest AS (
  SELECT * FROM ranked QUALIFY row_number() OVER (PARTITION BY fixmedins_code, period, measure ORDER BY level) = 1
), beside AS (
  SELECT
    r.fixmedins_code, r.period, r.measure, r.level, r.peer_key, r.members - 1 AS peers,
    {median} AS median, {p90} AS p90, 100.0 * r.lower / (r.members - 1) AS percentile
  FROM nearest AS r JOIN neighbours AS s USING (level, peer_key, period, measure)
)
SELECT m.fixmedins_code, m.period, m.measure, m.value, b.level, b.peer_key, b.peers, b.median, b.p90, b.percentile
FROM m LEFT JOIN beside AS b USING (fixmedins_code, period, measure)
ORDER BY m.fixmedins_code, m.measure, m.period
"""


def write(engine: DuckDBEngine, marts: Path, out: Path) -> bool:
    """Write `out/measures.parquet` when the run built what it takes; return whether it did.

    Columns: fixmedins_code, period (2026-03, 2026Q1), measure, value, level (1 same city … 5 all of the type),
    peer_key, peers (other members), median and p90 of the others, percentile (share of them below). Those of the
    peers are null where no group has eight others.
    """
    files = {name: list(relations.mart_files(marts, name)) for name in _MARTS}
    (out / FILE).unlink(missing_ok=True)
    if not all(files.values()):
        return False
    sources = {
        name: "read_parquet([{}])".format(", ".join(f"'{f}'" for f in listed))
        for name, listed in files.items()
    }
    select = _SELECT.format(
        **sources,
        group="g.level, g.peer_key, m.period, m.measure",
        places=", ".join(_places("m", 5) + _places("h", 9)),
        median=_quantile("m", 5),
        p90=_quantile("h", 9),
    )
    with whole_file(out / FILE) as building:
        engine.execute(f"COPY ({select}) TO '{building}' (FORMAT parquet, COMPRESSION zstd)")
    return True


def _places(name: str, tenths: int) -> list[str]:
    at = f"{tenths} * (members - 2) // 10"
    return [f"max(value) FILTER (rk = {at} + {n}) AS {name}{n}" for n in (1, 2, 3)]


def _quantile(name: str, tenths: int) -> str:
    at, rest = f"{tenths} * (r.members - 2) // 10", f"({tenths} * (r.members - 2)) % 10 / 10.0"
    low = f"CASE WHEN {at} + 1 < r.rk THEN s.{name}1 ELSE s.{name}2 END"
    high = f"coalesce(CASE WHEN {at} + 2 < r.rk THEN s.{name}2 ELSE s.{name}3 END, {low})"
    return f"({low}) + ({high} - ({low})) * ({rest})"
