"""Comparison with peers, in portable SQL: shrinkage, the nearest group that is large enough, robust z.

A group is large enough with FEWEST others in the same period. The quartiles of a group with fewer than OWN_OUT
members leave out the unit's own value. All sums are of decimals, all quantiles exact: any engine, any thread count.

Units that belong to the same groups are `kin`: there are far fewer kins than units, so groups are counted and chosen
once for all of a kin.
"""

from collections.abc import Iterable

from mingjing.analysis.detectors.kit import between
from mingjing.analysis.detectors.kit.card import Feature, Unit
from mingjing.analysis.engine.duckdb import DuckDBEngine

FEWEST = 8
OWN_OUT = 20
FLOORS = {"money": 0.05, "share": 0.02, "plain": 0.01}
SAMPLED = 0.005
"""The least spread of a share that is told in its own sampling error."""
SOFT = (0.5, 4.0)
_GROUP = "level, peer_key, period, feature"
# How much weight a ratio of observed to expected gets before its own evidence: by the variance between units.
_PRIOR = "ratio(1, greatest(ratio(s.yy, s.n) - ratio(s.y, s.n) * ratio(s.y, s.n) - ratio(s.inverse, s.members), 0.02))"


def compare(engine: DuckDBEngine, unit: Unit, rows: str, crowded: str = "") -> str:
    """Compare the unit's rows (relation `rows`, with unit_id and period) with their peers; return the relation.

    Groups in `crowded` (level, peer_key, period) are taken only where no other is large enough.

    It has one row per unit_id and feature: level, peers, value, median, q1, q3, p90, z, tail_z, is_out, and what the
    comparison rests on: shared (y ÷ n of the group), prior (of oe), t_median, t_spread.
    """
    steps = {
        "value": _values(unit, rows),
        "member": _members(unit, rows),
        "kin": _kins(unit, rows),
        "size": _sizes(rows),
        "near": _nearest(rows, crowded),
        "worth": _worth(rows),
        "others": _others(rows),
        "centre": _centres(rows),
        "spread": _spreads(rows),
        "peer": _compared(unit, rows),
    }
    for name, select in steps.items():
        between.keep(engine, f"{rows}_{name}", select)
    between.drop(engine, [f"{rows}_{name}" for name in steps if name not in ("member", "peer")])
    return f"{rows}_peer"


def _values(unit: Unit, rows: str) -> str:
    """Long form: one row per unit and feature that applies to it and has a value."""
    kin = _kin(unit)
    return " UNION ALL ".join(_value(feature, rows, kin) for feature in unit.features if feature.of_peers)


def _value(feature: Feature, rows: str, kin: str) -> str:
    applies = f" AND r.{feature.when}" if feature.when else ""
    head = (
        f"SELECT r.unit_id, {kin} AS kin, r.period, '{feature.name}' AS feature, '{feature.kind}' AS kind,"
        f" '{feature.scale}' AS scale"
    )
    if feature.kind == "plain":
        nothing = "CAST(NULL AS DECIMAL(28,6))"
        return (
            f"{head}, {nothing} AS y, {nothing} AS n, {nothing} AS weight, CAST(r.{feature.name} AS DOUBLE) AS x"
            f" FROM {rows} AS r WHERE r.{feature.name} IS NOT NULL{applies}"
        )
    weight = feature.weight or feature.n
    return (
        f"{head}, CAST(r.{feature.y} AS DECIMAL(28,6)) AS y, CAST(r.{feature.n} AS DECIMAL(28,6)) AS n,"
        f" CAST(r.{weight} AS DECIMAL(28,6)) AS weight, CAST(NULL AS DOUBLE) AS x FROM {rows} AS r"
        f" WHERE r.{feature.y} IS NOT NULL AND r.{feature.n} > 0 AND r.{weight} IS NOT NULL{applies}"
    )


def _kin(unit: Unit) -> str:
    """What names the groups of a unit: its institution, or the keys of all levels, each behind its length."""
    if unit.peers == ("institution",):
        return "r.fixmedins_code"
    keys = [f"CAST(r.{column} AS VARCHAR)" for column in unit.peers]
    return " || ".join(f"coalesce(CAST(LENGTH({key}) AS VARCHAR) || ':' || {key}, '-')" for key in keys)


def _members(unit: Unit, rows: str) -> str:
    return _groups(unit, rows, "r.unit_id", "")


