"""Compiles a rule: fills in its parameters, finds what it reads, and shapes its hit rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from mingjing.analysis.engine.translations import kept
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.parameter import SQL_TYPES, Parameter
from mingjing.kernel.errors import DocumentError

PLACEHOLDER = re.compile(r"\{(\w+)\}")

APPLIED = "param_"

# What every hit row may carry for pricing and for the finding itself; a rule returns the ones it has.
HIT_COLUMNS: Mapping[str, str] = {
    "bkkp_sn": "VARCHAR",
    "mdtrt_id": "VARCHAR",
    "stay_id": "VARCHAR",
    "setl_id": "VARCHAR",
    "psn_no": "VARCHAR",
    "fixmedins_code": "VARCHAR",
    "staff_code": "VARCHAR",
    "group_id": "VARCHAR",
    "member": "VARCHAR",
    "svc_date": "DATE",
    "occurred_on": "DATE",
    "item": "VARCHAR",
    "item_name": "VARCHAR",
    "cnt": "DECIMAL(16,4)",
    "pric": "DECIMAL(16,6)",
    "gross": "DECIMAL(16,2)",
    "amt": "DECIMAL(16,2)",
    "overlmt": "DECIMAL(16,2)",
    "limit_cnt": "DECIMAL(16,4)",
    "limit_price": "DECIMAL(16,6)",
    "hit_amt": "DECIMAL(18,6)",
    "cap_amt": "DECIMAL(16,2)",
    "bare_days": "BIGINT",
    "bill_days": "BIGINT",
    "estimated": "BOOLEAN",
    "unpriced": "BOOLEAN",
    "subject": "VARCHAR",
    "checkout_cnt": "DECIMAL(16,4)",
    "sev_deg": "BIGINT",
    "soft": "VARCHAR",
    "branch": "VARCHAR",
    "national_code": "VARCHAR",
    "behaviour": "VARCHAR",
    "related_id": "VARCHAR",
}

LINE_COLUMNS = (
    "bkkp_sn",
    "mdtrt_id",
    "setl_id",
    "psn_no",
    "fixmedins_code",
    "svc_date",
    "item",
    "item_name",
    "cnt",
    "pric",
    "gross",
    "amt",
)

# The columns that an amount cannot be computed without.
AMOUNT_NEEDS: Mapping[str, tuple[str, ...]] = {
    "all": LINE_COLUMNS,
    "excess": (*LINE_COLUMNS, "limit_cnt"),
    "difference": (*LINE_COLUMNS, "overlmt", "limit_price"),
    "share": (*LINE_COLUMNS, "hit_amt"),
    "stay": (),
    "days": ("stay_id", "svc_date"),
    "paid": ("setl_id",),
    "estimate": ("hit_amt",),
    "none": (),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a SELECT reads: relations (True when it works without them) and columns by relation."""

    relations: Mapping[str, bool]
    columns: Mapping[str, frozenset[str]]


def fill_parameters(rule: Rule) -> str:
    """Return the rule's portable SQL with every `param('name', date, admdvs)` replaced.

    The longest region prefix wins, then the latest begndate, then the bureau's value over the document's.
    Raises DocumentError for an unknown name.
    """
    values = sorted((name, repr((one.type, one.default, one.ranked))) for name, one in rule.params.items())
    return kept(f"filled {_own_text()}", f"{values}\0{rule.sql}", lambda: _filled(rule))


@cache
def _own_text() -> str:
    """A hash of this module: what it wrote before it changed is not believed."""
    return sha256(Path(__file__).read_bytes()).hexdigest()


def _filled(rule: Rule) -> str:
    tree = parse(rule).copy()
    for call in _param_calls(tree):
        name, day, region = _param_call(rule, call)
        call.replace(_value_in_force(rule.params[name], day, region))
    return str(tree.sql(dialect="duckdb", copy=False))


