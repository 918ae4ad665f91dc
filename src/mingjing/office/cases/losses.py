"""The loss that the confirmed lines of a case add up to (细则 35): a proposal for its acts, each line counted once."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.law.loss import Item, Loss, by_item
from mingjing.office.cases.models import Case
from mingjing.office.leads.models import Line

_CONFIRMED = ("true", "partly")


@dataclass(frozen=True, slots=True)
class LineLoss:
    """What can be added up exactly, and what must be counted by hand.

    `unknown` are lines whose fund share is not known, `without_lines` suspicions confirmed by an amount alone.
    """

    loss: Loss
    lines: int
    unknown: tuple[str, ...]
    without_lines: tuple[str, ...]


def from_lines(case: Case) -> LineLoss:
    """Return the fund's share of what was accepted of each line; of a line hit twice the larger part counts."""
    linked = case.links.filter(active=True).values("suspicion")
    lines = Line.objects.filter(suspicion__in=linked, accepted_amt__gt=0).order_by("bkkp_sn", "pk")
    shares: dict[str, Decimal] = {}
    unknown: dict[str, None] = {}
    for line in lines:
        if line.hit_fund is None or not line.hit_amt:
            unknown[line.bkkp_sn] = None
            continue
        share = (line.hit_fund * (line.accepted_amt or 0) / line.hit_amt).quantize(CENT, ROUND_FLOOR)
        shares[line.bkkp_sn] = max(shares.get(line.bkkp_sn, Decimal(0)), min(share, line.hit_fund))
    bare = case.links.filter(active=True, suspicion__verdict__in=_CONFIRMED, suspicion__lines__isnull=True)
    return LineLoss(
        by_item(Item(key, amount) for key, amount in shares.items()),
        len(shares),
        tuple(key for key in unknown if key not in shares),
        tuple(bare.order_by("pk").values_list("suspicion__finding_id", flat=True)),
    )
