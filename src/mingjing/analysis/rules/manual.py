"""The rule manual: one Markdown page per rule and an index, generated from the documents."""

from collections.abc import Mapping
from typing import Any

from mingjing.analysis.knowledge import laws
from mingjing.analysis.rules.compile import parse, reading
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.parameter import Parameter
from mingjing.analysis.rules.workbench import Schema
from mingjing.analysis.standard import schema as standard

_SEVERITY = {1: "明确违规", 2: "高度可疑", 3: "轻度可疑"}
_STATUS = {"draft": "草稿", "shadow": "影子运行", "active": "在用", "retired": "停用"}
_SUBJECT = {
    "fee": "费用",
    "visit": "就诊",
    "person": "人员",
    "institution": "机构",
    "staff": "执业人员",
    "group": "群体",
}
_SCENE = {"IP": "住院", "OP": "门（急）诊", "PH": "购药", "NET": "互联网"}
_STAGE = {1: "事前", 2: "事中", 3: "事后"}
_AMOUNT = {
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


def pages(rules: Mapping[str, Rule], schema: Schema) -> dict[str, str]:
    """Return file name → Markdown: `index.md` and one page per rule. `schema` names what rules may read."""
    found = {f"{code}.md": page(rule, schema) for code, rule in rules.items()}
    return {"index.md": _index(rules)} | found


def _index(rules: Mapping[str, Rule]) -> str:
    rows = [
        f"| [{r.code}]({r.code}.md) | {r.title} | {standard.behaviours()[r.behaviour].zh} | {_SEVERITY[r.severity]} | {_STATUS[r.status]} |"
        for r in rules.values()
    ]
    head = ["# 规则手册", "", f"共 {len(rules)} 条规则。本页由规则文件生成（`mingjing manual`）。", ""]
    table = ["| 编码 | 名称 | 行为 | 严重程度 | 状态 |", "|---|---|---|---|---|"]
    return "\n".join([*head, *table, *rows]) + "\n"


def page(rule: Rule, schema: Schema) -> str:
    """Return the manual page of one rule."""
    parts = [
        f"# {rule.code} {rule.title}",
        "",
        *_facts(rule),
        "",
        *_section("依据", [f"- {_law(ref)}" for ref in rule.law]),
        *_section("疑点说明的格式", [rule.message]),
        *_section("参数", _parameters(rule)),
        *_section("读取的数据", _reads(rule, schema)),
        *_section("现场核查要点", [rule.verify]),
        *_section("对方可能的申辩", [rule.defence]),
        *_section("已知的局限", [rule.known_gaps] if rule.known_gaps else []),
        *_section("案例", [f"- {'查出' if case.finds else '不查'}：{case.name}" for case in rule.cases]),
        *_section("查询", ["```sql", rule.sql, "```"]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _facts(rule: Rule) -> list[str]:
    rows = {
        "版本": str(rule.version),
        "状态": _STATUS[rule.status],
        "国家规则编码": "、".join(rule.national_code) or "—",
        "行为": standard.behaviours()[rule.behaviour].zh,
        "严重程度": f"{rule.severity} {_SEVERITY[rule.severity]}",
        "对象": _SUBJECT[rule.subject],
        "一条疑点": " × ".join(f"`{name}`" for name in rule.grain),
        "金额口径": _AMOUNT[rule.amount],
        "场景": "、".join(_SCENE[scene] for scene in rule.scenes),
        "环节": "、".join(_STAGE[stage] for stage in rule.stages),
    }
    return ["| 项目 | 内容 |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _law(ref: str) -> str:
    article = laws.article(ref)
    return f"`{ref}` {article.law}：{article.text}"


def _parameters(rule: Rule) -> list[str]:
    if not rule.params:
        return []
    rows = [
        f"| `{p.name}` | {_value(p.default)} | {p.unit or '—'} | {_varies(p)} | {p.source or '—'} |"
        for p in rule.params.values()
    ]
    return ["| 参数 | 缺省值 | 单位 | 分地区、分期间 | 来源 |", "|---|---|---|---|---|", *rows]


def _value(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _varies(parameter: Parameter) -> str:
    return (
        "；".join(f"{v.admdvs or '全国'} {v.begndate or ''} 起 {_value(v.value)}" for v in parameter.ranked)
        or "—"
    )


def _reads(rule: Rule, schema: Schema) -> list[str]:
    used = reading(parse(rule), schema)
    return [
        f"- `{name}`"
        + (f"：{'、'.join(f'`{c}`' for c in sorted(used.columns[name]))}" if used.columns[name] else "")
        + ("（可缺）" if gone else "")
        for name, gone in sorted(used.relations.items())
    ]
