"""Every day, and whenever the office starts: no run or trial waits for a worker that knows nothing of it."""

import logging
from datetime import date

from mingjing.office.screenings.services import runs, trials

_log = logging.getLogger(__name__)


def run(today: date) -> dict[str, int]:
    """Mark what died, take up what waits without a job; returns how many of each."""
    interrupted = runs.settle()
    trials.settle()
    done = {
        "interrupted": len(interrupted),
        "runs": len(runs.take_up_lost()),
        "trials": len(trials.take_up_lost()),
    }
    if any(done.values()):
        _log.warning("taken up after a stop: %s", done)
    return done
