"""What nouns above put into the file of a case: papers that are no documents of the procedure, letters first of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjing.office.cases.models import Case


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One file: its name with its ending, its bytes or where they are kept, and the hash the register holds of it."""

    name: str
    source: Any
    known: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """One paper as the table of contents names it, with its files."""

    title: str
    number: str
    on: date | None
    files: tuple[Enclosed, ...]


Provider = Callable[[Case], Iterable[Annex]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a provider; called once, when the app that brings it is ready."""
    _providers[name] = provider


def of(case: Case) -> list[Annex]:
    """Return what lies in the file besides documents and evidence."""
    return [annex for provider in _providers.values() for annex in provider(case)]
