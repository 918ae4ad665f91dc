"""Checks a rule against everything it relies on; each fault says where it is and how to mend it."""

import re

from sqlglot import exp

from mingjing.analysis.engine.check import check as check_portable
from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.analysis.knowledge import laws
from mingjing.analysis.knowledge.document import knowledge_list
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.rules.compile import AMOUNT_NEEDS, fill_parameters, parse
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.standard import schema as standard
from mingjing.kernel.errors import DocumentError, MingjingError, Problem

_LINE = re.compile(r"第 (\d+) 行")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FINDING_WORDS = {"checkout_amt", "checkout_cnt", "fund_amt", "occurred_on", "line_cnt"}


def check(rule: Rule, bench: Workbench) -> list[Problem]:
    """Return every fault of the rule; an empty list means that it can run and be explained."""
    problems = _reference_problems(rule) + _case_problems(rule)
    try:
        problems += _unknown_relations(rule, parse(rule), bench) + _unread_lists(rule)
        problems += [placed(rule.document, problem) for problem in check_portable(parse(rule))]
        if problems:
            return problems
        output = bench.describe(fill_parameters(rule))
    except MingjingError as error:
        return problems + [placed(rule.document, problem) for problem in error.problems]
    return problems + _output_problems(rule, output)


def placed(document: SqlDocument, problem: Problem) -> Problem:
    """Place a problem of the SQL in its file: 第 n 行 of the SELECT becomes a line of the document."""
    if str(document.path) in problem.where:
        return problem
    found = _LINE.search(problem.where)
    line = document.sql_line + (int(found.group(1)) - 1 if found else 0)
    return Problem(problem.what, f"{document.path}:{line}", problem.why, problem.do)


def _reference_problems(rule: Rule) -> list[Problem]:
    where = rule.document.where
    problems: list[Problem] = []
    if rule.behaviour not in standard.behaviours():
        problems.append(
            Problem(
                f"行为代码 {rule.behaviour} 不存在",
                where("behaviour"),
                do=f"可用：{'、'.join(standard.behaviours())}",
            )
        )
    for ref in rule.law:
        try:
            laws.article(ref)
        except DocumentError as error:
            problems += [Problem(p.what, where("law"), p.why, p.do) for p in error.problems]
    known = {row["rule_code"] for row in knowledge_list("national_rule").rows if row["rule_code"]}
    problems += [
        Problem(f"国家规则编码 {code} 不在 88 条之列", where("national_code"), do="核对 national_rule 清单")
        for code in rule.national_code
        if code not in known
    ]
    return problems


def _unread_lists(rule: Rule) -> list[Problem]:
    read = {table.name for table in parse(rule).find_all(exp.Table)}
    return [
        Problem(
            f"works_without 中的 {name} 不是本规则读取的知识表",
            rule.document.where("works_without"),
            do="改名或删去",
        )
        for name in rule.works_without
        if name not in knowledge_lists() or name not in read
    ]


def _case_problems(rule: Rule) -> list[Problem]:
    where = rule.document.where("cases")
    problems = []
    if not any(case.finds for case in rule.cases):
        problems.append(
            Problem("没有命中案例", where, "每条规则至少要有一个应查出的案例", "补一个 finds 不为空的案例")
        )
    if not any(not case.finds for case in rule.cases):
        problems.append(
            Problem(
                "没有不命中案例", where, "每条规则至少要有一个形似而不违规的案例", "补一个 finds: [] 的案例"
            )
        )
    tables = standard.tables()
    for case in rule.cases:
        for name, rows in case.given.items():
            if name not in tables:
                problems.append(
                    Problem(f"案例“{case.name}”用了不存在的表 {name}", where, do="核对数据标准的表名")
                )
                continue
            unknown = {column for row in rows for column in row} - {"repeat", *tables[name].columns}
            problems += [
                Problem(f"案例“{case.name}”的 {name} 没有字段 {column}", where) for column in sorted(unknown)
            ]
        problems += [
            Problem(f"案例“{case.name}”用了不存在的知识清单 {name}", where)
            for name in case.knowledge
            if name not in knowledge_lists()
        ]
    return problems


def _unknown_relations(rule: Rule, tree: exp.Expr, bench: Workbench) -> list[Problem]:
    names = {cte.alias for cte in tree.find_all(exp.CTE)} | set(bench.schema)
    return [
        Problem(
            f"没有名为 {table.name} 的表、中间表或知识清单",
            f"{rule.document.path}:{rule.document.sql_line}",
            "拼写有误，或该清单尚未建立",
            "用 mingjing rules show 查看可用的表",
        )
        for table in tree.find_all(exp.Table)
        if table.name not in names
    ]


def _output_problems(rule: Rule, output: dict[str, str]) -> list[Problem]:
    where = f"{rule.document.path}:{rule.document.sql_line}"
    needed = {*AMOUNT_NEEDS[rule.amount], *rule.grain}
    problems = [
        Problem(
            f"SELECT 没有返回 {name}",
            where,
            f"金额口径 {rule.amount} 与疑点粒度 {list(rule.grain)} 要用到它",
            f"在 SELECT 中加上 {name}",
        )
        for name in sorted(needed - set(output))
    ]
    if rule.amount == "stay" and not {"stay_id", "mdtrt_id"} & set(output):
        problems.append(Problem("SELECT 没有返回 stay_id 或 mdtrt_id", where, "金额口径 stay 要用到其一"))
    problems += [
        Problem(
            f"evidence 中的 {name} 不在 SELECT 的输出中",
            rule.document.where("evidence"),
            do="在 SELECT 中返回它，或从 evidence 删去",
        )
        for name in rule.evidence
        if name not in output
    ]
    words = set(_PLACEHOLDER.findall(rule.message)) - _FINDING_WORDS
    problems += [
        Problem(
            f"message 中的 {{{name}}} 不在 SELECT 的输出中",
            rule.document.where("message"),
            do="在 SELECT 中返回它，或改写 message",
        )
        for name in sorted(words - set(output))
    ]
    return problems
