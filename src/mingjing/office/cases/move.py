"""One attempt to take a step: what every guard is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Track
from mingjing.office.cases.papers import Found


@dataclass(slots=True)
class Move:
    """Who wants to take the step `name` of which case, on which day, with what; `procedure` are the figures in force.

    `found` are the papers when somebody has read them already.
    """

    actor: User
    case: Case
    name: str
    today: date
    procedure: Mapping[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    track: Track | None = None
    found: Found | None = None
