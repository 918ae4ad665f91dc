"""The rule book: every rule in force here, built in and the bureau's own, with what is known of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mingjing.analysis.knowledge import laws
from mingjing.analysis.knowledge.citation import position
from mingjing.analysis.knowledge.document import Row, knowledge_list, lists
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules import coverage as covering
from mingjing.analysis.rules import document
from mingjing.analysis.rules.coverage import Answer
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.manual.rule_page import AMOUNT, SCENE, SEVERITY, STAGE, SUBJECT
from mingjing.analysis.rules.needs import waiting
from mingjing.analysis.rules.parameter import Parameter
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.standard import schema as standard
from mingjing.kernel import local
from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.screenings import policy
from mingjing.office.screenings.confirmed import Confirmed
from mingjing.office.screenings.folders import own_folder
from mingjing.office.screenings.models import RuleStanding, Screening

STATUS = {"draft": "草稿", "shadow": "试运行", "active": "在用", "retired": "停用"}
_FINDING = {
    "checkout_amt": "检出金额",
    "checkout_cnt": "检出数量",
    "fund_amt": "基金金额",
    "occurred_on": "行为日期",
    "line_cnt": "明细条数",
}
_FINISHED = (Screening.State.DONE, Screening.State.PUBLISHED, Screening.State.PUBLISHING)


def rules() -> Mapping[str, Rule]:
    """Return every rule by code. Raises DocumentError when a file of the bureau's own is wrong."""
    return _rules(_stamp())


def rule(code: str) -> Rule:
    """Return one rule. Raises NotVisibleError."""
    found = rules().get(code)
    if found is None:
        raise NotVisibleError("没有这条规则", where=code, do="在规则库中按名称查找")
    return found


def coverage() -> Mapping[str, list[Answer]]:
    """Return what answers the national rules, the behaviours of the notices, the problem lists, by table."""
    return _coverage(_stamp())


def knowledge_rows(name: str) -> tuple[list[Row], int]:
    """Return the rows of a knowledge list, the bureau's own last, and how many of them are its own."""
    found, own = knowledge_list(name).rows, _own_rows(_stamp()).get(name, [])
    return [*found, *own], len(own)


@lru_cache(maxsize=1)
def _own_rows(stamp: tuple[tuple[str, int], ...]) -> Mapping[str, list[Row]]:
    with local.using(own_folder()):
        return own_rows()


