"""The page of a rule: what it finds, on what ground, what it needs, how it proves itself."""

from collections.abc import Iterator
from typing import Any

from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.manual.library import Library
from mingjing.analysis.rules.manual.page import (
    Block,
    Bullets,
    Code,
    Grid,
    Page,
    Text,
    bullets,
    grid,
    link,
    section,
)
from mingjing.analysis.rules.needs import EMPTY_LIST
from mingjing.analysis.rules.parameter import Parameter
from mingjing.analysis.standard import schema as standard

SEVERITY = {1: "明确违规", 2: "高度可疑", 3: "轻度可疑"}
STATUS = {"draft": "草稿", "shadow": "影子运行", "active": "在用", "retired": "停用"}
SUBJECT = {
    "fee": "费用",
    "visit": "就诊",
    "person": "人员",
    "institution": "机构",
    "staff": "执业人员",
    "group": "群体",
}
SCENE = {"IP": "住院", "OP": "门（急）诊", "PH": "购药", "NET": "互联网"}
STAGE = {1: "事前", 2: "事中", 3: "事后"}
AMOUNT = {
    "all": "命中明细的全部金额",
    "excess": "超出限量部分，按数量比例分摊到各明细",
    "difference": "单价超出限价部分 × 数量",
    "share": "每条明细由规则给出的份额",
    "stay": "整次住院（就诊）的全部明细",
    "days": "命中日期的相关费用",
    "paid": "结算中基金与个人账户支付的金额",
    "estimate": "估算金额，不计入合计",
    "none": "不计金额",
}
_ANSWERS = {
    "national_rule": "国家规则",
    "notice_behaviour": "文件点名的行为",
    "problem_item": "问题清单",
}
_NEEDS = "交付中没有下列某一列（或该列全为空）时，本规则报告“未评估”并写明缺什么，不会当作没有问题。"


def pages(library: Library) -> Iterator[Page]:
    """Yield the page of every rule."""
    for rule in library.rules.values():
        yield Page(f"rules/{rule.code}", "规则", f"{rule.code} {rule.title}", _blocks(rule, library))


def _blocks(rule: Rule, library: Library) -> tuple[Block, ...]:
    needed = library.needs[rule.code]
    return (
        _facts(rule, library),
        *section("依据", bullets(library.law(ref) for ref in rule.law)),
        *section("落实的要求", bullets(_answers(rule, library))),
        *section("疑点说明的格式", Text(rule.message)),
        *section("参数", _parameters(rule)),
        *section(
            "运行所需的数据",
            Text(_NEEDS if needed else ""),
            _needed(needed, library),
            _others(needed, library),
        ),
        *section("读取的数据", bullets(_reads(rule, library))),
        *section("现场核查要点", Text(rule.verify)),
        *section("对方可能的申辩", Text(rule.defence)),
        *section("已知的局限", Text(rule.known_gaps)),
        *section("案例", bullets(f"{'查出' if case.finds else '不查'}：{case.name}" for case in rule.cases)),
        *section("查询", Code(rule.sql, "sql")),
    )


def _needed(needs: list[str], library: Library) -> Grid:
    """The columns of each table that the rule cannot do without."""
    tables: dict[str, list[str]] = {}
    for table, _, column in (need.partition(".") for need in needs if _is_column(need)):
        tables.setdefault(table, []).append(column)
    return grid(
        ("交付的表", "不可缺少的列"),
        [
            (library.relation(table), "、".join(library.column(table, one) for one in sorted(columns)))
            for table, columns in sorted(tables.items())
        ],
    )


def _others(needs: list[str], library: Library) -> Bullets:
    """Alternatives, and knowledge lists that come empty."""
    return bullets(library.need(need) for need in needs if not _is_column(need))


def _is_column(need: str) -> bool:
    return "|" not in need and not need.startswith(EMPTY_LIST)


def _facts(rule: Rule, library: Library) -> Grid:
    in_packs = [
        link(pack.title, f"packs/{name}") for name, pack in library.packs.items() if rule.code in pack.codes
    ]
    rows = {
        "版本": str(rule.version),
        "状态": STATUS[rule.status],
        "国家规则编码": "、".join(rule.national_code),
        "行为": link(standard.behaviours()[rule.behaviour].zh, f"behaviours#{rule.behaviour}"),
        "严重程度": f"{rule.severity} {SEVERITY[rule.severity]}",
        "对象": SUBJECT[rule.subject],
        "一条疑点": " × ".join(f"`{name}`" for name in rule.grain),
        "金额口径": AMOUNT[rule.amount],
        "场景": "、".join(SCENE[scene] for scene in rule.scenes),
        "环节": "、".join(STAGE[stage] for stage in rule.stages),
        "规则包": "、".join(in_packs),
    }
    return grid(("项目", "内容"), rows.items())


def _answers(rule: Rule, library: Library) -> Iterator[str]:
    for table, answers in library.answered_by(rule.code).items():
        for one in answers:
            rows = "、".join(
                f"{link(name, f'lists/{name}')} {count} 行"
                for name, count in one.rows.items()
                if name in library.readings[rule.code].relations
            )
            yield f"{_ANSWERS[table]} {library.answer(one)}{f'（{rows}）' if rows else ''}"


def _parameters(rule: Rule) -> Grid:
    return grid(
        ("参数", "缺省值", "单位", "分地区、分期间", "来源"),
        [
            (f"`{p.name}`", _value(p.default), p.unit, _varies(p), p.source or "无官方数值，可按统筹区配置")
            for p in rule.params.values()
        ],
    )


def _value(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _varies(parameter: Parameter) -> str:
    return "；".join(
        f"{v.admdvs or '全国'} {f'{v.begndate} 起 ' if v.begndate else ''}{_value(v.value)}"
        for v in parameter.ranked
    )


def _reads(rule: Rule, library: Library) -> Iterator[str]:
    used = library.readings[rule.code]
    for name, can_be_absent in sorted(used.relations.items()):
        columns = "、".join(f"`{column}`" for column in sorted(used.columns[name]))
        yield (
            library.relation(name)
            + (f"：{columns}" if columns else "")
            + ("（可缺）" if can_be_absent else "")
        )
