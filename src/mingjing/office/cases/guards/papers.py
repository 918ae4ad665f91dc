"""Papers that the law wants before a step: one guard for each hard rule of `law/data/papers.yaml`."""

from mingjing.kernel.errors import ConflictError
from mingjing.office.cases import papers
from mingjing.office.cases.guards.kit import Guard, guard
from mingjing.office.cases.move import Move


def _guard(rule: papers.Rule) -> Guard:
    def check(move: Move) -> None:
        found = move.found or papers.Found(move.case)
        if lack := found.lack(rule, move.procedure):
            raise ConflictError(lack.says, do="制作并签发、送达该文书后再办理")

    check.__name__ = rule.name
    check.__doc__ = rule.label
    return guard(*rule.clauses)(check)


GUARDS = {name: _guard(rule) for name, rule in papers.rules().items() if rule.hard}


def asked(step: str) -> tuple[Guard, ...]:
    """Return the guards of the papers that a step asks for."""
    return tuple(GUARDS[one.name] for one in papers.before(step, hard=True))
