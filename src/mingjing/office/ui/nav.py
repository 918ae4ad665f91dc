"""The navigation: each app declares its entries in `nav.py`; a person sees those that they may follow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its words, the name of its address, who sees it; `also` are paths that count as being there."""

    title: str
    address: str
    shown: Callable[[Any], bool]
    order: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    title: str
    href: str
    active: bool


@cache
def items() -> tuple[Item, ...]:
    """Return the entries of all apps in order."""
    found: list[Item] = []
    for config in apps.get_app_configs():
        if config.name.startswith("mingjing.") and find_spec(f"{config.name}.nav"):
            found.extend(getattr(import_module(f"{config.name}.nav"), "ITEMS", ()))
    return tuple(sorted(found, key=lambda one: one.order))


def links(user: Any, path: str) -> Iterator[Link]:
    """Yield what `user` may follow; the entry whose address is the longest beginning of `path` is active."""
    mine = [(one, _href(one.address)) for one in items() if one.shown(user)]
    reached = {href: max(map(len, _matching(one, href, path)), default=0) for one, href in mine if href}
    best = max(reached.values(), default=0)
    for one, href in mine:
        if href:
            yield Link(one.title, href, bool(best) and reached[href] == best)


def _matching(item: Item, href: str, path: str) -> Iterator[str]:
    if href == path or (href != "/" and path.startswith(href)):
        yield href
    yield from (prefix for prefix in item.also if path.startswith(prefix))


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
