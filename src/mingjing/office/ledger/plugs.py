"""What the ledger brings to the nouns below: it follows leads, and shows itself on an institution's page."""

from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.institutions import panels
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import booking
from mingjing.office.ledger import policy, reading
from mingjing.office.ledger.services.following import Following


def plug() -> None:
    """Register both; called when the app is ready."""
    booking.listen(Following())
    panels.register(panels.Panel("ledger", "资金", "ledger/panel.html", context))


def context(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return the balances of an institution; None for who may not read the ledger."""
    if not user.organisation.is_bureau or not allowed(user.roles, Permission.LEDGER_READ):
        return None
    return {"lines": reading.balances(policy.postings(user).filter(institution=institution))}
