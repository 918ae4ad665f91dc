"""What the work with other departments needs every day."""

from datetime import date

from mingjing.office.liaison import following, handover_daily, reminders


def run(today: date) -> dict[str, int]:
    """Remind of what ends soon, tell of what has ended. Bears being repeated."""
    caught = following.catch_up()
    return {"caught_up": caught, **handover_daily.run(today), "matters": reminders.run(today)}
