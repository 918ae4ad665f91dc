"""`rules.lock`: code → version and hash, so that changed logic forces a new version."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from mingjing.analysis.engine.translations import kept
from mingjing.analysis.rules.compile import parse
from mingjing.analysis.rules.document import Rule
from mingjing.kernel.errors import Problem

LOCK = Path(__file__).parent / "rules.lock"
_WRITTEN: dict[str, str] = {}  # the SQL as the hash sees it, by the text: a run asks for it more than once


def rule_hash(rule: Rule) -> str:
    """Return the sha256 of what decides a finding: logic, parameters, pricing, severity, law.

    Layout and comments of the SQL do not count, nor do texts for the officer.
    """
    deciding = {
        "sql": _canonical(rule),
        "params": {name: repr((p.type, p.default, p.values)) for name, p in sorted(rule.params.items())},
        "pricing": [rule.amount, list(rule.grain), list(rule.classes), rule.subject],
        "severity": rule.severity,
        "behaviour": rule.behaviour,
        "national_code": list(rule.national_code),
        "law": list(rule.law),
    }
    return hashlib.sha256(json.dumps(deciding, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _canonical(rule: Rule) -> str:
    key = rule.sql
    if key not in _WRITTEN:
        _WRITTEN[key] = kept("canonical", key, lambda: str(parse(rule).sql(dialect="duckdb", comments=False)))
    return _WRITTEN[key]


def entries(rules: Mapping[str, Rule]) -> dict[str, dict[str, str | int]]:
    """Return what the lock file should hold for these rules."""
    return {
        code: {"version": rule.version, "sha256": rule_hash(rule)} for code, rule in sorted(rules.items())
    }


def read(path: Path = LOCK) -> dict[str, dict[str, str | int]]:
    """Return the lock as it stands; an absent file is an empty lock."""
    if not path.exists():
        return {}
    found: dict[str, dict[str, str | int]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(rules: Mapping[str, Rule], path: Path = LOCK) -> None:
    """Write the lock for these rules."""
    path.write_text(json.dumps(entries(rules), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def problems(rules: Mapping[str, Rule], path: Path = LOCK) -> list[Problem]:
    """Return a problem for each rule whose logic changed without a new version, or that is not locked."""
    locked = read(path)
    found = []
    for code, entry in entries(rules).items():
        where = str(rules[code].document.where("version"))
        old = locked.get(code)
        if old is None:
            found.append(Problem(f"规则 {code} 尚未登记在 rules.lock", where, do="运行 mingjing rules lock"))
        elif old["sha256"] != entry["sha256"] and old["version"] == entry["version"]:
            found.append(
                Problem(
                    f"规则 {code} 的逻辑变了，版本号仍是 {old['version']}",
                    where,
                    "SQL、参数、金额口径、严重程度或法律依据与登记的不同",
                    "把 version 加 1，再运行 mingjing rules lock",
                )
            )
        elif old != entry:
            found.append(Problem(f"规则 {code} 的登记过时", where, do="运行 mingjing rules lock"))
    gone = [code for code in locked if code not in rules]
    found += [
        Problem(f"rules.lock 里的 {code} 已没有文件", str(path), do="运行 mingjing rules lock")
        for code in gone
    ]
    return found
