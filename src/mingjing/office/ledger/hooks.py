"""Where the nouns above listen: called after an entry was added, in its transaction; an error undoes the entry."""

from collections.abc import Callable

from mingjing.office.ledger.models import Entry

Listener = Callable[[Entry], None]
_listeners: dict[str, Listener] = {}


def listen(name: str, listener: Listener) -> None:
    """Register a listener under its name, once; called when the app that brings it is ready."""
    _listeners[name] = listener


def forget(name: str) -> None:
    """Take a listener away."""
    _listeners.pop(name, None)


def tell(entry: Entry) -> None:
    """Call every listener."""
    for listener in tuple(_listeners.values()):
        listener(entry)
