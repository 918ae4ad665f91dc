"""Where the nouns above add a part to pages of leads: of a lead, a suspicion, a person, a task's part, the dashboard (None)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mingjing.office.accounts.models import User

PAGES = ("lead", "suspicion", "person", "part", "dashboard")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `context(user, thing)` fills `template` as `part`; None leaves it out."""

    template: str
    context: Callable[[User, Any], dict[str, Any] | None]


_parts: dict[str, dict[str, Part]] = {page: {} for page in PAGES}


def register(page: str, name: str, part: Part) -> None:
    """Add a part to a page; called once, when the app that brings it is ready. Raises KeyError for no page."""
    _parts[page][name] = part


def of(page: str, user: User, thing: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the templates of a page with what fills them."""
    found = ((part.template, part.context(user, thing)) for part in _parts[page].values())
    return [(template, context) for template, context in found if context is not None]
