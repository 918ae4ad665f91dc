"""What a lake allows: which rules can be evaluated, which cannot and for want of what, which marts they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingjing.analysis.detectors.kit import needs as model_needs
from mingjing.analysis.detectors.kit.model import PREFIX, Model, models
from mingjing.analysis.detectors.kit.needs import ModelPlan
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules import document
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.compile import parse, reading
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.mart_check import check_local
from mingjing.analysis.rules.needs import EMPTY_LIST, needs
from mingjing.analysis.rules.pack import Pack
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening.models import needed_marts
from mingjing.analysis.screening.prices import Delivered, WithOwnPrices
from mingjing.kernel.errors import DocumentError, UsageError

LIVE = ("active", "shadow")


@dataclass(frozen=True, slots=True)
class RuleState:
    """Whether one rule can be evaluated; `missing` names tables, `table.column`s and knowledge lists."""

    code: str
    title: str
    evaluable: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules and models to run, the state of all that were asked for, and the marts needed, in build order."""

    rules: tuple[Rule, ...]
    states: tuple[RuleState, ...]
    marts: tuple[str, ...]
    models: tuple[ModelPlan, ...] = ()


def choose(codes: Sequence[str] = (), packs: Sequence[Pack] = ()) -> list[Rule]:
    """Return the live rules, or those named by `codes` and the live ones of `packs`.

    A live rule is active or shadow; a draft runs when it is named. Raises UsageError for an unknown or retired code.
    """
    rules = document.load_all()
    packed = [code for pack in packs for code in pack.codes]
    _refuse_unknown((*codes, *packed), rules)
    retired = [code for code in codes if rules[code].status == "retired"]
    if retired:
        raise UsageError(
            f"规则 {'、'.join(retired)} 已停用",
            why="停用的规则不再筛查",
            do="从 --rules 中去掉，或改用接替它的规则",
        )
    if codes or packs:
        live = [code for code in packed if rules[code].status in LIVE]
        return [rules[code] for code in dict.fromkeys((*codes, *live))]
    return [rule for rule in rules.values() if rule.status in LIVE]


def named(codes: Sequence[str]) -> list[Rule]:
    """Return the rules of these codes, whatever their status. Raises UsageError for an unknown code."""
    rules = document.load_all()
    _refuse_unknown(codes, rules)
    return [rules[code] for code in dict.fromkeys(codes)]


def _refuse_unknown(codes: Sequence[str], rules: Mapping[str, Rule]) -> None:
    unknown = [code for code in codes if code not in rules]
    if unknown:
        near = [
            code
            for code in (*rules, *models())
            if any(code.startswith(word.split("-")[0]) for word in unknown)
        ]
        raise UsageError(
            f"没有规则 {'、'.join(unknown)}",
            why="编码有误",
            do=f"用 mingjing rules list 查看；相近的有：{'、'.join(near[:8]) or '无'}",
        )


def split(codes: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of rules and those of models."""
    if not any(code.startswith(PREFIX) for code in codes):
        return tuple(codes), ()  # reading all models takes longer than a rule over a small delivery
    known = models()
    return tuple(c for c in codes if c not in known), tuple(c for c in codes if c in known)


def plan(lake: Delivered, rules: Sequence[Rule], bench: Workbench, chosen: Sequence[Model] = ()) -> Plan:
    """Decide which rules and models can be evaluated on the lake, with the local knowledge rows there are.

    Raises DocumentError when a rule itself is wrong: a broken rule must not pass for one that found nothing.
    Built-in rules have passed the same check before they were released.
    """
    added = [rule for rule in rules if document.origin(rule) != document.BUILT_IN]
    problems = check_local(bench) + [problem for rule in added for problem in check(rule, bench)]
    if problems:
        raise DocumentError.from_problems(problems)
    filled, lake = own_rows(), WithOwnPrices(lake)
    states, runnable, needed = [], [], set[str]()
    all_marts = marts.marts()
    for rule in rules:
        used = reading(parse(rule), bench.schema)
        missing = _absent(needs(rule, used, filled), lake)
        states.append(RuleState(rule.code, rule.title, not missing, tuple(missing)))
        if not missing:
            runnable.append(rule)
            needed |= {name for name in used.relations if name in all_marts}
    needed |= {"fee_net", "setl_net", "stay_enc"}  # what pricing reads, even when there is nothing to price
    plans = tuple(
        model_needs.plan(model, bench.schema, lambda wanted: _absent(wanted, lake)) for model in chosen
    )
    needed |= needed_marts(plans) | ({"inst"} if chosen else set())
    return Plan(tuple(runnable), tuple(states), tuple(marts.order(sorted(needed))), plans)


def evaluability(lake: Delivered) -> list[RuleState]:
    """Return the state of every active rule on this lake, for the quality report."""
    with Workbench() as bench:
        return list(plan(lake, choose(), bench).states)


def _absent(wanted: Sequence[str], lake: Delivered) -> list[str]:
    """Keep what is really absent; a table that never came is named once, by itself.

    Of alternatives (`a.x|b.y`) one suffices; when all are absent they are named together.
    """
    absent: dict[str, None] = {}
    for need in wanted:
        lacking = [_lacking(one, lake) for one in need.split("|")]
        if all(lacking):
            absent[" 或 ".join(dict.fromkeys(filter(None, lacking)))] = None
    return list(absent)


def _lacking(need: str, lake: Delivered) -> str:
    """Return the table, column or list that is absent; empty when the need is met."""
    table, _, column = need.partition(".")
    if need.startswith(EMPTY_LIST):
        return need
    if not lake.delivered(table):
        return table
    return need if column and not lake.delivered(table).get(column) else ""
