"""What the work with other departments brings to the nouns below."""

from mingjing.office.accounts.models import User
from mingjing.office.leads.duties import Duty
from mingjing.office.liaison import desk


def _handovers(user: User) -> list[Duty]:
    return []


def plug() -> None:
    """Register; called when the app is ready."""
    desk.register(desk.Page("handovers", "移送事项", "liaison:desk", 10), _handovers)
