"""What a report is made of, as it is kept: the form, the facts of each bureau, who is missing. The table follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mingjing.office.reports.core import figures, template
from mingjing.office.reports.core.figures import Fact, Period, Subject, Table
from mingjing.office.reports.core.template import Template
from mingjing.office.reports.core.undisturbed import Undisturbed


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of one bureau. `edition` is the signed report they came with, None for the reporter's own."""

    organisation: str
    place: str
    facts: tuple[Fact, ...]
    names: Mapping[str, str]
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A bureau whose report is not in, and where that report stands."""

    organisation: str
    place: str
    state: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything behind a report; `names` of its parts are those of the institutions when it was drawn."""

    document: Mapping[str, Any]
    first: date
    last: date
    place: str
    options: Mapping[str, str]
    parts: tuple[Part, ...]
    missing: tuple[Missing, ...] = ()

    @property
    def template(self) -> Template:
        """Return the form it was drawn with."""
        return template.parse(self.document)

    @property
    def period(self) -> Period:
        """Return its period."""
        return Period(self.first, self.last)


class _Facts:
    def __init__(self, facts: Iterable[Fact]) -> None:
        self.given = facts

    def facts(self, measures: Sequence[str], period: Period) -> Iterable[Fact]:
        """Return all of them."""
        return self.given


def table(content: Content) -> Table:
    """Return the report: the tables of its parts added up. Raises InvalidError when an institution is in two registers."""
    form, period = content.template, content.period
    filled = [
        figures.fill(form, period, one.place, [_Facts(one.facts)], content.options) for one in content.parts
    ]
    return figures.add(filled, content.place)


def as_json(content: Content) -> dict[str, Any]:
    """Return it as JSON can hold it, the same content always as the same document."""
    return {
        "form": dict(content.document),
        "first": content.first.isoformat(),
        "last": content.last.isoformat(),
        "place": content.place,
        "options": dict(sorted(content.options.items())),
        "parts": [_part(one) for one in content.parts],
        "missing": [[one.organisation, one.place, one.state] for one in content.missing],
    }


def _part(one: Part) -> dict[str, Any]:
    subjects = {fact.subject.key: fact.subject for fact in one.facts if fact.subject}
    return {
        "organisation": one.organisation,
        "place": one.place,
        "edition": one.edition,
        "subjects": {
            key: [one.names.get(key, ""), who.kind, who.ownership, who.level, who.chain]
            for key, who in sorted(subjects.items())
        },
        "facts": sorted(
            [
                fact.measure,
                fact.subject.key if fact.subject else "",
                f"{fact.amount:f}",
                sorted(fact.keys) if len(fact.keys) > 1 else list(fact.keys),
            ]
            for fact in one.facts
        ),
    }


@Undisturbed()
def read(data: Mapping[str, Any], only: frozenset[str] | None = None) -> Content:
    """Return the content of a document made by `as_json`; `only` the facts of these measures."""
    return Content(
        data["form"], date.fromisoformat(data["first"]), date.fromisoformat(data["last"]), data["place"],
        data["options"], tuple(_read_part(one, only) for one in data["parts"]),
        tuple(Missing(*one) for one in data["missing"]),
    )  # fmt: skip


def _read_part(one: Mapping[str, Any], only: frozenset[str] | None) -> Part:
    subjects = {key: Subject(key, *said[1:]) for key, said in one["subjects"].items()}
    facts = tuple(
        Fact(measure, subjects[key] if key else None, Decimal(amount), tuple(keys))
        for measure, key, amount, keys in one["facts"]
        if only is None or measure in only
    )
    names = {key: said[0] for key, said in one["subjects"].items()}
    return Part(one["organisation"], one["place"], facts, names, one["edition"])
