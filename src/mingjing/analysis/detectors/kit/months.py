"""Units judged month by month: a feature counts as its n-th highest month of the window, and only while it is out.

So one strange month never makes a finding, and a level that lasts does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mingjing.analysis.detectors.kit.card import Months, Unit


def identity(unit: Unit, alias: str, period: str) -> str:
    """SQL of what names a unit: its key and the period."""
    parts = [f"coalesce(CAST({alias}.{name} AS VARCHAR), '')" for name in unit.key]
    return " || '|' || ".join([*parts, period])


def among(unit: Unit, column: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """SQL: whose first key is that of one of these rows; the engine carries it into what a step reads."""
    told = {row[unit.key[0]] for row in rows}
    if None in told:  # what has no key is found by none
        return "true"
    wanted = ", ".join(sorted("'" + str(one).replace("'", "''") + "'" for one in told))
    return f"{column} IN ({wanted})" if told else "false"


def window_rows(unit: Unit, months: Months, rows: str) -> str:
    """The unit's row of each window: that of its last month, named by the window."""
    window = f"CAST(r.{months.window} AS VARCHAR)"
    name = identity(unit, "r", window)
    return (
        f"WITH numbered AS (SELECT r.*, {name} AS window_id, {window} AS whole_window, ROW_NUMBER() OVER ("
        f"PARTITION BY {name} ORDER BY r.period DESC) AS nth FROM {rows} AS r) SELECT * FROM numbered WHERE nth = 1"
    )


def parts(unit: Unit, months: Months, rows: str, peer: str) -> str:
    """The monthly comparisons of every window, for resampling."""
    name = identity(unit, "r", f"CAST(r.{months.window} AS VARCHAR)")
    return (
        f"SELECT {name} AS of_unit, p.period, p.feature, p.tail_z, p.is_out FROM {peer} AS p"
        f" JOIN {rows} AS r ON r.unit_id = p.unit_id"
    )


def held(unit: Unit, months: Months, rows: str, peer: str) -> str:
    """The comparison of each window and feature: that of its n-th highest month, nothing where that is not out.

    soft_z is how far that month is off all the same, for ranking.
    """
    name = identity(unit, "r", f"CAST(r.{months.window} AS VARCHAR)")
    return (
        f"WITH told AS (SELECT {name} AS window_id, r.{months.window} AS whole_window, p.*, CASE WHEN p.is_out"
        " THEN p.tail_z ELSE least(p.tail_z, 0) END AS effect"
        f" FROM {peer} AS p JOIN {rows} AS r ON r.unit_id = p.unit_id), ranked AS (SELECT *, ROW_NUMBER() OVER ("
        "PARTITION BY window_id, feature ORDER BY effect DESC, tail_z DESC, period DESC) AS nth FROM told)"
        " SELECT window_id AS unit_id, CAST(whole_window AS VARCHAR) AS period, feature, level, peer_key, peers, value,"
        " median, q1, q3, p90, z, shared, prior, t_median, t_spread, effect AS tail_z, tail_z AS soft_z, is_out, period AS month FROM ranked"
        f" WHERE nth = {months.least}"
    )
