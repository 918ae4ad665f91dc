"""What the ledger brings to the nouns below."""

from mingjing.office.leads import booking
from mingjing.office.ledger.services.following import Following


def plug() -> None:
    """Listen to leads; called when the app is ready."""
    booking.listen(Following())
