"""The random share of a dispatch: leads that nobody chose, drawn by a seed that anybody can draw by again.

Only such a sample tells what the order of leads misses; each drawn lead speaks for those that were not drawn. It is
systematic: the pool stands in the order of bureau, severity and rank value, and every n-th is taken from a random start,
so that all of them are represented and each is drawn with the same probability. Half of what is drawn are units that the
models scored and did not list, as far as the screening left such a pool: they tell what is missed (see spot.py).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from django.db.models import Q

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy
from mingjing.office.leads.models import AuditDraw, Lead, Task
from mingjing.office.leads.services import spot
from mingjing.office.leads.services.parts import batches

LEAST, MOST, USUAL = Decimal("0.10"), Decimal("0.50"), Decimal("0.10")


@dataclass(frozen=True)
class Drawn:
    """What was drawn: `targets` receiver to leads (ids), the numbers drawn from and drawn, and the probability.

    `units` are what no lead speaks of yet, receiver to keys, `pool` and `pool_picked` their numbers.
    """

    seed: str = ""
    share: Decimal = Decimal(0)
    targets: Mapping[int, Sequence[int]] = field(default_factory=dict)
    population: Sequence[str] = ()
    picked: Sequence[str] = ()
    units: Mapping[int, Sequence[int]] = field(default_factory=dict)
    pool: Sequence[str] = ()
    pool_picked: Sequence[str] = ()

    @property
    def probability(self) -> float:
        """The probability with which each lead of the population was drawn."""
        return len(self.picked) / len(self.population) if self.population else 0.0

    @property
    def pool_share(self) -> float:
        """The share of the pool of unflagged units that was drawn."""
        return len(self.pool_picked) / len(self.pool) if self.pool else 0.0

    @property
    def keys(self) -> list[int]:
        """The leads drawn."""
        return [key for keys in self.targets.values() for key in keys]


def draw(actor: User, targets: Mapping[int, Sequence[int]], share: Decimal) -> Drawn:
    """Draw so many of the leads not chosen that they make `share` of what goes down; none when all were chosen.

    Drawn from what lies with the actor's bureau and belongs to one of the receivers. Raises InvalidError.
    """
    if not LEAST <= share <= MOST:
        raise InvalidError("随机抽查比例须在 10% 与 50% 之间", where="audit_share")
    receivers = Organisation.objects.in_bulk(list(targets))
    chosen = {key for keys in targets.values() for key in keys}
    free = policy.visible(actor).filter(held_by=actor.organisation_id, state=Lead.State.PUBLISHED)
    rows = free.filter(Q(part=None) | Q(part__parent=None)).order_by(
        "bureau__path", "sev_deg", "-rank_value", "number"
    )
    pool = [
        (key, number, home)
        for key, number, path in rows.values_list("pk", "number", "bureau__path")
        if key not in chosen and (home := _home(path, receivers)) is not None
    ]
    seed = _seed(actor)
    wanted = int((len(chosen) * share / (1 - share)).to_integral_value(ROUND_CEILING))
    units = [
        (key, number, home)
        for key, number, path in spot.pool(actor)
        if (home := _home(path, receivers)) is not None
    ]
    of_units = min(-(-wanted // 2), len(units))
    found, picked = _picked(pool, min(wanted - of_units, len(pool)), seed)
    more, unit_picked = _picked(units, min(wanted - len(picked), len(units)), f"{seed}-U")
    return Drawn(
        seed, share, found, [one[1] for one in pool], picked, more, [one[1] for one in units], unit_picked
    )


def _picked(
    pool: Sequence[tuple[int, str, int]], wanted: int, seed: str
) -> tuple[dict[int, list[int]], list[str]]:
    """Draw from (key, number, receiver): the keys by receiver, and the numbers."""
    found: dict[int, list[int]] = {}
    places = systematic(len(pool), wanted, seed)
    for place in places:
        key, _, home = pool[place]
        found.setdefault(home, []).append(key)
    return found, [pool[place][1] for place in places]


def systematic(size: int, wanted: int, seed: str) -> list[int]:
    """Return `wanted` places of `size`, evenly apart from a start that the seed decides; each equally probable."""
    if not wanted:
        return []
    start = int(hashlib.sha256(seed.encode()).hexdigest(), 16) % size
    return sorted((start + number * size // wanted) % size for number in range(wanted))


def _home(path: str, receivers: Mapping[int, Organisation]) -> int | None:
    """The lowest receiver in whose division a bureau lies."""
    above = [one for one in receivers.values() if path.startswith(one.path)]
    return max(above, key=lambda one: len(one.path)).pk if above else None


def _seed(actor: User) -> str:
    """Day, bureau and number of the task: known beforehand, chosen by nobody."""
    number = Task.objects.filter(sender=actor.organisation_id).count() + 1
    return f"{clocks.today():%Y%m%d}-{actor.organisation.code}-{number}"


def merged(targets: Mapping[int, Sequence[int]], drawn: Drawn) -> dict[int, list[int]]:
    """Return who gets what, with what was drawn."""
    return {key: [*keys, *drawn.targets.get(key, ())] for key, keys in targets.items()}


def sent(actor: User, targets: Mapping[int, Sequence[int]], share: Decimal | None) -> Drawn:
    """Draw as `draw` does and make leads of the drawn units, in the caller's transaction; nothing without a share."""
    if share is None:
        return Drawn()
    drawn = draw(actor, targets, share)
    made = spot.send(actor, [key for keys in drawn.units.values() for key in keys], drawn.pool_share)
    whole = {
        home: [*drawn.targets.get(home, ()), *(made[key] for key in drawn.units.get(home, ()) if key in made)]
        for home in {**drawn.targets, **drawn.units}
    }
    return replace(drawn, targets=whole)


def record(actor: User, task: Task, chosen: Mapping[int, Sequence[int]], drawn: Drawn) -> None:
    """Keep the draw, and on each lead with what probability it came into the task, in the caller's transaction."""
    for some in batches([key for keys in chosen.values() for key in keys]):
        Lead.objects.filter(pk__in=some).update(drawn=False, sel_prob=1)
    for some in batches(drawn.keys):
        Lead.objects.filter(pk__in=some, audit_unit=None).update(drawn=True, sel_prob=drawn.probability)
    if drawn.seed:
        AuditDraw.objects.create(
            task=task,
            organisation=actor.organisation,
            seed=drawn.seed,
            share=drawn.share,
            population=list(drawn.population),
            picked=list(drawn.picked),
            unit_population=list(drawn.pool),
            unit_picked=list(drawn.pool_picked),
            drawn_by=actor,
        )
