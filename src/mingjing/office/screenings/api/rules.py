"""The rule book: every rule with what is known of it, one with what it rests on, its query."""

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Router, Schema

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest.types import PROBLEMS, Code
from mingjing.office.screenings import rulebook
from mingjing.office.screenings.models import RuleStanding
from mingjing.office.screenings.rulebook import Entry

router = Router(tags=["规则与知识"])
_READ = Permission.RULES_READ


class RuleOut(Schema):
    """A rule of the book, and what checks said of it (to people of the bureaus); `status` as it runs."""

    code: str
    version: int
    title: str
    behaviour: str
    sev: int
    status: str
    own: bool
    national: list[str]
    confirmed: int
    partly: int
    rejected: int
    other: int
    rate: Decimal | None


class ClauseOut(Schema):
    """A provision that a rule rests on."""

    label: str
    text: str
    source: str
    begndate: date | None
    enddate: date | None


class RuleFull(RuleOut):
    """A rule with its words, grounds and parameters, the lists it reads, and what the newest full run found."""

    message: str
    verify: str
    defence: str
    known_gaps: str
    subject: str
    amount: str
    clauses: list[ClauseOut]
    parameters: list[dict[str, Any]]
    lists: list[str]
    answers: list[str]
    run: str
    found: dict[str, Any] | None


class QueryOut(Schema):
    """A rule's query."""

    code: str
    version: int
    sql: str


@router.get("/rules", response={200: list[RuleOut], **PROBLEMS}, auth=Needs(_READ))
def list_rules(request: Any) -> list[dict[str, Any]]:
    """规则库及核查确认情况。"""
    return [_rule(one) for one in rulebook.entries(request.auth)[0]]


@router.get("/rules/{code}", response={200: RuleFull, **PROBLEMS}, auth=Needs(_READ))
def get_rule(request: Any, code: Code) -> dict[str, Any]:
    """一条规则：说明、依据、参数、知识表，最近一次全面筛查的结果（含试运行）。"""
    one, run = rulebook.entry(request.auth, code)
    rule, inner = one.rule, request.auth.organisation.is_bureau
    texts = {
        "message": rulebook.message(rule),
        "verify": rule.verify if inner else "",
        "defence": rule.defence if inner else "",
        "known_gaps": rule.known_gaps or "",
        "subject": rule.subject,
        "amount": rule.amount,
    }
    return (
        _rule(one)
        | texts
        | {
            "clauses": rulebook.clauses(rule),
            "parameters": rulebook.parameters(rule),
            "lists": rulebook.reads(rule),
            "answers": [f"{row.table} {row.number}" for row in rulebook.requirements(code)],
            "run": run.number if run else "",
            "found": one.run,
        }
    )


@router.get("/rules/{code}/sql", response={200: QueryOut, **PROBLEMS}, auth=Needs(Permission.RULES_LOGIC))
def get_query(request: Any, code: Code) -> Any:
    """规则的查询语句，只供医保部门查看。"""
    return rulebook.rule(code)


def _rule(one: Entry) -> dict[str, Any]:
    rule, said = one.rule, one.standing or RuleStanding(rule_code=one.rule.code)
    counts = {name: getattr(said, name) for name in ("confirmed", "partly", "rejected", "other")}
    fields = ("code", "version", "title", "behaviour")
    return (
        {name: getattr(rule, name) for name in fields}
        | counts
        | {
            "sev": rule.severity,
            "status": one.status,
            "own": one.own,
            "national": list(rule.national_code),
            "rate": one.rate,
        }
    )
