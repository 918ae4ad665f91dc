"""What the API takes and gives of handovers."""

from datetime import date
from decimal import Decimal

from ninja import Schema

from mingjing.office.liaison.models import Handover
from mingjing.office.rest.types import Code, Limit


class HandoverListFilters(Schema):
    """Which handovers; every filter given must hold."""

    direction: Code | None = None
    kind: Code | None = None
    department: Code | None = None
    state: Code | None = None
    case: Code | None = None
    cursor: str = ""
    limit: Limit = 50


class HandoverOut(Schema):
    """A handover as lists show it. `case` is the bureau's own number, empty for whoever may not know it."""

    number: str
    direction: str
    kind: str
    channel: str
    bureau: str
    partner: str
    department: str
    title: str
    state: str
    sent_on: date | None
    received_on: date | None
    answered_on: date | None
    concluded_on: date | None
    set_off_amt: Decimal | None
    version: int

    @staticmethod
    def resolve_bureau(one: Handover) -> str:
        """Return the code of the bureau."""
        return one.bureau.code

    @staticmethod
    def resolve_partner(one: Handover) -> str:
        """Return the code of the department; empty where it has no body here."""
        return one.partner.code if one.partner else ""


class HandoverPage(Schema):
    """One page of handovers."""

    items: list[HandoverOut]
    next: str
