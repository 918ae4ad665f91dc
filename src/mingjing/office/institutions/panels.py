"""Where the nouns above plug into an institution's page: sums for the list, panels for the profile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.institutions.models import Institution

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """Leads of an institution that a person may see; yuan."""

    leads: int = 0
    open: int = 0
    checkout_amt: Decimal = NOUGHT
    cnfm_amt: Decimal = NOUGHT


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the profile: `context(user, institution)` fills `template`; None leaves it out.

    `sums(user, keys)` gives the list's figures by institution key; at most one panel has it.
    """

    name: str
    title: str
    template: str
    context: Callable[[User, Institution], dict[str, Any] | None]
    sums: Callable[[User, Sequence[int]], Mapping[int, Sums]] | None = None


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel; called once, when the app that brings it is ready."""
    _panels[panel.name] = panel


def panels() -> Sequence[Panel]:
    """Return the panels in the order of registration."""
    return tuple(_panels.values())


def sums(user: User, keys: Sequence[int]) -> Mapping[int, Sums]:
    """Return the figures of the panel that has them, none without one."""
    source = next((panel.sums for panel in _panels.values() if panel.sums), None)
    return source(user, keys) if source else {}
