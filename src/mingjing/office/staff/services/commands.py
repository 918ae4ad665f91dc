"""What people hand to the services."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Given:
    """One score to be proposed. What it rests on: a person named by a decision, a case, a lead, or a document."""

    code: str
    name: str
    institution: str
    item: str
    duty: str
    happened_on: date
    reason: str
    document: str = ""
    case: str = ""
    named: int | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """One measure against a person to be entered. `months` of a pause are 3 to 12; a ban lasts 5 years."""

    kind: str
    name: str
    text: str
    since: date | None = None
    months: int = 0
    psn_no: str = ""
    certno: str = ""
    role: str = ""
    institution: str = ""
    document: str = ""
    interim: bool = False
    measure: int | None = None
