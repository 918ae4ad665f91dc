"""What rules say to people, as a suspicion keeps it: title, clause, how to verify, the likely defence."""

from dataclasses import dataclass

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.rules import document
from mingjing.analysis.screening.clause import clauses
from mingjing.analysis.screening.models import as_rules
from mingjing.analysis.standard.schema import behaviours
from mingjing.kernel.errors import MingjingError


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one rule."""

    title: str
    clause: str = ""
    verify: str = ""
    defence: str = ""


class RuleTexts:
    """The words of the rules and models that a run's findings name; one that is gone from the book goes by its code."""

    def __init__(self) -> None:
        self._rules = document.load_all() | {rule.code: rule for rule in as_rules(models().values())}
        self._known: dict[tuple[str, str], Text] = {}

    def of(self, code: str, behaviour: str) -> Text:
        """Return the words of a rule; without law of its own it rests on that of its behaviour."""
        key = code, behaviour
        if key not in self._known:
            self._known[key] = self._read(code, behaviour)
        return self._known[key]

    def _read(self, code: str, behaviour: str) -> Text:
        rule = self._rules.get(code)
        law = (rule.law if rule else ()) or (
            behaviours()[behaviour].basis if behaviour in behaviours() else ()
        )
        try:
            cited = [f"{one.label}：{one.text}" for one in clauses(law)]
        except MingjingError:
            cited = list(law)
        if rule is None:
            return Text(code, "\n".join(cited))
        return Text(rule.title, "\n".join(cited), rule.verify.strip(), rule.defence.strip())
