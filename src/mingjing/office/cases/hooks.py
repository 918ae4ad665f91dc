"""Where the nouns above listen to decisions: called in the transaction of the decision; an error undoes it.

`decided` tells of a decision of the case or, with a track, of its agreement handling; `named` are those it holds
responsible.
"""

from collections.abc import Callable, Sequence

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Named, Track

Listener = Callable[[User, Case, Track | None, Sequence[Named]], None]
_listeners: dict[str, Listener] = {}


def listen(name: str, listener: Listener) -> None:
    """Register a listener under its name, once; called when the app that brings it is ready."""
    _listeners[name] = listener


def forget(name: str) -> None:
    """Take a listener away."""
    _listeners.pop(name, None)


def decided(actor: User, case: Case, track: Track | None, named: Sequence[Named]) -> None:
    """Call every listener."""
    for listener in tuple(_listeners.values()):
        listener(actor, case, track, named)
