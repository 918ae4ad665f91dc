"""How a guard is written: a function that raises, with the clauses it stands on."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from mingjing.analysis.knowledge.citation import position
from mingjing.analysis.knowledge.laws import article
from mingjing.kernel.errors import MingjingError
from mingjing.office.cases.move import Move

Guard = Callable[[Move], None]
CLAUSES: dict[str, tuple[str, ...]] = {}
"""The clauses of every guard, by its name."""


def guard(*clauses: str) -> Callable[[Guard], Guard]:
    """Make a guard: whatever it refuses, it says by which clause."""

    def decorate(check: Guard) -> Guard:
        CLAUSES[check.__name__] = clauses

        @wraps(check)
        def checked(move: Move) -> None:
            try:
                check(move)
            except MingjingError as error:
                problems = [
                    replace(one, why="；".join(filter(None, (one.why, cited(clauses)))))
                    for one in error.problems
                ]
                refused = type(error).from_problems(problems)
                refused.add_note(check.__name__)
                raise refused from None

        return checked

    return decorate


def cited(clauses: tuple[str, ...]) -> str:
    """Return clauses as officers write them: 《行政处罚法》第四十二条."""
    return "、".join(
        f"《{article(ref).law.removeprefix('中华人民共和国')}》{position(ref)}" for ref in clauses
    )