def _kins(unit: Unit, rows: str) -> str:
    return _groups(unit, rows, f"{_kin(unit)} AS kin", "DISTINCT ")


def _groups(unit: Unit, rows: str, of: str, distinct: str) -> str:
    if unit.peers == ("institution",):
        return (
            f"SELECT {distinct}{of}, g.level, g.peer_key FROM {rows} AS r"
            f" JOIN peer_group AS g ON g.fixmedins_code = r.fixmedins_code AND g.level <= {unit.widest}"
        )
    return " UNION ALL ".join(
        f"SELECT {distinct}{of}, CAST({level} AS BIGINT) AS level, CAST(r.{column} AS VARCHAR) AS peer_key"
        f" FROM {rows} AS r WHERE r.{column} IS NOT NULL"
        for level, column in enumerate(unit.peers, start=1)
    )


def _sizes(rows: str) -> str:
    return (
        "WITH summed AS (SELECT kin, period, feature, COUNT(*) AS members, SUM(y) AS y, SUM(n) AS n,"
        " SUM(CAST(ratio(y * y, n) AS DECIMAL(28,6))) AS yy, SUM(CAST(ratio(1, n) AS DECIMAL(28,9))) AS inverse"
        f" FROM {rows}_value GROUP BY kin, period, feature)"
        " SELECT k.level, k.peer_key, s.period, s.feature, CAST(SUM(s.members) AS BIGINT) AS members, SUM(s.y) AS y,"
        f" SUM(s.n) AS n, SUM(s.yy) AS yy, SUM(s.inverse) AS inverse FROM summed AS s JOIN {rows}_kin AS k ON k.kin = s.kin"
        " GROUP BY k.level, k.peer_key, s.period, s.feature"
    )


def _nearest(rows: str, crowded: str) -> str:
    last = "CASE WHEN w.level IS NULL THEN 0 ELSE 1 END, " if crowded else ""
    full = " AND ".join(f"w.{name} = s.{name}" for name in ("level", "peer_key", "period"))
    marked = f" LEFT JOIN {crowded} AS w ON {full}" if crowded else ""
    return (
        "WITH fit AS (SELECT k.kin, s.period, s.feature, s.level, s.peer_key, s.members, ROW_NUMBER() OVER ("
        f"PARTITION BY k.kin, s.period, s.feature ORDER BY {last}s.level, s.peer_key) AS nth FROM {rows}_kin AS k"
        f" JOIN {rows}_size AS s ON s.level = k.level AND s.peer_key = k.peer_key{marked} WHERE s.members > {FEWEST})"
        " SELECT v.unit_id, v.period, v.feature, f.level, f.peer_key, f.members"
        f" FROM {rows}_value AS v JOIN fit AS f ON f.kin = v.kin AND f.period = v.period AND f.feature = v.feature"
        " WHERE f.nth = 1"
    )


def _worth(rows: str) -> str:
    """The shrunken value and its spread form t of every member of a group that somebody is compared with."""
    shared = "ratio(s.y, s.n)"
    drawn = (
        f"CASE v.kind WHEN 'share' THEN shrunk_share(v.y, v.n, {shared})"
        f" WHEN 'mean' THEN shrunk_mean(ratio(v.y, v.n), {shared}, v.weight)"
        f" WHEN 'oe' THEN shrunk_ratio(v.y, v.n, {_PRIOR}) ELSE v.x END"
    )
    spread = "CASE scale WHEN 'money' THEN ln_of(1 + greatest(value, 0)) WHEN 'share' THEN arc_share(value) ELSE value END"
    return (
        f"WITH used AS (SELECT DISTINCT {_GROUP}, members FROM {rows}_near), drawn AS ("
        f"SELECT u.level, u.peer_key, u.period, u.feature, u.members, v.scale, v.unit_id, CAST(v.n AS DOUBLE) AS n,"
        f" {drawn} AS value FROM used AS u"
        f" JOIN {rows}_size AS s ON s.level = u.level AND s.peer_key = u.peer_key AND s.period = u.period"
        f" AND s.feature = u.feature JOIN {rows}_kin AS k ON k.level = u.level AND k.peer_key = u.peer_key"
        f" JOIN {rows}_value AS v ON v.kin = k.kin AND v.feature = u.feature AND v.period = u.period)"
        f" SELECT {_GROUP}, members, scale, unit_id, n, value, {spread} AS t FROM drawn"
    )


