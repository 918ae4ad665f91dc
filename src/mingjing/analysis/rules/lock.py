"""`rules.lock`: code → version and hash, so that changed logic forces a new version."""

from collections.abc import Mapping
from pathlib import Path

from mingjing.analysis.engine.translations import kept
from mingjing.analysis.rules.compile import parse
from mingjing.analysis.rules.document import Rule
from mingjing.kernel.lock import Entry, Lock, deciding

LOCK = Lock(
    Path(__file__).parent / "rules.lock",
    "规则",
    "mingjing rules lock",
    "SQL、参数、金额口径、严重程度或法律依据",
)
_WRITTEN: dict[str, str] = {}  # the SQL as the hash sees it, by the text: a run asks for it more than once


def rule_hash(rule: Rule) -> str:
    """Return the sha256 of what decides a finding: logic, parameters, pricing, severity, law.

    Layout and comments of the SQL do not count, nor do texts for the officer.
    """
    return deciding(
        {
            "sql": _canonical(rule),
            "params": {name: repr((p.type, p.default, p.values)) for name, p in sorted(rule.params.items())},
            "pricing": [rule.amount, list(rule.grain), list(rule.classes), rule.subject],
            "severity": rule.severity,
            "behaviour": rule.behaviour,
            "national_code": list(rule.national_code),
            "law": list(rule.law),
        }
    )


def _canonical(rule: Rule) -> str:
    key = rule.sql
    if key not in _WRITTEN:
        _WRITTEN[key] = kept("canonical", key, lambda: str(parse(rule).sql(dialect="duckdb", comments=False)))
    return _WRITTEN[key]


def entries(rules: Mapping[str, Rule]) -> dict[str, Entry]:
    """Return what the lock file should hold for these rules."""
    return {
        code: Entry(rule.version, rule_hash(rule), str(rule.document.where("version")))
        for code, rule in rules.items()
    }
