"""Where the nouns above add to a person's work: what waits, how much of it is overdue, the first of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mingjing.office.accounts.models import User


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits: what it is and where it is done, whom it concerns, until when."""

    title: str
    address: str
    code: str = ""
    about: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work that waits. `key` is unique over all nouns; `address` leads to all of it."""

    key: str
    label: str
    count: int
    address: str
    urgent: int = 0
    rows: Sequence[Row] = ()

    @property
    def shown_count(self) -> str:
        """Return the count as the page shows it."""
        return f"{self.count:,}"


Provider = Callable[[User], Sequence[Duty]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add what gives the duties of a noun; called once, when the app that brings it is ready."""
    _providers[name] = provider


def of(user: User) -> Iterator[Duty]:
    """Yield what waits for a person in the nouns above; kinds with nothing waiting are left out."""
    for provider in _providers.values():
        yield from (duty for duty in provider(user) if duty.count)
