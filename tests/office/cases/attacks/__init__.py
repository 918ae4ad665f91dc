"""One attack on every guard of a case; importing the files notes them in `ATTACKS`."""

from tests.office.cases.attacks import decision, execution, filing, hearing, papers, tracks
from tests.office.cases.attacks.kit import ATTACKS

__all__ = ["ATTACKS", "decision", "execution", "filing", "hearing", "papers", "tracks"]
