"""Checks a bureau's own marts as rules are checked: the built-in ones are proved by the program's tests."""

from sqlglot import exp

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.check import check as check_portable
from mingjing.analysis.engine.portable import parse
from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.marts import catalog
from mingjing.analysis.marts.catalog import Mart
from mingjing.analysis.rules.check import placed
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.standard import schema as standard
from mingjing.kernel import local
from mingjing.kernel.errors import MingjingError, Problem


def local_marts() -> list[Mart]:
    """Return the marts that stand in local folders."""
    return [mart for mart in catalog.marts().values() if local.owner(mart.path)]


def check_local(bench: Workbench) -> list[Problem]:
    """Return every fault of the local marts, with file and line."""
    return [problem for mart in local_marts() for problem in _check(mart, sqldoc.read(mart.path), bench)]


def _check(mart: Mart, document: SqlDocument, bench: Workbench) -> list[Problem]:
    if mart.name in {*standard.tables(), *knowledge_lists()}:
        why = "数据标准或知识表中已有同名的表"
        return [Problem(f"中间表不能叫 {mart.name}", document.where("mart"), why, "改名，文件名一并改")]
    try:
        tree = parse(document.sql)
        problems = _unknown(tree, document, bench) + [placed(document, one) for one in check_portable(tree)]
        return problems or _column_problems(mart, document, bench.describe(document.sql))
    except MingjingError as error:
        return [placed(document, problem) for problem in error.problems]


def _unknown(tree: exp.Expr, document: SqlDocument, bench: Workbench) -> list[Problem]:
    known = {cte.alias for cte in tree.find_all(exp.CTE)} | set(bench.schema)
    return [
        Problem(
            f"没有名为 {table.name} 的表、中间表或知识清单",
            f"{document.path}:{document.sql_line}",
            "拼写有误，或该清单尚未建立",
        )
        for table in tree.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier) and table.name not in known
    ]


def _column_problems(mart: Mart, document: SqlDocument, output: dict[str, str]) -> list[Problem]:
    differing = sorted(set(mart.columns) ^ set(output))
    return [
        Problem(
            f"列 {name} "
            + (
                "在文件头声明了，SELECT 却没有返回" if name in mart.columns else "没有在文件头 columns 中声明"
            ),
            document.where("columns"),
            do="使 columns 与 SELECT 返回的列一致",
        )
        for name in differing
    ]
