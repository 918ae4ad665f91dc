"""Where the nouns above listen to the register: called in the transaction of a loading; an error undoes it."""

from collections.abc import Callable

_listeners: dict[str, Callable[[], object]] = {}


def listen(name: str, listener: Callable[[], object]) -> None:
    """Register a listener under its name, once; called when the app that brings it is ready."""
    _listeners[name] = listener


def loaded() -> None:
    """Call every listener."""
    for listener in tuple(_listeners.values()):
        listener()
