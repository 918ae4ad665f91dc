"""Where the ledger and the leads differ, lead by lead, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from mingjing.office.accounts.models import Organisation
from mingjing.office.ledger.core.posting import yuan

# Amounts are decimals in yuan on the side of leads and whole fen in the ledger; both come out as fen.
_CONFIRMED = """
    SELECT u.lead_id, ROUND(SUM(u.amt) * 100) AS due, 0 AS booked FROM (
        SELECT s.lead_id, MAX(l.accepted_amt) AS amt FROM leads_line l JOIN leads_suspicion s ON s.id = l.suspicion_id
        WHERE s.state = 'final' AND l.accepted_amt > 0 GROUP BY s.lead_id, l.bkkp_sn
        UNION ALL
        SELECT s.lead_id, s.cnfm_amt FROM leads_suspicion s WHERE s.state = 'final' AND s.cnfm_amt > 0
        AND NOT EXISTS (SELECT 1 FROM leads_line l WHERE l.suspicion_id = s.id)
    ) u GROUP BY u.lead_id
"""
_BOOKED = """
    SELECT s.lead_id, 0, SUM(p.debit - p.credit) FROM ledger_posting p
    JOIN leads_suspicion s ON s.id = p.suspicion_id JOIN ledger_entry e ON e.id = p.entry_id
    LEFT JOIN ledger_entry r ON r.reverses_id = e.id
    WHERE p.account = 'verified' AND e.key LIKE 'final:%%' AND e.reverses_id IS NULL AND r.id IS NULL
    GROUP BY s.lead_id
"""
# A verdict of nothing at all leaves a voucher too: what was found was cleared.
_SILENT = """
    SELECT s.lead_id FROM leads_suspicion s WHERE s.state = 'final' AND s.checkout_amt > 0 AND NOT EXISTS (
        SELECT 1 FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        LEFT JOIN ledger_entry r ON r.reverses_id = e.id
        WHERE p.suspicion_id = s.id AND e.key LIKE 'final:%%' AND e.reverses_id IS NULL AND r.id IS NULL)
"""
_BY_LEAD = f"""
    SELECT t.lead_id, SUM(t.due) AS due, SUM(t.booked) AS booked FROM ({_CONFIRMED} UNION ALL {_BOOKED}) t
    GROUP BY t.lead_id
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """Confirmed amounts on both sides, in yuan, and the leads that differ: id, leads' amount, ledger's amount."""

    leads: Decimal
    ledger: Decimal
    differing: tuple[tuple[int, Decimal, Decimal], ...]
    silent: tuple[int, ...]


def lacking_leads() -> list[int]:
    """Return the leads whose final verdicts the ledger does not hold whole."""
    wanted = f"SELECT lead_id FROM ({_BY_LEAD}) x WHERE x.due > x.booked UNION {_SILENT} ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(wanted.replace("%%", "%"))
        return [int(row[0]) for row in cursor.fetchall()]


def verdicts(bureaus: Sequence[Organisation]) -> Compared:
    """Compare the leads that these bureaus hold."""
    keys = [one.pk for one in bureaus]
    if not keys:
        return Compared(Decimal(0), Decimal(0), (), ())
    held = f"SELECT id FROM leads_lead WHERE held_by_id IN ({', '.join(['%s'] * len(keys))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT SUM(x.due), SUM(x.booked) FROM ({_BY_LEAD}) x WHERE x.lead_id IN ({held})", keys
        )
        due, booked = cursor.fetchone()
        cursor.execute(
            f"SELECT x.lead_id, x.due, x.booked FROM ({_BY_LEAD}) x WHERE x.due <> x.booked AND x.lead_id IN ({held})"
            " ORDER BY 1",
            keys,
        )
        differing = tuple((int(key), yuan(int(one)), yuan(int(two))) for key, one, two in cursor.fetchall())
        cursor.execute(
            f"SELECT DISTINCT q.lead_id FROM ({_SILENT}) q WHERE q.lead_id IN ({held}) ORDER BY 1", keys
        )
        silent = tuple(int(row[0]) for row in cursor.fetchall())
    return Compared(yuan(int(due or 0)), yuan(int(booked or 0)), differing, silent)
