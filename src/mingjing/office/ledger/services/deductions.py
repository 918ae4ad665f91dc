"""A deduction registered for a final suspicion, as it stands in the ledger: from found to refused or to the fund."""

from decimal import Decimal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.ledger import policy
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.post import Posted, Voucher, post

_KEY = "deduction:"
_REFUSED = ("find", "verify", "refuse")
_TAKEN_BACK = ("find", "verify", "decide", "serve", "offset")


def book(actor: User, suspicion: Suspicion, fund: str, *, paid: bool) -> Posted:
    """Book the deduction of a suspicion once, less what was given back before it was booked.

    `paid` says whether the fund had paid: then it is a recovery by set-off, else a refusal. What leads register
    calls this through a hook of its own; until then whoever books it calls it. Raises ConflictError without a deduction.
    """
    now = leads.suspicion(actor, suspicion.pk)
    if not now.det_amt or now.det_on is None:
        raise ConflictError("该疑点尚未登记扣款", where=now.lead.number)
    amount = now.det_amt - (now.rvis_amt or 0)
    if amount <= 0:
        raise ConflictError("该疑点扣款已全部补差，无须登记", where=now.lead.number)
    tags = Tags(now.lead.institution_id, now.lead.institution.name, now.pk, None, "", fund)
    ways = _TAKEN_BACK if paid else _REFUSED
    moves = [Move(way, "principal", amount, tags) for way in ways]
    key = f"{_KEY}{now.pk}:"
    undone = Entry.objects.filter(
        organisation=actor.organisation, key__startswith=key, reversed_by__isnull=False
    ).count()
    return post(actor, Voucher(f"{key}{undone}", now.det_on, moves, now.det_reason[:500], now.lead.number))


def waiting(user: User) -> QuerySet[Suspicion]:
    """Return the suspicions that `user` sees with a deduction that no standing entry has booked."""
    booked = policy.postings(user).filter(
        account__in=("refused", "fund"), entry__key__startswith=_KEY, entry__reversed_by__isnull=True
    )
    found = leads.suspicions(user).filter(det_amt__gt=Coalesce(F("rvis_amt"), Decimal(0)))
    return found.exclude(pk__in=booked.values("suspicion"))
