"""Who is told how an ingest goes on."""

from collections.abc import Sequence
from typing import Protocol

from mingjing.analysis.ingest.preflight import Join


class Listener(Protocol):
    """Shows progress to a person, or keeps silent."""

    def step(self, doing: str, done: int, total: int) -> None:
        """`done` of `total` steps are over, the next one is `doing`."""

    def joins(self, joins: Sequence[Join]) -> None:
        """Say, before anything is loaded, how many of the mapped rows will find their parents."""


class Silent:
    """Tells nobody how an ingest goes on."""

    def step(self, doing: str, done: int, total: int) -> None:
        """See Listener."""

    def joins(self, joins: Sequence[Join]) -> None:
        """See Listener."""
