"""Graphs of persons: which edges are significant among all possible ones, and the communities they form.

Everything is a function of the edges alone: numbers by sorted name, a fixed seed, so that the same edges give the
same communities whatever order they come in.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sknetwork.clustering import Leiden

LEAST, MOST = 4, 200
RATE = 0.01
_SEED = 20260101


def significant(rare: Sequence[float], tests: float, rate: float = RATE) -> NDArray[np.bool_]:
    """Benjamini-Hochberg: which of the tests found hold at this false discovery rate.

    `rare` is -log10 of each one's probability, `tests` how many were possible, not how many were looked at.
    """
    values = np.asarray(rare, dtype=float)
    if not len(values):
        return np.zeros(0, dtype=bool)
    ordered = np.sort(values)[::-1]
    ranks = np.arange(1, len(ordered) + 1)
    limits = np.log10(max(tests, len(values), 1.0)) - np.log10(ranks) - np.log10(rate)
    held = np.flatnonzero(ordered >= limits)
    return values >= (ordered[held[-1]] if len(held) else np.inf)


def held(edge: pa.Table) -> pa.Table:
    """Return the significant rows of `edge`: one, other, rare, tests (the same in every row)."""
    tests = float(edge["tests"][0].as_py()) if edge.num_rows else 0.0
    return edge.filter(pa.array(significant(edge["rare"].to_pylist(), tests), pa.bool_()))


def communities(
    one: Sequence[str], other: Sequence[str], weight: Sequence[float], least: int = LEAST
) -> pa.Table:
    """Return person and group_id for every community of `least` to MOST persons.

    Communities are connected components; one of more than MOST persons is divided by Leiden's method.
    """
    names = sorted({*one, *other})
    number = {name: position for position, name in enumerate(names)}
    left = np.array([number[name] for name in one], dtype=np.int64)
    right = np.array([number[name] for name in other], dtype=np.int64)
    graph = csr_matrix((np.asarray(weight, dtype=float), (left, right)), shape=(len(names), len(names)))
    graph = graph + graph.T
    person, group = [], []
    for members in _parts(graph):
        known = sorted(names[position] for position in members)
        if least <= len(known) <= MOST:
            person += known
            group += [group_id(known)] * len(known)
    return pa.table({"psn_no": pa.array(person, pa.string()), "group_id": pa.array(group, pa.string())})


def companies(edge: pa.Table) -> pa.Table:
    """Return the communities of the significant edges of `edge` (see held)."""
    kept = held(edge)
    return communities(kept["one"].to_pylist(), kept["other"].to_pylist(), kept["rare"].to_pylist())


def group_id(members: Sequence[str]) -> str:
    """Return the name of a group: the first 16 hex digits of the md5 of its sorted members, as rules name groups."""
    text = "|" + "|".join(sorted(members)) + "|"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]


def _parts(graph: csr_matrix) -> list[NDArray[np.int64]]:
    if not graph.shape[0]:
        return []
    count, label = connected_components(graph, directed=False)
    parts: list[NDArray[np.int64]] = []
    for members in _by_label(label, count):
        if len(members) <= MOST:
            parts.append(members)
            continue
        inner = graph[members][:, members]
        found = Leiden(random_state=_SEED).fit_predict(inner)
        parts += [members[one] for one in _by_label(found, int(found.max()) + 1)]
    return parts


def _by_label(label: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    order = np.argsort(label, kind="stable")
    return list(np.split(order, np.cumsum(np.bincount(label, minlength=count))[:-1]))
