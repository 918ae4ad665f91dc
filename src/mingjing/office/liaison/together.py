"""The tab 协作 of a case: each noun of this app adds its section to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its template gets `section`, what `context` returns; None shows nothing. `rows` is what is counted."""

    name: str
    order: int
    template: str
    context: Callable[[User, Case], dict[str, Any] | None]
    rows: Callable[[Case], Sequence[QuerySet[Any, Any]]]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section; called once, when the app is ready."""
    _sections[section.name] = section


def shown(user: User, case: Case) -> list[tuple[str, dict[str, Any]]]:
    """Return the sections of a case with what they show, in order."""
    found = []
    for one in sorted(_sections.values(), key=lambda one: one.order):
        context = one.context(user, case)
        if context is not None:
            found.append((one.template, context))
    return found


def number(case: Case) -> int:
    """Return how much is behind the tab, in one query."""
    every = [rows.order_by().values_list("pk") for one in _sections.values() for rows in one.rows(case)]
    return int(every[0].union(*every[1:], all=True).count()) if every else 0