def applied_values(rule: Rule, output: Mapping[str, str]) -> dict[str, str]:
    """Return, for each parameter that has regional or dated values, SQL over `hit` for the one that applied.

    It is decided by the date and the region that the rule itself hands to `param`, where the hit rows carry
    columns of these names (`output`: column -> type); else by the date of the act and the institution's place
    (`place`, the mart inst).
    """
    own_day = next((name for name in ("occurred_on", "svc_date") if name in output), None)
    act = exp.column(own_day, "hit") if own_day else exp.cast(exp.null(), "DATE")
    found: dict[str, str] = {}
    for call in _param_calls(parse(rule)):
        name, day, region = _param_call(rule, call)
        if name not in found and rule.params[name].ranked:
            day = exp.column(day.name, "hit") if _is_column(day, output) else act
            there = _is_column(region, output)
            region = exp.column(region.name, "hit") if there else exp.column("admdvs", "place")
            found[name] = _value_in_force(rule.params[name], day, region).sql(dialect="duckdb")
    return found


def deciding_columns(rule: Rule) -> set[str]:
    """Return the columns that decide which regional or dated value of a parameter applies to a hit row."""
    calls = [_param_call(rule, call) for call in _param_calls(parse(rule))]
    return {
        column.name
        for name, day, region in calls
        if rule.params[name].ranked
        for column in (day, region)
        if isinstance(column, exp.Column)
    }


def _is_column(part: exp.Expr, output: Mapping[str, str]) -> bool:
    return isinstance(part, exp.Column) and part.name in output


def _param_calls(tree: exp.Expr) -> list[exp.Anonymous]:
    return [call for call in tree.find_all(exp.Anonymous) if call.name.lower() == "param"]


@lru_cache(maxsize=1024)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def parse(rule: Rule) -> exp.Expr:
    """Parse the rule's SQL; the tree is shared, copy it before changing it.

    Raises DocumentError with file, line and the reason.
    """
    try:
        return _parsed(rule.sql)
    except sqlglot.errors.ParseError as error:
        detail = error.errors[0] if error.errors else {}
        line = rule.document.sql_line + int(detail.get("line") or 1) - 1
        raise DocumentError(
            f"SQL 语法错误：{detail.get('description', error)}",
            where=f"{rule.document.path}:{line}",
            why=f"出错处附近：{detail.get('start_context', '')[-40:]}⟦{detail.get('highlight', '')}⟧",
            do="改正后用 mingjing rules test 复查",
        ) from error


def _param_call(rule: Rule, call: exp.Anonymous) -> tuple[str, exp.Expr, exp.Expr]:
    arguments = call.expressions
    name = arguments[0].name if arguments else ""
    if len(arguments) != 3 or not isinstance(arguments[0], exp.Literal):
        raise DocumentError(
            "param 的写法不对",
            where=f"{rule.document.path}:{rule.document.sql_line}",
            do="写成 param('参数名', 发生日期, 行政区划)，如 param('gap_days', s.adm_date, s.admdvs)",
        )
    if name not in rule.params:
        raise DocumentError(
            f"没有名为 {name} 的参数",
            where=rule.document.where("params"),
            why="文件头 params 中没有声明，或拼写不一致",
            do=f"已声明的参数：{'、'.join(rule.params) or '无'}",
        )
    return name, arguments[1], arguments[2]


def _value_in_force(parameter: Parameter, day: exp.Expr, region: exp.Expr) -> exp.Expr:
    default = _literal(parameter, parameter.default)
    if not parameter.ranked:
        return default
    case = exp.Case()
    for value in parameter.ranked:
        tests: list[exp.Expr] = []
        if value.admdvs:
            tests.append(
                exp.Anonymous(
                    this="starts_with", expressions=[region.copy(), exp.Literal.string(value.admdvs)]
                )
            )
        if value.begndate:
            tests.append(exp.GTE(this=day.copy(), expression=_date(value.begndate)))
        if value.enddate:
            tests.append(exp.LTE(this=day.copy(), expression=_date(value.enddate)))
        condition = exp.and_(*tests) if tests else exp.true()
        case = case.when(condition, _literal(parameter, value.value))
    return exp.paren(case.else_(default))


