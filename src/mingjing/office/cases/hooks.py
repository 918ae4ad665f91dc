"""Where the nouns above listen: called in the transaction of what is done; an error undoes it.

`decided` tells of a decision of the case or, with a track, of its agreement handling; `named` are those it holds
responsible. `walked` tells of a step that a way of handling took.
"""

from collections.abc import Callable, Sequence

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Named, Step, Track

Listener = Callable[[User, Case, Track | None, Sequence[Named]], None]
Walker = Callable[[User, Track, Step], None]
_listeners: dict[str, Listener] = {}
_at_service: dict[str, Callable[[User, Case], object]] = {}
_walkers: dict[str, Walker] = {}


def listen(name: str, listener: Listener) -> None:
    """Register a listener under its name, once; called when the app that brings it is ready."""
    _listeners[name] = listener


def listen_to_service(name: str, listener: Callable[[User, Case], object]) -> None:
    """Register a listener to served decisions under its name, once."""
    _at_service[name] = listener


def served(actor: User, case: Case) -> None:
    """Call who listens to served decisions."""
    for listener in tuple(_at_service.values()):
        listener(actor, case)


def forget(name: str) -> None:
    """Take a listener away."""
    _listeners.pop(name, None)
    _at_service.pop(name, None)


def decided(actor: User, case: Case, track: Track | None, named: Sequence[Named]) -> None:
    """Call every listener."""
    for listener in tuple(_listeners.values()):
        listener(actor, case, track, named)


def follow(name: str, walker: Walker) -> None:
    """Register who follows the ways of handling under a name, once; called when the app that brings it is ready."""
    _walkers[name] = walker


def walked(actor: User, track: Track, step: Step) -> None:
    """Call everybody who follows."""
    for walker in tuple(_walkers.values()):
        walker(actor, track, step)
