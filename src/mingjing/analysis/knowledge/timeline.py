"""Which row of one fact is in force when: half-open intervals that never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

FIRST = date(1, 1, 1)
LAST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row's claim to be the one in force for a fact.

    `rank` orders rows in force on the same day before their start does: longer region, then longer code.
    `start` and `end` are inclusive, None = open. `published`: the start is that of a publication, not of the
    law, so the row also speaks, unverified, for the days before it when nothing older does.
    """

    index: int
    rank: tuple[int, int]
    start: date | None
    end: date | None
    published: bool

    @property
    def begins(self) -> date:
        """First day in force."""
        return self.start or FIRST

    @property
    def ends(self) -> date:
        """First day no longer in force."""
        return LAST if self.end is None or self.end == LAST else self.end + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """Row `index` decides the days from `since` (inclusive) to `until` (exclusive)."""

    index: int
    since: date
    until: date
    unverified: bool


def timeline(claims: Sequence[Claim]) -> list[Segment]:
    """Return who decides when, for the claims of one fact at one place, sorted and without overlap.

    Of the rows in force on a day the highest rank wins, then the latest start, then the later row. Before the
    earliest start of all, the published row that starts first decides unverified.
    """
    if len(claims) == 1:
        only = claims[0]
        found = [Segment(only.index, only.begins, only.ends, False)]
        if only.published and only.begins > FIRST:
            found.insert(0, Segment(only.index, FIRST, only.begins, True))
        return found
    days = sorted({FIRST, LAST, *(c.begins for c in claims), *(c.ends for c in claims)})
    segments: list[Segment] = []
    for since, until in pairwise(days):
        decided = _decide(claims, since)
        if decided is None:
            continue
        last = segments[-1] if segments else None
        if last and (last.index, last.unverified, last.until) == (*decided, since):
            segments[-1] = Segment(last.index, last.since, until, last.unverified)
        else:
            segments.append(Segment(decided[0], since, until, decided[1]))
    return segments


def _decide(claims: Sequence[Claim], day: date) -> tuple[int, bool] | None:
    live = [claim for claim in claims if claim.begins <= day < claim.ends]
    if live:
        return max(live, key=lambda claim: (claim.rank, claim.begins, claim.index)).index, False
    published = [claim for claim in claims if claim.published]
    if not published or day >= min(claim.begins for claim in claims):
        return None
    return min(published, key=lambda claim: (claim.begins, -claim.index)).index, True
