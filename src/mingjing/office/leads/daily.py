"""What the leads need every day."""

from datetime import date

from mingjing.office.leads import jobs


def run(today: date) -> None:
    """Let silence lapse, remind, tell of overdue parts, rank anew. Bears being repeated."""
    jobs.run_day(today)
