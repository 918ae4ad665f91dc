"""Everything the manual tells about, and which of it refers to which."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mingjing.analysis.knowledge import laws
from mingjing.analysis.knowledge.citation import position
from mingjing.analysis.knowledge.document import KnowledgeList
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.marts.catalog import Mart
from mingjing.analysis.rules.compile import Reading, parse, reading
from mingjing.analysis.rules.coverage import Answer, coverage
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.manual.page import link
from mingjing.analysis.rules.needs import EMPTY_LIST, needs, waiting
from mingjing.analysis.rules.pack import Pack, packs
from mingjing.analysis.rules.workbench import Schema
from mingjing.analysis.standard import schema as standard

COVERAGE_PAGES = {
    "national_rule": "coverage/national",
    "notice_behaviour": "coverage/notices",
    "problem_item": "coverage/problems",
}


@dataclass(frozen=True)
class Library:
    """The rules and, from the catalogs, all else; `schema` names what rules may read."""

    rules: Mapping[str, Rule]
    schema: Schema

    @cached_property
    def marts(self) -> dict[str, Mart]:
        """Marts by name."""
        return marts.marts()

    @cached_property
    def lists(self) -> dict[str, KnowledgeList]:
        """Knowledge lists by name."""
        return knowledge_lists()

    @cached_property
    def packs(self) -> dict[str, Pack]:
        """Packs by name."""
        return packs()

    @cached_property
    def answers(self) -> dict[str, list[Answer]]:
        """What answers the national rules, the named behaviours and the listed problems."""
        return coverage(self.rules, waiting(self.rules, self.schema))

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What each rule reads, by code."""
        return {code: reading(parse(rule), self.schema) for code, rule in self.rules.items()}

    @cached_property
    def needs(self) -> dict[str, list[str]]:
        """What each rule cannot do without, by code."""
        return {code: needs(self.rules[code], used) for code, used in self.readings.items()}

    @cached_property
    def needed_by(self) -> dict[str, list[str]]:
        """Rule codes by the `table.column` they cannot do without."""
        found: dict[str, list[str]] = {}
        for code, wanted in self.needs.items():
            for column in dict.fromkeys(one for need in wanted for one in need.split("|")):
                found.setdefault(column, []).append(code)
        return found

    def readers(self, relation: str) -> list[str]:
        """Return links to the rules and marts that read a table, mart or list."""
        mart_links = [
            link(f"{name} {mart.title}", f"marts/{name}")
            for name, mart in self.marts.items()
            if relation in mart.depends
        ]
        codes = [code for code, used in self.readings.items() if relation in used.relations]
        return [self.rule(code) for code in codes] + mart_links

    def rule(self, code: str) -> str:
        """Return a link to a rule with its title; the bare code when there is no such rule."""
        return (
            link(f"{code} {self.rules[code].title}", f"rules/{code}") if code in self.rules else f"`{code}`"
        )

    def short_rule(self, code: str) -> str:
        """Return a link to a rule that shows only its code."""
        return link(code, f"rules/{code}") if code in self.rules else f"`{code}`"

    def relation(self, name: str) -> str:
        """Return a link to a table, mart or list; the bare name of what has no page."""
        if name in self.marts:
            return link(f"{name} {self.marts[name].title}", f"marts/{name}")
        if name in self.lists:
            return link(f"{name} {self.lists[name].title}", f"lists/{name}")
        if name in standard.tables():
            return link(f"{name} {standard.tables()[name].zh}", f"tables/{name}")
        return f"`{name}`"

    def need(self, wanted: str) -> str:
        """Return one need in words: a column with a link to its table, alternatives, or an empty list."""
        if wanted.startswith(EMPTY_LIST):
            name = wanted.removeprefix(EMPTY_LIST)
            return f"知识表 {self.relation(name)}：随附的表是空的，须装入本地行"
        return " 或 ".join(self._alternative(one) for one in wanted.split("|"))

    def _alternative(self, name: str) -> str:
        table, _, column = name.partition(".")
        return f"{self.relation(table)} 的 {self.column(table, column)}" if column else self.relation(table)

    def column(self, table: str, column: str) -> str:
        """Return a column of a table of the standard with its meaning."""
        return f"`{column}`（{standard.tables()[table].columns[column].zh}）"

    def answered_by(self, code: str) -> dict[str, list[Answer]]:
        """Return, by table, the entries that name the rule as an answer."""
        return {
            table: [one for one in answers if code in one.rules] for table, answers in self.answers.items()
        }

    def answer(self, one: Answer) -> str:
        """Return a link to an entry in its coverage table."""
        return link(f"{one.number} {one.title}", f"{COVERAGE_PAGES[one.table]}#{one.number}")

    def law(self, ref: str) -> str:
        """Return a link to a provision and what it says."""
        found = laws.article(ref)
        code = ref.split("-", maxsplit=1)[0]
        return f"{link(f'《{found.law}》{position(ref)}', f'laws/{code}#{ref}')}：{found.text}"
