"""One search over everything: each noun brings a source that finds its own things for a person, in scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST, LONGEST, MOST = 2, 60, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, where, its number, what else tells it apart. `exact`: its number was asked for."""

    title: str
    address: str
    code: str = ""
    about: str = ""
    state: Any = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What finds one kind of thing. `find(user, text)` returns at most MOST + 1 hits, all in the person's scope.

    `more(text)` is the address of the list with everything found, empty where there is none. `shown` says who may
    ask at all.
    """

    name: str
    title: str
    order: int
    find: Callable[[Any, str], Sequence[Hit]]
    shown: Callable[[Any], bool]
    more: Callable[[str], str] = lambda text: ""


@dataclass(frozen=True, slots=True)
class Group:
    """What one source found."""

    source: Source
    hits: Sequence[Hit]
    more: str

    @property
    def cut(self) -> bool:
        """Return whether there is more than is shown."""
        return len(self.hits) > MOST

    @property
    def shown(self) -> Sequence[Hit]:
        """Return the hits that fit."""
        return self.hits[:MOST]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; called once, when the app that brings it is ready."""
    _sources[source.name] = source


def clean(text: str) -> str:
    """Return what is searched for: without blanks around it, bounded; empty when it is too short to mean anything."""
    found = text.replace("\0", "").strip()[:LONGEST]
    return found if len(found) >= SHORTEST else ""


def everything(user: Any, text: str) -> list[Group]:
    """Return what each source finds for a person, in order, sources without a hit left out."""
    asked = clean(text)
    if not asked:
        return []
    groups = [
        Group(source, source.find(user, asked), source.more(asked))
        for source in sorted(_sources.values(), key=lambda one: one.order)
        if source.shown(user)
    ]
    return [group for group in groups if group.hits]


def only(groups: Sequence[Group]) -> Hit | None:
    """Return the one thing whose number was asked for; None when nothing or several fit."""
    exact = [hit for group in groups for hit in group.hits if hit.exact]
    return exact[0] if len(exact) == 1 else None