def _date(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")


def _literal(parameter: Parameter, value: Any) -> exp.Expr:
    if parameter.type == "decimal":
        return exp.cast(exp.Literal.number(str(Decimal(value))), "DECIMAL(16,6)")
    if parameter.type == "integer":
        return exp.cast(exp.Literal.number(str(value)), "BIGINT")
    if parameter.type == "date":
        return _date(value)
    return exp.convert(value)


def reading(tree: exp.Expr, schema: Mapping[str, Mapping[str, str]]) -> Reading:
    """Return what the parsed SELECT reads from the relations of `schema` (relation → column → type).

    A relation only ever LEFT JOINed, and a column only ever used inside `optional(…)`, can be absent.
    A star reads no column by itself.
    """
    relations: dict[str, bool] = {}
    columns: dict[str, set[str]] = {}
    # A step of the text's own may be called like a mart: it is the step that is read.
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    for select in tree.find_all(exp.Select):
        aliases = _aliases(select)
        for alias, (name, is_left) in aliases.items():
            if name in schema and name not in steps:
                relations[name] = relations.get(name, True) and is_left
                columns.setdefault(name, set())
                for column in _columns_of(select, alias, len(aliases) == 1):
                    if column in schema[name]:
                        columns[name].add(column)
    return Reading(relations, {name: frozenset(used) for name, used in columns.items()})


def _aliases(select: exp.Select) -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    source = select.args.get("from_") or select.args.get("from")
    if source is not None and isinstance(source.this, exp.Table):
        found[source.this.alias_or_name] = (source.this.name, False)
    for join in select.args.get("joins") or ():
        if isinstance(join.this, exp.Table):
            found[join.this.alias_or_name] = (join.this.name, join.side == "LEFT")
    return found


def _columns_of(select: exp.Select, alias: str, is_only: bool) -> set[str]:
    used: set[str] = set()
    for column in select.find_all(exp.Column):
        if isinstance(column.this, exp.Star) or _is_optional(column):
            continue
        owned = column.table == alias or (
            is_only and not column.table and column.find_ancestor(exp.Select) is select
        )
        if owned:
            used.add(column.name)
    for call in select.find_all(exp.Anonymous):
        if (
            call.name.lower() == "k_match"
            and len(call.expressions) == 2
            and call.expressions[1].name == alias
        ):
            used |= {"item", "svc_date"}
    return used


def _is_optional(column: exp.Column) -> bool:
    parent = column.find_ancestor(exp.Anonymous)
    while parent is not None:
        if parent.name.lower() == "optional":
            return True
        parent = parent.find_ancestor(exp.Anonymous)
    return False


def kept_columns(rule: Rule, output: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that findings are made of, with the type they are written in.

    `output` is the SELECT's own columns and types as the binder names them; `param_<name>` holds the value
    of a parameter that applied.
    """
    wanted = [*HIT_COLUMNS, *rule.grain, *rule.evidence, *PLACEHOLDER.findall(rule.message)]
    kept = {name: HIT_COLUMNS.get(name, output[name]) for name in dict.fromkeys(wanted) if name in output}
    return kept | {
        f"{APPLIED}{name}": SQL_TYPES[rule.params[name].type] for name in applied_values(rule, output)
    }


def hit_select(sql: str, columns: Mapping[str, str], applied: Mapping[str, str]) -> str:
    """Wrap the filled SQL so that it returns exactly `columns`, cast to their types.

    `applied` gives the SQL of the parameter values among them, by parameter name.
    """
    sources = {f"{APPLIED}{name}": value for name, value in applied.items()}
    casts = ", ".join(
        f"{sources.get(name, f'hit.{name}')} AS {name}"
        if kind == "BOOLEAN"
        else f"CAST({sources.get(name, f'hit.{name}')} AS {kind}) AS {name}"
        for name, kind in columns.items()
    )
    place = " LEFT JOIN inst AS place ON place.fixmedins_code = hit.fixmedins_code"
    return f"SELECT {casts} FROM ({sql}) AS hit" + (
        place if any("place." in v for v in applied.values()) else ""
    )
