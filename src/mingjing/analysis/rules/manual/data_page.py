"""The pages of marts, tables of the data standard and code lists, and of the behaviours."""

from collections.abc import Iterator

from mingjing.analysis.rules.manual.library import Library
from mingjing.analysis.rules.manual.page import Heading, Page, Text, bullets, grid, link, section
from mingjing.analysis.standard import schema as standard
from mingjing.analysis.standard.codelist import code_list, code_lists
from mingjing.analysis.standard.schema import Table

_TYPES = {
    "text": "文本",
    "money": "金额（元）",
    "quantity": "数量",
    "price": "单价（元）",
    "date": "日期",
    "time": "日期时间",
    "integer": "整数",
    "decimal": "小数",
}
_NAMED = 6  # rules named one by one beside a column; more are counted


def mart_pages(library: Library) -> Iterator[Page]:
    """Yield the page of every mart."""
    for name, mart in library.marts.items():
        columns = [
            (
                f"`{column}`",
                spec.type,
                spec.zh,
                "、".join(" 或 ".join(_column(one) for one in need.split("|")) for need in spec.needs),
            )
            for column, spec in mart.columns.items()
        ]
        yield Page(
            f"marts/{name}",
            "中间表",
            f"{name} {mart.title}",
            (
                Text(
                    f"每行由 {'、'.join(f'`{key}`' for key in mart.grain)} 唯一确定。运行筛查时生成，各规则共用。"
                ),
                *section("列", grid(("列", "类型", "含义", "所需的交付数据"), columns)),
                *section("读取", bullets(library.relation(one) for one in mart.depends)),
                *section("被这些规则和中间表读取", bullets(library.readers(name))),
            ),
        )


def table_pages(library: Library) -> Iterator[Page]:
    """Yield the page of every table of the data standard."""
    for name, table in standard.tables().items():
        facts = [f"主键 {'、'.join(f'`{key}`' for key in table.key)}", f"来源：{table.source}"]
        if table.event:
            facts.insert(1, f"按 `{table.event}` 的月份分区")
        if table.yuan:
            facts.insert(1, f"按 `{table.yuan}` 核对金额")
        head = ("列", "含义", "类型", "必填", "代码表", "关联", "缺少时不能评估的规则")
        yield Page(
            f"tables/{name}",
            "数据标准",
            f"{name} {table.zh}",
            (
                Text("；".join(facts) + "。"),
                *section("列", grid(head, _columns(table, library), table.columns)),
                *section("需要本表的规则", bullets(library.rule(code) for code in _needing(table, library))),
                *section("被这些规则和中间表直接读取", bullets(library.readers(name))),
            ),
        )


def _columns(table: Table, library: Library) -> Iterator[tuple[str, ...]]:
    for column in table.columns.values():
        codes = library.needed_by.get(f"{table.name}.{column.name}", [])
        parent = table.parents.get(column.name, "")
        yield (
            f"`{column.name}`",
            column.zh,
            _TYPES[column.type],
            "必填" if column.required else "",
            link(column.codes, f"codes#{column.codes}") if column.codes else "",
            _column(parent) if parent else "",
            "、".join(library.short_rule(code) for code in codes)
            if len(codes) <= _NAMED
            else f"{len(codes)} 条",
        )


def _needing(table: Table, library: Library) -> list[str]:
    found = {
        code
        for column in ("", *table.columns)
        for code in library.needed_by.get(f"{table.name}.{column}".rstrip("."), [])
    }
    return sorted(found)


def _column(name: str) -> str:
    table, _, column = name.partition(".")
    return link(name, f"tables/{table}#{column}")


def codes_page() -> Page:
    """Return the page of the code lists."""
    blocks = [
        block
        for name in code_lists()
        for block in (
            Heading(name, name),
            grid(("代码", "名称", "归类"), [(c.code, c.zh, c.group) for c in code_list(name).values()]),
        )
    ]
    intro = Text("各列的取值。统筹区可以增补，同一代码以本地行为准。")
    return Page("codes", "数据标准", "代码表", (intro, *blocks))


def behaviours_page(library: Library) -> Page:
    """Return the page of the violations, with their ground and the rules that look for them."""
    found = standard.behaviours().values()
    rows = [
        (
            f"{one.zh}（`{one.code}`）",
            "、".join(link(ref, f"laws/{ref.split('-')[0]}#{ref}") for ref in one.basis),
            "、".join(one.groups),
            "、".join(
                library.short_rule(code) for code, rule in library.rules.items() if rule.behaviour == one.code
            ),
        )
        for one in found
    ]
    table = grid(("行为", "依据", "三假三乱", "规则"), rows, [one.code for one in found])
    return Page("behaviours", "行为", "违法违规行为", (table,))
