"""Law references as an officer reads them: 《…条例》第三十八条第（三）项, and what they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.analysis.knowledge import laws
from mingjing.analysis.knowledge.citation import position


@dataclass(frozen=True, slots=True)
class Clause:
    """One cited provision: its short name and what it says, both Chinese."""

    ref: str
    label: str
    text: str


def clauses(refs: Iterable[str]) -> tuple[Clause, ...]:
    """Return the cited provisions in the order given, each once. Raises DocumentError for an unknown one."""
    return tuple(_clause(ref) for ref in dict.fromkeys(refs))


def _clause(ref: str) -> Clause:
    found = laws.article(ref)
    code, *numbers = ref.split("-")
    label = f"《{found.law}》{position(ref)}"
    if len(numbers) < 2:
        return Clause(ref, label, found.text)
    # An item names the act, its article the liability: an officer needs both.
    whole = laws.article(f"{code}-{numbers[0]}")
    return Clause(ref, label, f"{found.text}{whole.text}")
