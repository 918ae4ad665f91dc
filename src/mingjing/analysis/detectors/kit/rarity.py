"""How far out a unit lies in many features at once, for units that no known pattern explains (`method: rarity`).

Two views are averaged: ECOD, the probability of each feature's tail (Li et al., IEEE TKDE 2022), which also explains,
and an isolation forest of fixed seed. Of each family both see the feature that lies furthest out: features of a family
tell the same fact again (one class of fees moves the share of every other). The score is by rank within the period;
what is out in one family alone has none, as one odd column is more often a fault of the data, and a finding needs two
families that are wholly out. Of `lasting` units only what is out in this and the period before counts: chance and the
season change from quarter to quarter, a practice does not. See docs/decisions/0247, 0291 and 0309.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingjing.analysis.detectors.kit import between
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.stats import Numbers, rounded
from mingjing.analysis.engine.duckdb import DuckDBEngine

TREES = 200
SEED = 20260101
HEAD = 0.005
SEVERE_SHARE = 0.001
LEAST_FAMILIES = 2
BELOW = 0.49


def tails(z: Numbers) -> Numbers:
    """ECOD's O: per unit and feature −ln of the share of units at least as far out, on the nearer side; NaN gives 0."""
    found = np.zeros_like(z)
    for at in range(z.shape[1]):
        told = ~np.isnan(z[:, at])
        values = z[told, at]
        if not values.size:
            continue
        less, no_more = _counts(values)
        below = no_more / values.size
        above = 1 - less / values.size
        found[told, at] = -np.log(np.minimum(below, above))
    # Twice the nearer side's share: the middle counts as nothing.
    return rounded(np.maximum(found - np.log(2), 0.0))


def isolation(z: Numbers, threads: int = 1) -> Numbers:
    """The isolation forest's score, higher for what fewer cuts set apart; what is missing counts as usual."""
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - seldom needed, slow to import

    whole = np.nan_to_num(z, nan=0.0)
    forest = IsolationForest(n_estimators=TREES, random_state=SEED, n_jobs=threads).fit(whole)
    # Rows side by side, not trees: the depths of a row are added up in one order whatever the number of threads.
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(forest.score_samples, np.array_split(whole, min(threads, len(whole)))))
    return rounded(-np.concatenate(parts))


def furthest(z: Numbers, families: Sequence[Sequence[int]]) -> Numbers:
    """Of each family (columns of z) the signed z that lies furthest out; NaN where none is told."""
    found = []
    for columns in families:
        some = z[:, list(columns)]
        at = np.argmax(np.nan_to_num(np.abs(some), nan=-1.0), axis=1)
        found.append(some[np.arange(len(some)), at])
    return np.column_stack(found)


def order(z: Numbers, draws: Sequence[str], threads: int = 1) -> NDArray[np.int64]:
    """The rank of each unit by the mean of both ranks, the oddest first (1); equal ones by what was drawn for them."""
    views = [tails(z).sum(axis=1), isolation(z, threads)]
    mean = sum((_ranked(view) for view in views), np.zeros(len(draws))) / len(views)
    placed = np.lexsort((np.array(draws, dtype=np.bytes_), mean))
    found = np.empty(len(draws), dtype=np.int64)
    found[placed] = np.arange(1, len(draws) + 1)
    return found


def _ranked(view: Numbers) -> Numbers:
    """Ranks from the highest down; equal values share the mean of theirs."""
    less, no_more = _counts(view)
    return view.size - (less + no_more - 1) / 2.0


