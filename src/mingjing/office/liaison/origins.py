"""What a letter may be about besides a case, a lead, an institution: nouns above register how theirs is shown."""

from collections.abc import Callable

from mingjing.office.accounts.models import User

Shown = tuple[str, str]
_readers: dict[str, Callable[[User, str], Shown | None]] = {}


def register(name: str, reader: Callable[[User, str], Shown | None]) -> None:
    """Add a reader: from a key to title and address as somebody sees it; None out of their scope."""
    _readers[name] = reader


def shown(user: User, origin: str) -> Shown | None:
    """Return title and address of an origin like `report:12`; None when there is none or it is out of scope."""
    name, _, key = origin.partition(":")
    return _readers[name](user, key) if name in _readers and key else None
