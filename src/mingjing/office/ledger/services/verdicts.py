"""What final verdicts found, as it stands in the ledger: each fee line of a lead once, however many rules hit it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Line, Opinion, Suspicion
from mingjing.office.ledger.core.posting import Move, Tags, fen, yuan
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services.bulk import Booked, book_all
from mingjing.office.ledger.services.post import FINAL, Voucher, undo

_MOST_LINES = 1500
"""Lines on one voucher; a suspicion with more of them takes several."""
_STANDING = Q(entry__key__startswith=FINAL, entry__reverses__isnull=True)
_UNDONE = Q(entry__reversed_by__isnull=False)


@dataclass(slots=True)
class _State:
    """What the ledger holds of one suspicion's verdict, in fen, and how many vouchers it had."""

    verified: int = 0
    cleared: int = 0
    vouchers: int = 0
    begun: bool = False


def settle(leads: Sequence[int], actor: User | None = None, on: date | None = None) -> list[Booked]:
    """Bring the ledger up to the final verdicts of these leads; their rows must be locked. Doing it twice adds nothing.

    `actor` and `on` are who made them final and when; without them both are read from the file. A verdict that nobody
    signed is left out: the comparison names it.
    """
    final = list(
        Suspicion.objects.filter(lead__in=leads, state=Suspicion.State.FINAL)
        .select_related(
            "lead__institution", "lead__held_by", "finaliser__organisation", "reviewer__organisation",
            "checker__organisation",
        ).order_by("lead_id", "pk")
    )  # fmt: skip
    states, posted = _ledger(leads)
    found = _wanted(final, posted)
    days = {} if on else _days([one.pk for one in final])
    vouchers: dict[int, list[tuple[User, Voucher]]] = defaultdict(list)
    bodies = {one.lead.held_by_id: one.lead.held_by for one in final}
    for one in final:
        who = actor or one.finaliser or one.reviewer or one.checker
        day = on or days.get(one.pk) or timezone.localdate()
        if who is not None:
            made = _vouchers(one, states.get(one.pk, _State()), found.get(one.pk, []), day)
            vouchers[one.lead.held_by_id] += [(who, voucher) for voucher in made]
    return [book_all(bodies[key], vouchers[key]) for key in sorted(vouchers) if vouchers[key]]


def _ledger(leads: Sequence[int]) -> tuple[dict[int, _State], dict[tuple[int, str], int]]:
    """Return what stands of each suspicion, and of each fee line of each lead (empty: of a suspicion as a whole)."""
    of_leads = Posting.objects.filter(suspicion__lead__in=leads).filter(_STANDING).order_by()
    states: defaultdict[int, _State] = defaultdict(_State)
    for row in of_leads.values("suspicion_id").annotate(n=Count("entry", distinct=True)):
        states[row["suspicion_id"]].vouchers = row["n"]
    posted: defaultdict[tuple[int, str], int] = defaultdict(int)
    columns = ("suspicion_id", "suspicion__lead_id", "account", "line__bkkp_sn")
    for row in of_leads.exclude(_UNDONE).values(*columns).annotate(net=Sum("debit") - Sum("credit")):
        one = states[row["suspicion_id"]]
        one.begun = True
        if row["account"] == "verified":
            one.verified += row["net"]
            posted[row["suspicion__lead_id"], row["line__bkkp_sn"] or f"S{row['suspicion_id']}"] += row["net"]
        elif row["account"] == "cleared":
            one.cleared += row["net"]
    return dict(states), posted


def _wanted(
    final: Sequence[Suspicion], posted: Mapping[tuple[int, str], int]
) -> dict[int, list[tuple[int | None, int]]]:
    """Return for each suspicion the lines, and fen of each, that the ledger lacks; a line goes where most was accepted."""
    lines = Line.objects.filter(suspicion__in=[one.pk for one in final]).order_by("pk")
    best: dict[tuple[int, str], tuple[int, int, int | None]] = {}
    with_lines = set()
    leads = {one.pk: one.lead_id for one in final}
    for pk, suspicion, serial, amount in lines.values_list("pk", "suspicion_id", "bkkp_sn", "accepted_amt"):
        with_lines.add(suspicion)
        key, value = (leads[suspicion], serial), fen(amount) if amount else 0
        if value > best.get(key, (0, 0, None))[0]:
            best[key] = (value, suspicion, pk)
    for one in final:
        if one.pk not in with_lines and one.cnfm_amt:
            best[one.lead_id, f"S{one.pk}"] = (fen(one.cnfm_amt), one.pk, None)
    found: defaultdict[int, list[tuple[int | None, int]]] = defaultdict(list)
    for key, (value, suspicion, line) in best.items():
        lacking = value - posted.get(key, 0)
        if lacking > 0:
            found[suspicion].append((line, lacking))
    return dict(found)


def _vouchers(
    one: Suspicion, state: _State, wanted: Sequence[tuple[int | None, int]], on: date
) -> list[Voucher]:
    """Return what brings one suspicion up: found, so much of it confirmed line by line, the rest cleared."""
    own = sum(amount for _, amount in wanted)
    whole = max(fen(one.checkout_amt) if one.checkout_amt else 0, own)
    if not own and (state.begun or not whole):
        return []
    text = f"终审：{one.get_verdict_display()}"
    again = min(state.cleared, own) if state.begun else 0
    moves: list[Move] = []
    if not state.begun:
        moves.append(_move("find", whole, one))
    elif own > again:
        moves.append(_move("find", own - again, one))
    for line, amount in wanted:
        back = min(again, amount)
        again -= back
        moves += [_move("reinstate", back, one, line)] if back else []
        moves += [_move("verify", amount - back, one, line)] if amount > back else []
    if not state.begun and whole > own:
        moves.append(_move("clear", whole - own, one))
    return [
        Voucher(f"{FINAL}{one.pk}:{state.vouchers + n}", on, moves[begin : begin + _MOST_LINES], text, one.lead.number)
        for n, begin in enumerate(range(0, len(moves), _MOST_LINES))
    ]  # fmt: skip


def _move(movement: str, amount: int, one: Suspicion, line: int | None = None) -> Move:
    tags = Tags(one.lead.institution_id, one.lead.institution.name, one.pk, line)
    return Move(movement, "principal", yuan(amount), tags)


def _days(keys: Sequence[int]) -> dict[int, date]:
    said = Opinion.objects.filter(suspicion__in=keys, step=Opinion.Step.FINAL).order_by()
    rows = said.values_list("suspicion_id").annotate(at=Max("at"))
    return {key: timezone.localtime(at).date() for key, at in rows}


def withdraw(actor: User, suspicion: Suspicion, reason: str) -> None:
    """Undo what a verdict found that is no longer final, the newest voucher first; what it hid elsewhere comes back.

    Raises ConflictError when the money has gone on: into a case or a deduction.
    """
    standing = Entry.objects.filter(
        key__startswith=f"{FINAL}{suspicion.pk}:", reverses__isnull=True, reversed_by__isnull=True
    )
    for entry in standing.select_related("organisation").order_by("-pk"):
        undo(actor, entry, reason[:300])


def confirmed(suspicion: Suspicion) -> Decimal:
    """Return what the ledger took up of a suspicion's verdict, in yuan."""
    rows = Posting.objects.filter(_STANDING, suspicion=suspicion, account="verified").exclude(_UNDONE)
    found = rows.aggregate(net=Sum("debit") - Sum("credit"))["net"]
    return yuan(found or 0)
