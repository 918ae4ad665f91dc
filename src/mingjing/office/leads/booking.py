"""Where the ledger listens to leads: called inside the step's transaction, so that what it refuses undoes the step.

A listener is called with the suspicion's lead locked and before anything is written to the audit log.
"""

from dataclasses import dataclass
from typing import Protocol

from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Suspicion


class Listener(Protocol):
    """What is told."""

    def finalised(self, actor: User, suspicion: Suspicion) -> None:
        """A verdict became final."""

    def reopened(self, actor: User, suspicion: Suspicion, reason: str) -> None:
        """A final verdict is open again."""

    def deducted(self, actor: User, suspicion: Suspicion, *, paid: bool) -> None:
        """Money was taken back; `paid` says whether the fund had paid it already."""

    def revised(self, actor: User, suspicion: Suspicion) -> None:
        """Part of a deduction was given back."""


@dataclass
class _Heard:
    listener: Listener | None = None


_heard = _Heard()


def listen(listener: Listener) -> None:
    """Register the listener; called once, when the app that brings it is ready."""
    _heard.listener = listener


def finalised(actor: User, suspicion: Suspicion) -> None:
    """Tell of a final verdict."""
    if _heard.listener:
        _heard.listener.finalised(actor, suspicion)


def reopened(actor: User, suspicion: Suspicion, reason: str) -> None:
    """Tell of a verdict that is no longer final."""
    if _heard.listener:
        _heard.listener.reopened(actor, suspicion, reason)


def deducted(actor: User, suspicion: Suspicion, *, paid: bool) -> None:
    """Tell of a deduction."""
    if _heard.listener:
        _heard.listener.deducted(actor, suspicion, paid=paid)


def revised(actor: User, suspicion: Suspicion) -> None:
    """Tell of what was given back."""
    if _heard.listener:
        _heard.listener.revised(actor, suspicion)
