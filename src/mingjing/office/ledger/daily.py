"""Every day: what leads and cases held before the ledger, or what failed to follow, is booked."""

import logging
from datetime import date

from mingjing.office.ledger.services.following import catch_up

log = logging.getLogger(__name__)


def run(today: date) -> None:
    """Catch up; what cannot be booked is logged and stands on the page 核对."""
    done = catch_up()
    if done.entries:
        log.info("ledger: %s vouchers added", done.entries)
    for where, what in done.problems[:50]:
        log.warning("ledger: %s: %s", where, what)
