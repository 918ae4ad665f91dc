"""What a rule needs of a delivery: the columns without which it cannot be evaluated."""

from collections.abc import Collection, Mapping

from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.compile import Reading, parse, reading
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Schema
from mingjing.analysis.standard import schema as standard

EMPTY_LIST = "知识清单 "  # before the name of a list that has no rows until a bureau loads its own


def waiting(rules: Mapping[str, Rule], schema: Schema) -> set[str]:
    """Return the codes of the rules that find nothing before a bureau loads rows into some list that comes empty."""
    filled = own_rows()
    return {
        code
        for code, rule in rules.items()
        if any(need.startswith(EMPTY_LIST) for need in needs(rule, reading(parse(rule), schema), filled))
    }


def needs(rule: Rule, used: Reading, filled: Collection[str] = ()) -> list[str]:
    """Return `table.column`s and, marked by EMPTY_LIST, knowledge lists, each once.

    `used` is what the rule reads. `a.x|b.y` are alternatives of which one suffices. `filled` names the lists that
    have local rows.
    """
    tables, lists, derived = standard.tables(), knowledge_lists(), marts.marts()
    wanted: dict[str, None] = {}
    for name, is_optional in used.relations.items():
        if is_optional:
            continue
        if name in lists and not lists[name].rows and name not in (*filled, *rule.works_without):
            wanted[f"{EMPTY_LIST}{name}"] = None
        elif name in tables:
            wanted.update(
                dict.fromkeys(f"{name}.{column}" for column in used.columns[name] or tables[name].key)
            )
        elif name in derived:
            for column in sorted(used.columns[name]):
                wanted.update(dict.fromkeys(derived[name].columns[column].needs))
    return list(wanted)