def _counts(values: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each value how many are less, and how many are no more."""
    at = np.argsort(values)
    ordered = values[at]  # looked up in their own order: neighbours lie side by side
    less, no_more = np.empty(values.size, dtype=np.int64), np.empty(values.size, dtype=np.int64)
    less[at] = np.searchsorted(ordered, ordered, side="left")
    no_more[at] = np.searchsorted(ordered, ordered, side="right")
    return less, no_more


def scores(rank: NDArray[np.int64]) -> Numbers:
    """Ranks as scores: 0.50 at the end of HEAD of the list, 0.80 from the top 0.1 %; of fewer than a hundred nobody."""
    if not rank.size:
        return np.zeros(0)
    share = (rank - 0.5) / rank.size
    listed = 0.5 + 0.3 * np.log(HEAD / share) / np.log(HEAD / SEVERE_SHARE)
    severe = 0.8 + 0.05 * np.log10(SEVERE_SHARE / np.minimum(share, SEVERE_SHARE))
    rest = BELOW * (1 - share) / (1 - HEAD)
    found = np.where(share <= SEVERE_SHARE, np.minimum(severe, 0.95), listed)
    return rounded(np.where(share > HEAD, rest, found))


def lasting(z: Numbers, entities: Sequence[str], periods: Sequence[str]) -> Numbers:
    """What is out to the same side in a period and the one before, as far as in the lesser; NaN without one before."""
    before = dict(pairwise(sorted(set(periods), reverse=True)))
    row = {key: at for at, key in enumerate(zip(entities, periods, strict=True))}
    found = np.full_like(z, np.nan)
    for (entity, period), at in row.items():
        earlier = row.get((entity, before.get(period, "")))
        if earlier is not None:
            now, then = z[at], z[earlier]
            same = np.sign(now) * np.minimum(np.abs(now), np.abs(then))
            found[at] = np.where(now * then > 0, same, np.where(np.isnan(now * then), np.nan, 0.0))
    return found


def rescored(duck: DuckDBEngine, unit: Unit, plain: str, rows: str, least_coverage: float) -> str:
    """Return portable SQL: the columns of `plain` (score_select's) with score, contributions and e_ by rarity.

    e_ of a feature is its tail as a share of the longest possible one, c_ of a family its part of the unit's tails.
    """
    names = [f.name for f in unit.features]
    shown = ", ".join(f"s.z_{name}" for name in names)
    entity = " || '|' || ".join(f"coalesce(CAST(r.{name} AS VARCHAR), '')" for name in unit.entity)
    table = duck.fetch(
        f"SELECT s.unit_id, md5_of(s.unit_id) AS draw, r.period, {entity} AS entity, {shown} FROM {plain} AS s JOIN {rows} AS r ON r.unit_id = s.unit_id"
        f" WHERE s.coverage >= {least_coverage} ORDER BY s.unit_id"
    )
    duck.attach_arrow(f"{plain}_rare", _rare(unit, table, duck.threads))
    replaced = {
        "score_raw": "coalesce(k.score, 0)",
        "score_soft": "coalesce(k.score, 0)",
        "families": "coalesce(k.families, 0)",
        **{f"c_{family}": f"k.c_{family}" for family in unit.families},
        **{f"e_{name}": f"k.e_{name}" for name in names},
    }
    kept = ["unit_id", "coverage", "level", *(f"f_{family}" for family in unit.families)]
    kept += [f"{mark}_{name}" for name in names for mark in ("x", "z")]
    columns = [f"s.{name}" for name in kept] + [f"{sql} AS {name}" for name, sql in replaced.items()]
    return (
        f"SELECT {', '.join(columns)} FROM {plain} AS s LEFT JOIN {plain}_rare AS k ON k.unit_id = s.unit_id"
    )


def _rare(unit: Unit, table: pa.Table, threads: int = 1) -> pa.Table:
    names = [f.name for f in unit.features]
    periods: list[str] = table["period"].to_pylist()
    z = np.column_stack([table[f"z_{name}"].to_numpy().astype(float) for name in names])
    z = z.reshape(len(periods), len(names))
    up = np.array([feature.tail == "high" for feature in unit.features])
    z = np.where(up & (z < 0), 0.0, z)
    if unit.lasting:
        z = lasting(z, table["entity"].to_pylist(), periods)
    column = {name: number for number, name in enumerate(names)}
    families = {name: [column[f.name] for f in features] for name, features in unit.families.items()}
    out, wholly = (_families_beyond(unit, z, families, end) for end in ("a", "b"))
    score = _ranked_by_period(furthest(z, list(families.values())), table, out < LEAST_FAMILIES, threads)
    score = np.where(wholly < LEAST_FAMILIES, np.minimum(score, BELOW), score)
    score = np.where(out < LEAST_FAMILIES, 0.0, score)
    long = tails(z)
    whole = long.sum(axis=1)
    part = np.divide(long, whole[:, None], out=np.zeros_like(long), where=whole[:, None] > 0)
    longest = max(np.log(max(len(periods), 2) / 2), 1.0)
    columns: dict[str, pa.Array] = {
        "unit_id": table["unit_id"],
        "score": pa.array(score),
        "families": pa.array(out),
    }
    for family, places in families.items():
        columns[f"c_{family}"] = pa.array(rounded(part[:, places].sum(axis=1)))
    for name in names:
        columns[f"e_{name}"] = pa.array(rounded(long[:, column[name]] / longest))
    return pa.table(columns)


def _families_beyond(
    unit: Unit, z: Numbers, families: Mapping[str, Sequence[int]], end: str
) -> NDArray[np.int64]:
    """In how many families some feature is beyond its cut-off `a` (out) or `b` (wholly out)."""
    cuts = np.array([getattr(feature, end) or 0.0 for feature in unit.features])
    beyond = np.nan_to_num(np.abs(z), nan=0.0) >= cuts
    found = [beyond[:, list(places)].any(axis=1) for places in families.values()]
    return np.asarray(np.sum(found, axis=0), dtype=np.int64)


def _ranked_by_period(apart: Numbers, table: pa.Table, alone: NDArray[np.bool_], threads: int) -> Numbers:
    """The scores by rank within each period, what is out in one family alone behind all others."""
    draws: list[str] = table["draw"].to_pylist()
    when = table["period"].to_numpy()
    score = np.zeros(len(draws))
    for period in sorted(set(when)):
        mine = np.flatnonzero(when == period)
        rank = order(apart[mine], [draws[int(at)] for at in mine], threads)
        score[mine] = scores(_several_first(rank, alone[mine]))
    return score


def _several_first(rank: NDArray[np.int64], alone: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The ranks with those that are out in one family alone behind all others."""
    placed = np.lexsort((rank, alone))
    found = np.empty(len(rank), dtype=np.int64)
    found[placed] = np.arange(1, len(rank) + 1)
    return found


def drop(duck: DuckDBEngine, plain: str) -> None:
    """Give the memory of what rescored left back."""
    between.drop(duck, [plain, f"{plain}_rare"])
