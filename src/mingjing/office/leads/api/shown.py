"""What of a suspicion each kind of caller may read: only the bureau sees its own checks, hints and expectations."""

from collections.abc import Iterable

from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Lead, Suspicion

_INTERNAL_TEXT = ("verify", "defence")
_INTERNAL_AMOUNTS = ("chk_amt", "cnfm_amt")


def suspicions(user: User, rows: Iterable[Suspicion]) -> list[Suspicion]:
    """Return the rows with what is internal to the bureau blanked for everybody else (in memory only)."""
    return [suspicion(user, row) for row in rows]


def suspicion(user: User, row: Suspicion) -> Suspicion:
    """Blank what the caller may not read. The verdict is shown to the institution once it is final."""
    if user.organisation.is_bureau:
        return row
    for name in _INTERNAL_TEXT:
        setattr(row, name, "")
    if row.state != Suspicion.State.FINAL:
        for name in _INTERNAL_AMOUNTS:
            setattr(row, name, None)
        row.verdict = row.reason_code = ""
    return row


def leads(user: User, rows: Iterable[Lead]) -> list[Lead]:
    """Return the rows with the bureau's sums blanked for everybody else (in memory only)."""
    found = list(rows)
    if not user.organisation.is_bureau:
        for row in found:
            row.expected_amt = row.chk_amt = row.cnfm_amt = row.counted_amt * 0
    return found
