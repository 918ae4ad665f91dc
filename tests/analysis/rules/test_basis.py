"""A finding says which knowledge row decided: no rule may read regional or dated rows and keep silent about them."""

from sqlglot import exp

from mingjing.analysis.knowledge.document import KnowledgeList, lists
from mingjing.analysis.marts.catalog import marts
from mingjing.analysis.rules import document
from mingjing.analysis.rules.compile import parse
from mingjing.analysis.rules.document import Rule

# What a rule says in known_gaps whose lists only exclude: what is found then rests on no row.
NO_ROW = "疑点没有可引的知识行"


def differs(found: KnowledgeList) -> bool:
    return found.regional or any(row["begndate"] or row["enddate"] for row in found.rows)


def citable() -> set[str]:
    """Lists whose rows differ by region or date, and marts that carry such a row's reference."""
    return {name for name, found in lists().items() if differs(found)} | {
        name for name, mart in marts().items() if "kp_ref" in mart.columns
    }


def read(rule: Rule) -> set[str]:
    tree = parse(rule)
    return {table.name for table in tree.find_all(exp.Table)} - {cte.alias for cte in tree.find_all(exp.CTE)}


def test_a_rule_that_reads_rows_of_a_region_or_date_shows_which_applied() -> None:
    wanted = citable()
    silent = {
        code: sorted(read(rule) & wanted)
        for code, rule in document.load_built_in().items()
        if read(rule) & wanted and "kp_ref" not in rule.evidence and NO_ROW not in rule.known_gaps
    }
    assert silent == {}


def test_a_rule_shows_a_row_or_says_that_there_is_none() -> None:
    both = [
        code
        for code, rule in document.load_built_in().items()
        if "kp_ref" in rule.evidence and NO_ROW in rule.known_gaps
    ]
    assert both == []
