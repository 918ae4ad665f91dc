"""The rule book's pages: all rules, one rule, its SQL, what they cover."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.rules import coverage as covering
from mingjing.analysis.rules.manual.rule_page import SEVERITY
from mingjing.analysis.screening.run_record import missing_label
from mingjing.analysis.standard.schema import behaviours
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import policy, rulebook
from mingjing.office.screenings.forms import TrialForm
from mingjing.office.screenings.models import LocalRule
from mingjing.office.screenings.rulebook import STATUS, Entry
from mingjing.office.screenings.tables import amount, behaviour
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, text_field
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

_TRIALS = 10


class RuleFilter(FilterForm):
    """Filters of the rule book."""

    main = ("q", "behaviour", "severity", "status", "origin")
    q = text_field("编码、名称或内容")
    behaviour = choice_field("行为", ())
    severity = choice_field("严重程度", [(str(key), label) for key, label in SEVERITY.items()])
    status = choice_field("状态", STATUS.items())
    origin = choice_field("来源", (("built_in", "随程序提供"), ("own", "本地规则")))
    national = forms.BooleanField(label="只看国家规则", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["behaviour"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "全部"), *((code, one.zh) for code, one in behaviours().items())]


_TESTS: dict[str, Callable[[Entry, Any], bool]] = {
    "q": lambda one, text: text.lower() in _text(one).lower(),
    "behaviour": lambda one, code: one.rule.behaviour == code,
    "severity": lambda one, level: one.rule.severity == int(level),
    "status": lambda one, status: one.status == status,
    "origin": lambda one, origin: one.own == (origin == "own"),
    "national": lambda one, _: bool(one.rule.national_code),
}


def _text(one: Entry) -> str:
    rule = one.rule
    return " ".join((rule.code, rule.title, rule.message, rule.verify, *rule.national_code))


def _narrowed(filters: Filters, rows: Iterable[Entry]) -> list[Entry]:
    return [one for one in rows if all(_TESTS[name](one, value) for name, value in filters.on.items())]


def _run(name: str) -> Callable[[Entry], Any]:
    return lambda one: one.run[name] if one.run and not one.run["missing"] else None


def _table(inner: bool) -> Table:
    figures = (
        Column("rate", "确认率", "percent", sort="rate", hint="已核查疑点中属实、部分属实的比例"),
        Column("checked", "已核查疑点", "count", sort="checked"),
        Column("findings", "最近筛查疑点", "count", read=_run("findings"), sort="findings"),
        Column("amount", "最近检出金额（元）", "yuan", read=_amount, sort="amount"),
    )
    return Table(
        "rulebook",
        (
            Column("rule.code", "编码", "code", sort="code", read=lambda e: e.rule.code, link=_address),
            Column("rule.title", "名称"),
            Column("behaviour", "行为", read=lambda e: behaviour(e.rule.behaviour), sort="behaviour"),
            Column("severity", "严重程度", "severity", read=lambda e: e.rule.severity, sort="severity"),
            Column("status", "状态", "html", read=lambda e: badge(e.status, STATUS[e.status])),
            Column("version", "版本", read=lambda e: e.rule.version),
            Column("national", "国家规则", read=lambda e: "、".join(e.rule.national_code), first=False),
            Column("own", "来源", read=lambda e: "本地" if e.own else "随程序提供", first=False),
            *(figures if inner else ()),
        ),
        size=200,
        unit="条规则",
        empty=Empty("没有符合条件的规则"),
    )


def _address(one: Entry) -> str:
    return reverse("screenings:rule", args=[one.rule.code])


def _amount(one: Entry) -> Any:
    found = _run("checkout_amt")(one)
    return None if found is None else amount(found)


@allow(Permission.RULES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the rule book."""
    user = person(request)
    filters = Filters.of(RuleFilter, request.GET)
    every, run = rulebook.entries(user)
    sheet = _table(user.organisation.is_bureau).read(request, _narrowed(filters, every))
    context = {
        "filters": filters,
        "run": run,
        "may_write": allowed(user.roles, Permission.RULES_WRITE),
        "behind": [
            *((title, reverse(f"screenings:{name}")) for name, title in BESIDE),
            *(
                [("线索排序与核查反馈", "/ranking/")]
                if allowed(user.roles, Permission.SCREENINGS_READ)
                else []
            ),
        ],
    }
    return listing(request, "screenings/rules.html", sheet, context, title="规则库")


BESIDE = (
    ("models", "大数据模型"),
    ("coverage", "国家规则覆盖"),
    ("knowledge", "知识库"),
    ("local-rules", "本地规则"),
)


@allow(Permission.RULES_READ)
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one rule."""
    user = person(request)
    one, run = rulebook.entry(user, code)
    inner = user.organisation.is_bureau
    write = allowed(user.roles, Permission.RULES_WRITE)
    context = {
        "one": one,
        "rule": one.rule,
        "message": rulebook.message(one.rule),
        "status": STATUS[one.status],
        "behaviour": behaviour(one.rule.behaviour),
        "facts": rulebook.facts(one.rule),
        "clauses": rulebook.clauses(one.rule),
        "parameters": rulebook.parameters(one.rule),
        "requirements": rulebook.requirements(code),
        "lists": [lists()[name] for name in rulebook.reads(one.rule)],
        "verdicts": _verdicts(one),
        "run": run,
        "missing": "、".join(map(missing_label, (one.run or {}).get("missing") or ())),
        "inner": inner,
        "versions": policy.local_rules(user).filter(code=code).exclude(state=LocalRule.State.DRAFT),
        "trials": policy.trials(user).filter(rule_code=code).select_related("lake")[:_TRIALS],
        "form": TrialForm(user) if write else None,
        "crumbs": [("规则库", reverse("screenings:rules")), (code, "")],
    }
    return render(request, "screenings/rule.html", context)


def _verdicts(one: Entry) -> list[tuple[str, int, float]]:
    """Return the verdicts on a rule: label, number, share."""
    standing = one.standing
    if standing is None:
        return []
    counts = [
        ("属实", standing.confirmed),
        ("部分属实", standing.partly),
        ("不属实", standing.rejected),
        ("其他（数据错误、政策理解差异等）", standing.other),
    ]
    total = sum(number for _, number in counts)
    return [(label, number, number / total) for label, number in counts] if total else []


@allow(Permission.RULES_LOGIC)
@require_safe
def sql(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a rule's query, to people of the bureaus."""
    return render(request, "screenings/sql.html", {"rule": rulebook.rule(code)})


@allow(Permission.RULES_READ)
@require_safe
def coverage(request: HttpRequest) -> HttpResponseBase:
    """Show what answers the national rules, the behaviours and the problem lists."""
    tables = rulebook.coverage()
    chosen = request.GET.get("table", "")
    chosen = chosen if chosen in tables else "national_rule"
    known = rulebook.rules()
    context = {
        "tabs": [
            (f"?table={name}", covering.TITLES[name], name == chosen, len(rows))
            for name, rows in tables.items()
        ],
        "summary": covering.summary(chosen, tables[chosen]),
        "rows": [
            {
                "one": one,
                "state": covering.STATES[one.state],
                "rules": [(code, known[code].title if code in known else "") for code in one.rules],
                "lists": [(name, lists()[name].title, number) for name, number in one.rows.items()],
            }
            for one in tables[chosen]
        ],
        "crumbs": [("规则库", reverse("screenings:rules")), ("国家规则覆盖", "")],
    }
    return render(request, "screenings/coverage.html", context)
