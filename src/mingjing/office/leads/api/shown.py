"""What of a lead each kind of caller may read: only the bureau sees its own checks, hints and expectations.

Others are told what decision 0158 says; sums and counts cover only the suspicions that they may see.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Min

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Suspicion, detected
from mingjing.office.leads.queue import TOLD

_S = Suspicion.State
CHECKING = "checking"
"""What others read of a suspicion's state while the bureau deliberates."""
_SEEN = {
    Organisation.Kind.INSTITUTION: (_S.ASKED, *TOLD),
    Organisation.Kind.THIRD_PARTY: (_S.CONSULTING, _S.ADVISED),
}
_HINTS = ("verify", "defence")
_ZERO = Decimal("0.00")
_NOTHING = {"n": 0, "amount": _ZERO, "severity": 3, "first": ""}


def suspicions(user: User, rows: Iterable[Suspicion]) -> list[Suspicion]:
    """Return the rows with what is internal to the bureau blanked for everybody else (in memory only)."""
    return [suspicion(user, row) for row in rows]


def suspicion(user: User, row: Suspicion) -> Suspicion:
    """Blank what the caller may not read."""
    if user.organisation.is_bureau:
        return row
    is_told = user.organisation.kind == Organisation.Kind.INSTITUTION and row.state in TOLD
    for name in _HINTS:
        setattr(row, name, "")
    row.chk_amt = None
    if not is_told:
        row.cnfm_amt = row.det_amt = row.rvis_amt = None
        row.verdict = row.reason_code = ""
    if row.state not in _SEEN[Organisation.Kind(user.organisation.kind)]:
        row.state = CHECKING
    return row


def whole(user: User, row: Suspicion) -> Suspicion:
    """Return the row with the lines that the caller may read."""
    row.__dict__["shown_lines"] = lines(user, row)
    return suspicion(user, row)


def leads(user: User, rows: Iterable[Lead]) -> list[Lead]:
    """Return the rows; for others than the bureau with counts and sums over what they may see (in memory only)."""
    found = list(rows)
    if user.organisation.is_bureau:
        return found
    mine = policy.suspicions(user).filter(lead__in=[row.pk for row in found])
    sums = {
        row["lead"]: row
        for row in mine.order_by()
        .values("lead")
        .annotate(n=Count("pk"), amount=detected(), severity=Min("sev_deg"), first=Min("behaviour"))
    }
    for row in found:
        own = sums.get(row.pk, _NOTHING)
        row.suspicion_count, row.open_count, row.sev_deg = own["n"], 0, own["severity"]
        row.checkout_amt, row.behaviour = (own["amount"] or _ZERO).quantize(_ZERO), own["first"]
        row.counted_amt = row.chk_amt = row.cnfm_amt = row.det_amt = row.rvis_amt = row.expected_amt = _ZERO
        row.rank_value = _ZERO
        row.state, row.due_on, row.signed, row.part_id = CHECKING, None, 0, None
    return found


def lines(user: User, row: Suspicion) -> list[object]:
    """Return the lines of a suspicion; their verdicts are told to others with the suspicion's own."""
    found = list(row.lines.all())
    if not user.organisation.is_bureau and row.state not in TOLD:
        for line in found:
            line.verdict = line.reason_code = line.note = ""
            line.accepted_cnt = line.accepted_amt = None
    return list(found)
