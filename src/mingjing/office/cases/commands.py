"""What a service is asked to do, as a form or an API call gives it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Party:
    """Who the case is against: the kind, and the institution, person or name that fits it."""

    subject: str
    party: str
    name: str
    code: str = ""
    institution: int | None = None
    person: int | None = None
    staff_code: str = ""


@dataclass(frozen=True, slots=True)
class ActFacts:
    """One act as it was found. `purpose` needs its reason once it is decided."""

    situation: int
    text: str
    acted_on: date
    ended_on: date | None = None
    purpose: str = "undecided"
    purpose_reason: str = ""
    loss: Decimal | None = None
    loss_method: str = ""
    loss_ref: str = ""
    estimated: bool = False
    lost_on: date | None = None
    refused: bool = False
    serious: bool = False
    major: bool = False
    insured: bool = True
    deemed: str = ""
    presumptions: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What people choose among what the law allows, and why. `months` of suspension, `mitigated` below the least."""

    outcome: str
    reason: str
    fine: Decimal = _ZERO
    refund: Decimal = _ZERO
    confiscated: Decimal = _ZERO
    months: int = 0
    terminate: bool = False
    ban_years: int = 0
    mitigated: bool = False


@dataclass(frozen=True, slots=True)
class Responsible:
    """Somebody whom a decision names: `duty` is general, important or main."""

    name: str
    code: str
    duty: str
