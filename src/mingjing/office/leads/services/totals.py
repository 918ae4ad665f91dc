"""Keeps the amounts of leads true: sums over suspicions, a fee line that several suspicions hit counted once."""

from collections.abc import Iterable

from django.db import connection

from mingjing.office.leads.models import Suspicion

_BATCH = 500
_OF_LEAD = "FROM leads_suspicion s WHERE s.lead_id = leads_lead.id"


def _sum(column: str) -> str:
    return f"(SELECT ROUND(COALESCE(SUM(s.{column}), 0), 2) {_OF_LEAD})"


# An estimate is told with its finding and enters no total.
_DETECTED = f"""(SELECT ROUND(COALESCE(SUM(s.checkout_amt), 0), 2) {_OF_LEAD}
      AND s.amount_basis <> '{Suspicion.ESTIMATE}')"""


def _once(line: str, whole: str) -> str:
    """Each line once with the largest of its amounts, plus the suspicions that have no lines.

    Values of SQLite are binary: rounded to fen, sums stay exact far beyond any lead.
    """
    return f"""(SELECT ROUND(COALESCE(SUM(u.amt), 0), 2) FROM (
        SELECT MAX(l.{line}) AS amt FROM leads_line l JOIN leads_suspicion s ON s.id = l.suspicion_id
        WHERE s.lead_id = leads_lead.id AND s.{whole} IS NOT NULL GROUP BY l.bkkp_sn) u)
      + (SELECT ROUND(COALESCE(SUM(s.{whole}), 0), 2) {_OF_LEAD}
        AND NOT EXISTS (SELECT 1 FROM leads_line l WHERE l.suspicion_id = s.id))"""


# Expected money by the hour; hours are 1 while no learnt order is in force.
_RANK = f"(SELECT ROUND(COALESCE(SUM(s.expected_amt), 0) * 1.0 / leads_lead.hours, 2) {_OF_LEAD})"
_SET = f"""
    suspicion_count = (SELECT COUNT(*) {_OF_LEAD}),
    open_count = (SELECT COUNT(*) {_OF_LEAD} AND s.state <> 'final'),
    checkout_amt = {_DETECTED},
    counted_amt = {_sum("counted_amt")},
    expected_amt = {_sum("expected_amt")},
    rank_value = {_RANK},
    chk_amt = {_once("chk_amt", "chk_amt")},
    cnfm_amt = {_once("accepted_amt", "cnfm_amt")},
    det_amt = {_sum("det_amt")},
    rvis_amt = {_sum("rvis_amt")},
    version = version + 1
"""


# Of leads that nobody has touched yet: there is nothing in their lines to add up.
_SET_NEW = f"""
    suspicion_count = (SELECT COUNT(*) {_OF_LEAD}),
    open_count = (SELECT COUNT(*) {_OF_LEAD} AND s.state <> 'final'),
    checkout_amt = {_DETECTED},
    counted_amt = {_sum("counted_amt")},
    expected_amt = {_sum("expected_amt")},
    rank_value = {_RANK}
"""


def refresh(leads: Iterable[int]) -> None:
    """Compute the amounts and counts of these leads anew, in the caller's transaction."""
    _refresh(leads, _SET)


def refresh_new(leads: Iterable[int]) -> None:
    """Compute those amounts that findings alone decide."""
    _refresh(leads, _SET_NEW)


def _refresh(leads: Iterable[int], assignments: str) -> None:
    keys = sorted(set(leads))
    with connection.cursor() as cursor:
        for begin in range(0, len(keys), _BATCH):
            some = keys[begin : begin + _BATCH]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"UPDATE leads_lead SET {assignments} WHERE id IN ({marks})", some)
