"""The desk of a partner department: its pages, and what waits for it; each noun of this app adds its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.leads.duties import Duty


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the desk: the name of its address, its words, its place among the others."""

    name: str
    title: str
    address: str
    order: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as the row of tabs shows it."""

    href: str
    title: str
    active: bool


Waiting = Callable[[User], Sequence[Duty]]
_pages: dict[str, Page] = {}
_waiting: dict[str, Waiting] = {}


def register(page: Page, waiting: Waiting) -> None:
    """Add a page, and what gives the work that waits there for a partner; called once, when the app is ready."""
    _pages[page.name] = page
    _waiting[page.name] = waiting


def tabs(active: str) -> list[Shown]:
    """Return the pages of the desk in order."""
    return [
        Shown(reverse(one.address), one.title, one.name == active)
        for one in sorted(_pages.values(), key=lambda one: one.order)
    ]


def waiting(user: User) -> Iterator[Duty]:
    """Yield what waits for a partner, kinds with nothing waiting left out."""
    for provider in _waiting.values():
        yield from (duty for duty in provider(user) if duty.count)
