"""Which columns of its marts a run needs: a column that no text mentions is neither computed nor written."""

from collections.abc import Sequence

from sqlglot import exp

from mingjing.analysis.engine import portable
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.compile import HIT_COLUMNS, PLACEHOLDER, parse
from mingjing.analysis.rules.document import Rule

# Pricing, leads and the summary read these by themselves: the marts whole, of the fee lines what is named.
WHOLE = ("setl_net", "stay_enc")
PRICED = ("fee_net", {"cls"})

# What the aliases of portable SQL stand for.
_BEHIND = {"k_match": {"item", "kreg", "svc_date"}, "k_soft": {"svc_date"}}


def needed(names: Sequence[str], rules: Sequence[Rule]) -> dict[str, dict[str, str]]:
    """Return column -> DuckDB type of each mart of `names`, in its order, as far as `rules` and `names` need it.

    A column stays when any text that reads the mart mentions its name, in whatever sense: that is never too
    little, also behind a star.
    """
    all_marts = marts.marts()
    words = {name: set(all_marts[name].grain) for name in names}
    for tree, spoken in _texts(names, rules):
        for table in tree.find_all(exp.Table):
            if table.name in words:
                words[table.name] |= spoken
    if PRICED[0] in words:
        words[PRICED[0]] |= {*HIT_COLUMNS, *PRICED[1]}
    return {
        name: {
            column: kind
            for column, kind in all_marts[name].sql_types.items()
            if name in WHOLE or column in words[name]
        }
        for name in names
    }


def _texts(names: Sequence[str], rules: Sequence[Rule]) -> list[tuple[exp.Expr, set[str]]]:
    """Every text that reads marts, with the words in it."""
    found = []
    for rule in rules:
        tree = parse(rule)
        shown = {*HIT_COLUMNS, *rule.grain, *rule.evidence, *PLACEHOLDER.findall(rule.message)}
        found.append((tree, _words(tree) | shown))
    for name in names:
        tree = portable.parse(marts.marts()[name].sql)
        found.append((tree, _words(tree)))
    return found


def _words(tree: exp.Expr) -> set[str]:
    words = {identifier.name for identifier in tree.find_all(exp.Identifier)}
    for call in tree.find_all(exp.Anonymous):
        words |= _BEHIND.get(call.name.lower(), set())
    return words
