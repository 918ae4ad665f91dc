"""Who is visited: ten per cent by lot from all, the rest by priority V inside strata of kind and size.

The lot is md5 of the published seed and the code: whoever has the seed and the list draws the same institutions.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

CLASSES = 5
SHARE_BY_LOT = 0.10
LEAST_PER_STRATUM = 0.05
BY_VALUE, BY_LOT = "value", "lot"
SMALL = "小规模"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An institution that could be visited; one that was not scored (too few settlements) has no intensity."""

    code: str
    kind: str
    intensity: float | None
    stake: Decimal
    priority: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A visit: to whom, how it was chosen, in which stratum."""

    code: str
    how: str
    stratum: str


def strata(found: Sequence[Candidate]) -> dict[str, str]:
    """Return the stratum of every candidate: its kind and fifth by stake; those not scored are the small ones."""
    placed: dict[str, str] = {}
    for kind in sorted({one.kind for one in found}):
        scored = sorted(
            (one for one in found if one.kind == kind and one.intensity is not None),
            key=lambda one: (-one.stake, one.code),
        )
        for number, one in enumerate(scored):
            placed[one.code] = f"{kind}第 {number * CLASSES // len(scored) + 1} 档"
    return {one.code: placed.get(one.code, SMALL) for one in found}


def choose(
    found: Sequence[Candidate], visits: int, seed: str, left_out: Collection[str] = ()
) -> list[Choice]:
    """Return `visits` choices, fewer when there are not so many candidates; those `left_out` are never chosen."""
    open_to = [one for one in found if one.code not in left_out]
    placed = strata(found)
    visits = min(visits, len(open_to))
    by_lot = _drawn(open_to, min(visits, max(1, round(visits * SHARE_BY_LOT))) if visits else 0, seed)
    rest = [one for one in open_to if one.code not in by_lot and one.intensity is not None]
    seats = _seats(rest, placed, visits - len(by_lot), visits)
    chosen = [Choice(code, BY_LOT, placed[code]) for code in by_lot]
    for stratum, number in seats.items():
        ranked = sorted(
            (one for one in rest if placed[one.code] == stratum), key=lambda one: (-one.priority, one.code)
        )
        chosen += [Choice(one.code, BY_VALUE, stratum) for one in ranked[:number]]
    return chosen


def _drawn(found: Sequence[Candidate], number: int, seed: str) -> list[str]:
    """Draw codes by lot."""
    return sorted((one.code for one in found), key=lambda code: (lot(seed, code), code))[:number]


def lot(seed: str, code: str) -> str:
    """Return the number of a code in the draw with this seed."""
    return hashlib.md5(f"{seed}|{code}".encode(), usedforsecurity=False).hexdigest()


def _seats(found: Sequence[Candidate], placed: dict[str, str], number: int, visits: int) -> dict[str, int]:
    """Return the visits of each stratum: at least a twentieth of all, the rest by its sum of V, never more than it has."""
    members: dict[str, list[Candidate]] = defaultdict(list)
    for one in found:
        members[placed[one.code]].append(one)
    least = math.floor(visits * LEAST_PER_STRATUM)
    seats = dict.fromkeys(sorted(members), 0)
    for stratum in seats:
        seats[stratum] = min(least, len(members[stratum]), number - sum(seats.values()))
    value = {stratum: sum(one.priority for one in some) for stratum, some in members.items()}
    while sum(seats.values()) < min(number, len(found)):
        open_to = [stratum for stratum in seats if seats[stratum] < len(members[stratum])]
        # The largest quotient next, as votes become seats: in proportion to V, without fractions left over.
        best = max(open_to, key=lambda stratum: (value[stratum] / (seats[stratum] + 1), stratum))
        seats[best] += 1
    return seats
