"""Who would receive which leads: the preview before anything is sent, and the seal that it did not change since."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, Sum

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads.models import Lead
from mingjing.office.leads.services import dispatch, drawing

AUTOMATIC = {"city": "按所属市自动分送", "county": "按主管县区自动分送"}


@dataclass(frozen=True, slots=True)
class Share:
    """What one receiver gets; amounts in yuan."""

    receiver: Organisation
    leads: int
    suspicions: int
    amount: Decimal


@dataclass(frozen=True)
class Plan:
    """The shares of all receivers, how many leads have no receiver in the division, and what is drawn beside them.

    `targets` are the chosen leads; the shares count what was drawn as well.
    """

    targets: Mapping[int, Sequence[int]]
    shares: list[Share]
    left_out: int
    drawn: drawing.Drawn = field(default_factory=drawing.Drawn)

    @property
    def leads(self) -> int:
        """How many leads are sent."""
        return sum(share.leads for share in self.shares)

    @property
    def amount(self) -> Decimal:
        """How much money they carry."""
        return sum((share.amount for share in self.shares), Decimal(0))

    @property
    def seal(self) -> str:
        """A digest of who gets what: what was looked at must be what is sent."""
        whole = drawing.merged(self.targets, self.drawn)
        text = repr((sorted((key, sorted(leads)) for key, leads in whole.items()), self.drawn.seed))
        return hashlib.sha256(text.encode()).hexdigest()


def choices(user: User) -> list[tuple[str, str]]:
    """Return the ways to divide leads that make sense for this bureau, and each bureau below it."""
    own = user.organisation
    levels = Organisation.Level
    automatic = {levels.PROVINCE: ("city", "county"), levels.CITY: ("county",)}.get(levels(own.level), ())
    below = own.bureaus().filter(active=True).exclude(pk=own.pk).order_by("path")
    direct = [(str(one.pk), f"全部直送：{one.name}") for one in below]
    return [*((level, AUTOMATIC[level]) for level in automatic), *direct]


def plan(user: User, leads: QuerySet[Lead], how: str, audit_share: Decimal | None = None) -> Plan:
    """Divide `leads`: `how` is city, county or the key of a receiver. Raises InvalidError when nobody gets any.

    With `audit_share` leads drawn at random go along.
    """
    found = list(leads.only("pk", "bureau").order_by("pk"))
    if not found:
        raise InvalidError("没有可下发的线索", do="请选择本单位待下发的线索")
    if how in AUTOMATIC:
        targets = dispatch.auto_targets(user, found, how)
        targets.pop(user.organisation_id, None)
    else:
        targets = {int(how): [lead.pk for lead in found]}
    if not targets:
        raise InvalidError("所选线索的主管医保部门都不在本单位下级", do="请改用直送")
    bodies = Organisation.objects.in_bulk(targets)
    drawn = drawing.draw(user, targets, audit_share) if audit_share is not None else drawing.Drawn()
    shares = [_share(bodies[key], keys) for key, keys in drawing.merged(targets, drawn).items()]
    shares.sort(key=lambda share: share.receiver.path)
    sent = sum(len(keys) for keys in targets.values())
    return Plan(targets, shares, len(found) - sent, drawn)


def _share(receiver: Organisation, keys: Sequence[int]) -> Share:
    totals: dict[str, Decimal] = {"suspicions": Decimal(0), "amount": Decimal(0)}
    for begin in range(0, len(keys), 800):
        some = Lead.objects.filter(pk__in=keys[begin : begin + 800]).order_by()
        for name, value in some.aggregate(
            suspicions=Sum("suspicion_count"), amount=Sum("checkout_amt")
        ).items():
            totals[name] += value or 0
    return Share(receiver, len(keys), int(totals["suspicions"]), totals["amount"])
