"""Cases follow the ledger, the ledger catches up with cases, and both are compared."""

from mingjing.office.cases.services.catching import catch_up
from mingjing.office.cases.services.comparing import checks
from mingjing.office.cases.services.listening import heard
from mingjing.office.ledger import hooks
from mingjing.office.ledger.services import following, reconciling


def plug() -> None:
    """Register all three; called when the app is ready."""
    hooks.listen("cases", heard)
    following.catch("cases", catch_up)
    reconciling.register("cases", checks)
