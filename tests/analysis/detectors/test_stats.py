"""The statistics of the kit: NumPy and SQL say the same, to the last of six digits."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pytest

from mingjing.analysis.detectors.kit import stats
from mingjing.analysis.engine.duckdb import DuckDBEngine

N = 4000
Numbers = stats.Numbers
_RANDOM = np.random.default_rng(11)
DRAWN = {
    "x": _RANDOM.normal(0, 6, N),
    "p": np.clip(_RANDOM.normal(0.4, 0.4, N), -0.2, 1.3),
    "n": _RANDOM.integers(1, 500, N).astype(float),
    "y": _RANDOM.integers(0, 200, N).astype(float),
    "lam": np.round(_RANDOM.gamma(2, 5, N), 3),
}
TWINS: dict[str, tuple[str, Callable[[dict[str, Numbers]], Numbers]]] = {
    "exceed": ("exceed(x, 2, 6)", lambda d: stats.exceed(d["x"], 2, 6)),
    "arc_share": ("arc_share(p)", lambda d: stats.arc_share(d["p"])),
    "shrunk_share": ("shrunk_share(y, n, 0.07)", lambda d: stats.shrunk_share(d["y"], d["n"], 0.07)),
    "shrunk_mean": ("shrunk_mean(x, 1.5, n)", lambda d: stats.shrunk_mean(d["x"], 1.5, d["n"])),
    "shrunk_ratio": ("shrunk_ratio(y, n, 3.5)", lambda d: stats.shrunk_ratio(d["y"], d["n"], 3.5)),
    "peer_z": ("peer_z(x, 1, 0.8, 2.5, 0.05)", lambda d: stats.peer_z(d["x"], 1, 0.8, 2.5, 0.05)),
    "pois": ("pois(y, lam)", lambda d: stats.pois(d["y"], d["lam"])),
    "money": ("ln_of(1 + greatest(x, 0))", lambda d: stats.spread(d["x"], "money")),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = DuckDBEngine("1GB", 1)
    opened.attach_arrow("drawn", pa.table({"at": np.arange(N), **DRAWN}))
    yield opened
    opened.close()


@pytest.mark.parametrize("name", TWINS)
def test_a_macro_and_its_twin_are_equal(name: str, engine: DuckDBEngine) -> None:
    sql, twin = TWINS[name]
    found = engine.fetch(f"SELECT {sql} AS v FROM drawn ORDER BY at").column("v").to_numpy()
    # A value on the edge of a digit may fall to either side: one in the sixth place, and rarely.
    difference = np.abs(found - twin(DRAWN))
    assert difference.max() <= 1.1e-6
    assert (difference > 1e-9).mean() < 0.001


def test_small_numbers_are_drawn_to_the_peers_and_large_ones_are_not() -> None:
    small, large = stats.shrunk_share(np.array([3.0, 3000.0]), np.array([3.0, 3000.0]), 0.1)
    assert small < 0.2
    assert large > 0.98


def test_rarity_is_never_overstated() -> None:
    from scipy.stats import poisson

    n, lam = DRAWN["y"], np.maximum(DRAWN["lam"], 0.01)
    exact = -np.log10(np.maximum(poisson.sf(n - 1, lam), 1e-30))
    assert (stats.pois(n, lam) <= exact + 1e-6).all()


def test_resampling_weights_depend_on_seed_and_part_alone() -> None:
    one = stats.bootstrap_weights("s", ["a", "b", "c"], 50)
    assert (one == stats.bootstrap_weights("s", ["a", "b", "c"], 50)).all()
    assert (one[:, 1] == stats.bootstrap_weights("s", ["b"], 50)[:, 0]).all()
    assert (one != stats.bootstrap_weights("t", ["a", "b", "c"], 50)).any()
    many = stats.bootstrap_weights("s", [str(number) for number in range(3000)], 50)
    assert abs(many.mean() - 1) < 0.01 and abs(many.var() - 1) < 0.05
