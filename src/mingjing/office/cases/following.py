"""Cases follow the ledger, and the ledger catches up with cases."""

from mingjing.office.cases.services.catching import catch_up
from mingjing.office.cases.services.listening import heard
from mingjing.office.ledger import hooks
from mingjing.office.ledger.services import following


def plug() -> None:
    """Register both; called when the app is ready."""
    hooks.listen("cases", heard)
    following.catch("cases", catch_up)
