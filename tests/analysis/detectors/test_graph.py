"""Communities of persons: what holds among all possible pairs, and groups that any order of edges gives."""

import numpy as np
import pyarrow as pa

from mingjing.analysis.detectors.kit import graph


def _clique(prefix: str, size: int) -> list[tuple[str, str, float]]:
    return [(f"{prefix}{i:03}", f"{prefix}{j:03}", 5.0) for i in range(size) for j in range(i + 1, size)]


def _groups(edges: list[tuple[str, str, float]]) -> dict[str, set[str]]:
    one, other, weight = zip(*edges, strict=True)
    found: dict[str, set[str]] = {}
    for row in graph.communities(one, other, weight).to_pylist():
        found.setdefault(row["group_id"], set()).add(row["psn_no"])
    return found


def test_pairs_hold_among_all_that_were_possible_not_among_those_found() -> None:
    assert graph.significant([9.0, 5.0, 1.0], tests=1e6).tolist() == [True, False, False]
    assert graph.significant([9.0, 5.0, 1.0], tests=3).tolist() == [True, True, False]
    assert graph.significant([], tests=0).tolist() == []


def test_many_rare_pairs_support_one_another() -> None:
    """The rate is that of all that are held: a hundred pairs at once need two digits less each."""
    assert not graph.significant([7.0], tests=1e6).any()
    assert graph.significant([7.0] * 100, tests=1e6).all()


def test_pairs_and_threes_are_no_community_and_four_are() -> None:
    assert _groups(_clique("a", 3) + _clique("b", 2)) == {}
    assert [len(one) for one in _groups(_clique("a", 4)).values()] == [4]


def test_a_component_too_large_is_divided_where_it_is_thin() -> None:
    edges = [edge for n in range(8) for edge in _clique(f"{n}-", 30)]
    edges += [(f"{n}-000", f"{(n + 1) % 8}-001", 0.5) for n in range(8)]
    assert sorted(len(one) for one in _groups(edges).values()) == [30] * 8


def test_the_same_edges_give_the_same_groups_in_any_order() -> None:
    edges = _clique("a", 6) + [edge for n in range(8) for edge in _clique(f"{n}-", 30)]
    edges += [(f"{n}-000", f"{(n + 1) % 8}-001", 0.5) for n in range(8)]
    shuffled = [(other, one, weight) for one, other, weight in edges]
    mixed = [shuffled[at] for at in np.random.default_rng(4).permutation(len(shuffled))]
    assert _groups(edges) == _groups(mixed)


def test_a_group_is_named_by_its_members_alone() -> None:
    assert graph.group_id(["P2", "P1"]) == graph.group_id(["P1", "P2"])
    assert len(graph.group_id(["P1"])) == 16


def test_companies_come_from_the_significant_rows_of_an_edge_table() -> None:
    edges = _clique("a", 4) + _clique("b", 4)
    table = pa.table(
        {
            "one": [one for one, _, _ in edges],
            "other": [other for _, other, _ in edges],
            "rare": [12.0] * 6 + [2.0] * 6,
            "tests": [10**6] * 12,
        }
    )
    assert set(graph.companies(table)["psn_no"].to_pylist()) == {f"a00{i}" for i in range(4)}
    assert graph.companies(table.slice(0, 0)).num_rows == 0
