"""The ledger follows leads: in the step's own transaction, and for what was there before it, batch by batch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Event, Suspicion
from mingjing.office.leads.services.acting import lock_leads
from mingjing.office.ledger.services import comparing, deductions, verdicts
from mingjing.office.ledger.services.deductions import DEDUCTED, REVISED
from mingjing.office.ledger.services.gathering import open_day

_BATCH = 200


class Following:
    """What leads tell the ledger."""

    def finalised(self, actor: User, suspicion: Suspicion) -> None:
        """Book what was found and confirmed."""
        for booked in verdicts.settle([suspicion.lead_id], actor, clocks.today()):
            booked.demand_all()

    def reopened(self, actor: User, suspicion: Suspicion, reason: str) -> None:
        """Undo it; lines that it counted for others are theirs again."""
        verdicts.withdraw(actor, suspicion, reason)
        for booked in verdicts.settle([suspicion.lead_id], actor, clocks.today()):
            booked.demand_all()

    def deducted(self, actor: User, suspicion: Suspicion, *, paid: bool) -> None:
        """Book a deduction: set off against later payments, or refused before it was paid."""
        one = _whole(suspicion.pk)
        _settle_before(one)
        fund = deductions.tags_of(one).fund
        amount, on = one.det_amt or Decimal(0), one.det_on or clocks.today()
        deductions.take(actor, one, one.lead.held_by, amount, fund, on, paid=paid)

    def revised(self, actor: User, suspicion: Suspicion) -> None:
        """Book what was given back."""
        one = _whole(suspicion.pk)
        deductions.give_back(actor, one, clocks.today())


def _whole(key: int) -> Suspicion:
    found = Suspicion.objects.select_related("lead__institution", "lead__held_by", "finaliser__organisation")
    return found.get(pk=key)


def _settle_before(one: Suspicion) -> None:
    """A verdict of before the ledger is taken up with the first deduction that stands on it."""
    for booked in verdicts.settle([one.lead_id]):
        booked.demand_all()


@dataclass
class CaughtUp:
    """How many vouchers a run added, and what could not be booked, in words with the number of the lead or case."""

    entries: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


Catcher = Callable[[CaughtUp], None]
_catchers: dict[str, Catcher] = {}


def catch(name: str, catcher: Catcher) -> None:
    """Register how a noun above is brought into the ledger; called once, when the app that brings it is ready."""
    _catchers[name] = catcher


def catch_up() -> CaughtUp:
    """Bring the ledger up to what leads and cases held before it. May be broken off and repeated at any time.

    What a person reversed is left to people: only what never had a voucher is booked.
    """
    done = CaughtUp()
    _verdicts(done)
    _deductions(done)
    _revisions(done)
    for catcher in tuple(_catchers.values()):
        catcher(done)
    return done


def _verdicts(done: CaughtUp) -> None:
    for keys in _batches(comparing.lacking_leads()):
        try:
            with transaction.atomic():
                lock_leads(keys)
                booked = verdicts.settle(keys)
        except MingjingError as error:
            done.problems.append(("线索", str(error)))
            continue
        done.entries += sum(len(one.entries) for one in booked)
        done.problems += [(number, "终审结论没有人员记录，不能入账") for number in _unsigned(keys)]
        done.problems += [(one.voucher.document, str(one.error)) for found in booked for one in found.refused]


def _unsigned(keys: Sequence[int]) -> list[str]:
    nobody = {f"{who}__isnull": True for who in ("finaliser", "reviewer", "checker")}
    found = Suspicion.objects.filter(lead__in=keys, state=Suspicion.State.FINAL, **nobody)
    return list(found.order_by("lead").values_list("lead__number", flat=True).distinct())


def _deductions(done: CaughtUp) -> None:
    found = deductions.compared(Suspicion.objects.filter(state=Suspicion.State.FINAL))
    open_ = found.filter(booked=0, owed__gt=0).order_by("pk")
    for key in deductions.never_booked(open_.values_list("pk", flat=True), DEDUCTED):
        _try(done, key, _deduct)


def _deduct(one: Suspicion, actor: User) -> None:
    fund = deductions.tags_of(one).fund
    on = open_day(one.lead.held_by, one.det_on or clocks.today())
    late = "" if on == one.det_on else f"（扣款日期 {one.det_on}，所在月份已结账）"
    text = f"补记扣款：{one.det_reason[:400]}{late}"
    whole = one.det_amt or Decimal(0)
    deductions.take(actor, one, one.lead.held_by, whole, fund, on, paid=True, text=text)


def _revisions(done: CaughtUp) -> None:
    found = deductions.compared(Suspicion.objects.filter(rvis_amt__gt=0)).filter(booked__gt=0)
    over = {one.pk for one in found if one.booked > one.owed}
    for key in deductions.never_booked(over, REVISED):
        _try(done, key, _revise)


def _revise(one: Suspicion, actor: User) -> None:
    deductions.give_back(actor, one, clocks.today())


def _try(done: CaughtUp, key: int, act: Callable[[Suspicion, User], None]) -> None:
    one = _whole(key)
    try:
        with transaction.atomic():
            lock_leads([one.lead_id])
            one = _whole(key)
            act(one, _who(one))
        done.entries += 1
    except MingjingError as error:
        done.problems.append((one.lead.number, str(error)))


def _who(one: Suspicion) -> User:
    """Return who registered the deduction, else who made the verdict final."""
    said = Event.objects.filter(suspicion=one, action="deduct", actor__isnull=False).order_by("-pk")
    event = said.select_related("actor__organisation").first()
    found = event.actor if event else one.finaliser
    if found is None:
        raise MingjingError("没有终审人和扣款登记人的记录", where=one.lead.number)
    return found


def _batches(keys: Sequence[int]) -> Iterator[list[int]]:
    for begin in range(0, len(keys), _BATCH):
        yield list(keys[begin : begin + _BATCH])