def _stamp() -> tuple[tuple[str, int], ...]:
    """Return what changes when a file of the bureau's own does."""
    folders = own_folder()
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    named = [(str(folder), 0) for folder in folders]
    return (*named, *((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=2)
def _rules(stamp: tuple[tuple[str, int], ...]) -> Mapping[str, Rule]:
    with local.using(own_folder()):
        return document.load_all()


@lru_cache(maxsize=1)
def _coverage(stamp: tuple[tuple[str, int], ...]) -> Mapping[str, list[Answer]]:
    with local.using(own_folder()), Workbench() as bench:
        every = _rules(stamp)
        return covering.coverage(every, waiting(every, bench.schema))


@dataclass(frozen=True, slots=True)
class Entry(Confirmed):
    """A rule with its standing and what the newest full run found; `rate` is the share of verdicts 属实 or 部分属实."""

    rule: Rule
    own: bool
    standing: RuleStanding | None
    run: Mapping[str, Any] | None

    @property
    def status(self) -> str:
        """The rule's status as it runs: shadow below its floor."""
        if self.standing and self.standing.shadowed_at and self.rule.status == "active":
            return "shadow"
        return self.rule.status


def entries(user: User) -> tuple[list[Entry], Screening | None]:
    """Return all rules with what is known of them, and the run that the figures come from."""
    standings = {one.rule_code: one for one in RuleStanding.objects.all()} if _inner(user) else {}
    run = newest(user)
    found = by_code(run)
    own = {code for code, one in rules().items() if is_own(one)}
    return [
        Entry(one, code in own, standings.get(code), found.get(code)) for code, one in rules().items()
    ], run


def entry(user: User, code: str) -> tuple[Entry, Screening | None]:
    """Return one rule with what is known of it, and the run its figures come from. Raises NotVisibleError."""
    one, run = rule(code), newest(user)
    standing = RuleStanding.objects.filter(rule_code=code).first() if _inner(user) else None
    return Entry(one, is_own(one), standing, by_code(run).get(code)), run


def _inner(user: User) -> bool:
    """Whether the person works for a bureau: outsiders see what a rule demands, not how well it catches."""
    return user.organisation.is_bureau


def is_own(one: Rule) -> bool:
    """Whether the rule was written here."""
    return not one.document.path.is_relative_to(document.CATALOG.built_in)


def newest(user: User) -> Screening | None:
    """Return the newest finished run in scope that was not narrowed to some rules."""
    rows = policy.visible(user).filter(state__in=_FINISHED, summary__isnull=False, rules=[], packs=[])
    return rows.order_by("-created_at").first()


def by_code(run: Screening | None) -> Mapping[str, Mapping[str, Any]]:
    """Return what a run says of each rule."""
    summary = (run.summary if run else None) or {}
    return {row["code"]: row for row in (*summary.get("rules", ()), *summary.get("shadow", ()))}


def facts(one: Rule) -> list[tuple[str, Any]]:
    """Return what a rule is, in words."""
    national = {
        row["rule_code"]: row["name"] for row in knowledge_list("national_rule").rows if row["rule_code"]
    }
    said = [
        ("严重程度", SEVERITY[one.severity]),
        ("针对", SUBJECT[one.subject]),
        ("金额口径", AMOUNT[one.amount]),
        ("场景", "、".join(SCENE[scene] for scene in one.scenes)),
        ("环节", "、".join(STAGE[stage] for stage in one.stages)),
        ("国家规则", "；".join(f"{code} {national.get(code, '')}".strip() for code in one.national_code)),
        ("状态", STATUS[one.status]),
        ("版本", one.version),
    ]
    return [(label, value) for label, value in said if value]


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    """Return what columns of the standard, of marts and of findings are called."""
    found = {name: spec.zh for mart in marts.marts().values() for name, spec in mart.columns.items()}
    for table in standard.tables().values():
        found |= {name: column.zh for name, column in table.columns.items()}
    return found | _FINDING


def message(one: Rule) -> str:
    """Return the text of a rule's findings with what is filled in named in words."""
    known = _words()

    def named(found: re.Match[str]) -> str:
        words = re.split(r"[，；：。,;:(（]", known.get(found[1], "…"))[0]
        return f"［{words}］"

    return re.sub(r"\{(\w+)\}", named, one.message)


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision as the page cites it."""

    label: str
    text: str
    source: str
    begndate: Any
    enddate: Any


def clauses(one: Rule) -> list[Clause]:
    """Return the provisions a rule rests on."""
    found = [(ref, laws.article(ref)) for ref in one.law]
    return [
        Clause(
            f"《{article.law}》{position(ref)}",
            article.text,
            article.source,
            article.begndate,
            article.enddate,
        )
        for ref, article in found
    ]


def parameters(one: Rule) -> list[dict[str, Any]]:
    """Return the parameters with the values of regions and dates, the one that prevails first."""
    return [
        {
            "name": p.name,
            "default": _value(p.default),
            "unit": p.unit,
            "source": p.source,
            "values": _values(p),
        }
        for p in one.params.values()
    ]


def _values(parameter: Parameter) -> list[dict[str, Any]]:
    return [
        {
            "value": _value(one.value),
            "admdvs": one.admdvs,
            "begndate": one.begndate,
            "enddate": one.enddate,
            "source": one.source,
            "own": one in parameter.local,
        }
        for one in parameter.ranked
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def requirements(code: str) -> list[Answer]:
    """Return the national rules, behaviours and problems that a rule answers."""
    return [one for answers in coverage().values() for one in answers if code in one.rules]


def reads(one: Rule) -> list[str]:
    """Return the knowledge lists a rule reads, by name."""
    return [name for name in lists() if name in one.sql]
