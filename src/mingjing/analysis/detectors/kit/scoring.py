"""The score, as SQL written from the card: noisy-or of families, coverage, contributions; plain arithmetic."""

from mingjing.analysis.detectors.kit.card import Feature, Unit
from mingjing.analysis.detectors.kit.peers import SOFT

MEASURES = ("score_raw", "score_soft", "coverage", "families", "level")


def score_select(unit: Unit, rows: str, peer: str) -> str:
    """Return portable SQL: the columns of `rows`, and per unit x_, z_, e_ of features, c_ of families, the score.

    `peer` is the relation that peers.compare left, empty when nothing is compared. A feature without a value is out
    of the score and out of the coverage, the others keep their weight: the score can only fall. One that does not
    apply (`when`) is out of both sides of the coverage.
    """
    return (
        f"WITH {_pivot(unit, peer)}measured AS (SELECT {_measured(unit, bool(peer))} FROM {rows} AS r{_joined(peer)}),"
        f" weighed AS (SELECT *, {_weighed(unit)} FROM measured), family AS (SELECT *, {_logs(unit)} FROM weighed)"
        f" SELECT * FROM (SELECT {_shown(unit)} FROM family) AS scored"
    )


def _joined(peer: str) -> str:
    return " LEFT JOIN pivot AS p ON p.unit_id = r.unit_id" if peer else ""


def _pivot(unit: Unit, peer: str) -> str:
    if not peer:
        return ""
    columns = []
    for f in unit.features:
        if f.of_peers:
            one = f"CASE WHEN feature = '{f.name}' THEN"
            columns += [f"MAX({one} value END) AS x_{f.name}", f"MAX({one} z END) AS z_{f.name}"]
            soft = "soft_z" if unit.months else "tail_z"
            columns += [f"MAX({one} tail_z END) AS t_{f.name}", f"MAX({one} {soft} END) AS o_{f.name}"]
    return (
        f"pivot AS (SELECT unit_id, MAX(level) AS level, {', '.join(columns)} FROM {peer} GROUP BY unit_id), "
    )


def _measured(unit: Unit, has_peers: bool) -> str:
    columns = ["r.*", "p.level" if has_peers else "CAST(NULL AS BIGINT) AS level"]
    for f in unit.features:
        if f.of_peers:
            columns += [f"p.x_{f.name}", f"p.z_{f.name}", f"{_cut(f'p.t_{f.name}', f.a, f.b)} AS e_{f.name}"]
            columns.append(f"{_cut(f'p.o_{f.name}', *SOFT)} AS s_{f.name}")
        else:
            x = f"CAST(r.{f.name} AS DOUBLE)"
            held = f"CASE WHEN r.{f.when} THEN {x} END" if f.when else x
            signed = f"-({held})" if f.tail == "low" else held
            cut = _cut(signed, 0 if f.a is None else f.a, 1 if f.b is None else f.b)
            columns += [f"{held} AS x_{f.name}", f"CAST(NULL AS DOUBLE) AS z_{f.name}"]
            columns += [f"{cut} AS e_{f.name}", f"{cut} AS s_{f.name}"]
    return ", ".join(columns)


def _cut(x: str, a: float | None, b: float | None) -> str:
    return f"exceed({x}, {a}, {b})"


def _weighed(unit: Unit) -> str:
    """F of each family, sharp (f_) and soft (g_): the greatest w·e of its features."""
    columns = []
    for family, features in unit.families.items():
        for mark, name in (("e", "f"), ("s", "g")):
            parts = [f"{f.w} * coalesce({mark}_{f.name}, 0)" for f in features]
            parts = parts if len(parts) > 1 else [*parts, "0"]
            columns.append(
                f"CAST(CAST(greatest({', '.join(parts)}) AS DECIMAL(18,6)) AS DOUBLE) AS {name}_{family}"
            )
    seen = " + ".join(_share(f, f"e_{f.name} IS NOT NULL") for f in unit.features)
    whole = " + ".join(_share(f, "true") for f in unit.features)
    columns.append(f"coalesce(CAST(CAST(ratio({seen}, {whole}) AS DECIMAL(18,6)) AS DOUBLE), 0) AS coverage")
    return ", ".join(columns)


def _share(feature: Feature, condition: str) -> str:
    applies = f"{feature.when} AND {condition}" if feature.when else condition
    return f"CASE WHEN {applies} THEN CAST({feature.w} AS DECIMAL(9,4)) ELSE 0 END"


def _logs(unit: Unit) -> str:
    columns = [f"abs(ln_of(1 - f_{family})) AS l_{family}" for family in unit.families]
    return ", ".join(columns)


def _shown(unit: Unit) -> str:
    families = list(unit.families)
    whole = " + ".join(f"l_{family}" for family in families)
    kept = " * ".join(f"(1 - f_{family})" for family in families)
    soft = " * ".join(f"(1 - g_{family})" for family in families)
    count = " + ".join(f"CASE WHEN f_{family} > 0 THEN 1 ELSE 0 END" for family in families)
    columns = [
        f"CAST(CAST(1 - {kept} AS DECIMAL(18,6)) AS DOUBLE) AS score_raw",
        f"CAST(CAST(1 - {soft} AS DECIMAL(18,6)) AS DOUBLE) AS score_soft",
        "coverage",
        f"CAST({count} AS BIGINT) AS families",
        "level",
        *(f"CASE WHEN {whole} > 0 THEN ratio(l_{family}, {whole}) END AS c_{family}" for family in families),
        *(f"f_{family}" for family in families),
    ]
    for f in unit.features:
        columns += [f"x_{f.name}", f"z_{f.name}", f"e_{f.name}"]
    return "unit_id, " + ", ".join(columns)
