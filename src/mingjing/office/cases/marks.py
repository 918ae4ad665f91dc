"""Marks that the nouns above put on cases: in the header of a case, on the board. One query per noun, whatever the number."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its words, the tone of its badge, where it leads."""

    label: str
    tone: str
    address: str


Provider = Callable[[list[int]], dict[int, list[Mark]]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add what gives the marks of a noun: from ids of cases to marks; called once, when the app is ready."""
    _providers[name] = provider


def of(keys: Iterable[int]) -> dict[int, list[Mark]]:
    """Return the marks of these cases by id."""
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    wanted = list(keys)
    for provider in _providers.values() if wanted else ():
        for key, some in provider(wanted).items():
            found[key] += some
    return dict(found)
