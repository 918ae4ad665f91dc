"""The statistics of the kit in NumPy: twins of the SQL macros of the same names, equal to the last of six digits."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SHARE_WEIGHT = 30.0
MEAN_WEIGHT = 20.0
MOST_Z = 10.0
MAD_TO_SIGMA = 1.4826
IQR_TO_SIGMA = 1.349
_LN10 = 2.302585092994046


def rounded(x: Numbers) -> Numbers:
    """Round half away from zero to six decimals, as CAST to DECIMAL does."""
    return np.sign(x) * np.floor(np.abs(x) * 1e6 + 0.5) / 1e6


def exceed(x: Numbers, a: float, b: float) -> Numbers:
    """How far x has gone from a to b: 0 up to a, 1 from b."""
    return rounded(np.clip((x - a) / (b - a), 0.0, 1.0))


def arc_share(p: Numbers) -> Numbers:
    """2·asin√p."""
    return rounded(2 * np.arcsin(np.sqrt(np.clip(p, 0.0, 1.0))))


def shrunk_share(y: Numbers, n: Numbers, p0: Numbers | float) -> Numbers:
    """A share drawn to that of its peers."""
    return rounded((y + SHARE_WEIGHT * p0) / (n + SHARE_WEIGHT))


def shrunk_mean(x: Numbers, x0: Numbers | float, n: Numbers) -> Numbers:
    """A mean drawn to that of its peers."""
    return rounded(x0 + (x - x0) * n / (n + MEAN_WEIGHT))


def shrunk_ratio(o: Numbers, e: Numbers, a: Numbers | float) -> Numbers:
    """Observed over expected, drawn to one."""
    return rounded((o + a) / (e + a))


def peer_z(t: Numbers, median: float, mad: float, iqr: float, least: float) -> Numbers:
    """The robust z of t beside its peers, at most ten."""
    s = max(MAD_TO_SIGMA * mad, iqr / IQR_TO_SIGMA, least)
    return rounded(np.clip((t - median) / s, -MOST_Z, MOST_Z))


def pois(n: Numbers, lam: Numbers) -> Numbers:
    """Minus log10 of the Chernoff bound on P(N ≥ n | lam), 0 to 20."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (n * np.log(n / lam) - n + lam) / _LN10
    found = np.where(lam <= 0, 20.0, np.clip(found, 0.0, 20.0))
    return rounded(np.where((n <= lam) | (n <= 0), 0.0, found))


def spread(value: Numbers, scale: str) -> Numbers:
    """The form in which values are compared: ln(1 + x) for money and counts, 2·asin√p for shares."""
    if scale == "money":
        return rounded(np.log1p(np.maximum(value, 0.0)))
    return arc_share(value) if scale == "share" else value


def noisy_or(families: Sequence[Numbers]) -> Numbers:
    """1 − Π(1 − F)."""
    kept = np.ones_like(families[0])
    for family in families:
        kept = kept * (1 - family)
    return rounded(1 - kept)


_POISSON = np.searchsorted(
    np.cumsum([0.36787944, 0.36787944, 0.18393972, 0.06131324, 0.01532831, 0.00306566]),
    (np.arange(256) + 0.5) / 256,
).astype(np.float64)


def bootstrap_weights(seed: str, parts: Sequence[str], draws: int) -> Numbers:
    """Poisson(1) weights of the parts, one row per draw, from md5 of seed and part: same data, same result."""
    columns = []
    for part in parts:
        bytes_ = b""
        block = 0
        while len(bytes_) < draws:
            bytes_ += hashlib.md5(f"{seed}|{block}|{part}".encode(), usedforsecurity=False).digest()
            block += 1
        columns.append(_POISSON[np.frombuffer(bytes_[:draws], dtype=np.uint8)])
    return np.stack(columns, axis=1) if columns else np.zeros((draws, 0))


def wilson(found: float, checked: float) -> tuple[float, float] | None:
    """Return the 95 % interval of Wilson for `found` of `checked`; None without any."""
    if not checked:
        return None
    z, share = 1.959964, found / checked
    middle = (share + z * z / (2 * checked)) / (1 + z * z / checked)
    half = (
        z / (1 + z * z / checked) * np.sqrt(share * (1 - share) / checked + z * z / (4 * checked * checked))
    )
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
