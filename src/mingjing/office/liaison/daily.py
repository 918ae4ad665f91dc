"""What the work with other departments needs every day."""

from datetime import date

from mingjing.office.liaison import handover_daily, reminders


def run(today: date) -> dict[str, int]:
    """Remind of what ends soon, tell of what has ended. Bears being repeated."""
    return {**handover_daily.run(today), "matters": reminders.run(today)}