def _others(rows: str) -> str:
    """The values to compare with: of a large group all, once (own ''), of a small one all but the unit's own."""
    same = "b.level = a.level AND b.peer_key = a.peer_key AND b.period = a.period AND b.feature = a.feature"
    return (
        f"SELECT {_GROUP}, '' AS own, value, t FROM {rows}_worth WHERE members >= {OWN_OUT} UNION ALL"
        f" SELECT a.level, a.peer_key, a.period, a.feature, a.unit_id AS own, b.value, b.t FROM {rows}_near AS a"
        f" JOIN {rows}_worth AS b ON {same} AND b.unit_id <> a.unit_id WHERE a.members < {OWN_OUT}"
    )


def _centres(rows: str) -> str:
    return (
        f"SELECT {_GROUP}, own, COUNT(*) AS peers, median_of(t) AS t_median, quantile_of(t, 0.25) AS t1,"
        " quantile_of(t, 0.75) AS t3, median_of(value) AS median, quantile_of(value, 0.25) AS q1,"
        " quantile_of(value, 0.75) AS q3, quantile_of(value, 0.9) AS p90"
        f" FROM {rows}_others GROUP BY {_GROUP}, own"
    )


def _spreads(rows: str) -> str:
    return (
        "SELECT c.level, c.peer_key, c.period, c.feature, c.own, median_of(abs(o.t - c.t_median)) AS mad"
        f" FROM {rows}_centre AS c JOIN {rows}_others AS o ON o.level = c.level AND o.peer_key = c.peer_key"
        " AND o.period = c.period AND o.feature = c.feature AND o.own = c.own"
        " GROUP BY c.level, c.peer_key, c.period, c.feature, c.own"
    )


def _compared(unit: Unit, rows: str) -> str:
    floor = " ".join(f"WHEN '{scale}' THEN {least}" for scale, least in FLOORS.items() if scale != "plain")
    least = f"CASE w.scale {floor} ELSE greatest({FLOORS['plain']}, 0.05 * abs(c.t_median)) END"
    sampled = _listed(f.name for f in unit.features if f.sampled)
    # The spread of 2·asin√ of a share of n is 1 ÷ √n.
    least = f"CASE WHEN n.feature IN ({sampled}) THEN greatest({SAMPLED}, ratio(1, root_of(w.n))) ELSE {least} END"
    tails = {f.name: f.tail for f in unit.features if f.of_peers}
    both = _listed(name for name, tail in tails.items() if tail == "both")
    low = _listed(name for name, tail in tails.items() if tail == "low")
    group = "{0}.level = n.level AND {0}.peer_key = n.peer_key AND {0}.period = n.period AND {0}.feature = n.feature"
    return (
        "WITH measured AS (SELECT n.unit_id, n.period, n.feature, n.level, n.peer_key, c.peers, w.value, c.median, c.q1,"
        f" c.q3, c.p90, peer_z(w.t, c.t_median, d.mad, c.t3 - c.t1, {least}) AS z, ratio(s.y, s.n) AS shared,"
        f" {_PRIOR} AS prior, c.t_median, greatest(1.4826 * d.mad, (c.t3 - c.t1) * 0.741290, {least}) AS t_spread,"
        " w.t > c.t3 + 1.5 * (c.t3 - c.t1) AS is_high, w.t < c.t1 - 1.5 * (c.t3 - c.t1) AS is_low"
        f" FROM {rows}_near AS n JOIN {rows}_worth AS w ON {group.format('w')} AND w.unit_id = n.unit_id"
        f" JOIN {rows}_centre AS c ON {group.format('c')}"
        f" AND c.own = CASE WHEN n.members >= {OWN_OUT} THEN '' ELSE n.unit_id END"
        f" JOIN {rows}_spread AS d ON {group.format('d')} AND d.own = c.own"
        f" JOIN {rows}_size AS s ON {group.format('s')})"
        " SELECT unit_id, period, feature, level, peer_key, peers, value, median, q1, q3, p90, z, shared,"
        f" prior, t_median, t_spread, CASE WHEN feature IN ({both}) THEN abs(z) WHEN feature IN ({low}) THEN -z ELSE z END AS tail_z,"
        f" CASE WHEN feature IN ({both}) THEN is_high OR is_low WHEN feature IN ({low}) THEN is_low"
        " ELSE is_high END AS is_out FROM measured"
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "''"
