"""The reference page of the data standard, written from the standard itself.

`python -m mingjing.analysis.standard.reference docs/reference/standard.md` rewrites the page.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from mingjing.analysis.standard.codelist import code_list, code_lists
from mingjing.analysis.standard.schema import (
    Column,
    OutputColumn,
    Table,
    behaviours,
    output_columns,
    output_tables,
    tables,
)

_TYPE_NAMES = {
    "text": "文本",
    "money": "金额 N16,2（元）",
    "quantity": "数量 N16,4",
    "price": "单价 N16,6（元）",
    "date": "日期",
    "time": "日期时间",
    "integer": "整数",
    "decimal": "小数",
}

_COMMAND = "python -m mingjing.analysis.standard.reference docs/reference/standard.md"

_INTRODUCTION = f"""\
# 数据标准

本页由 `{_COMMAND}`
从标准定义自动生成，请勿手工修改。

一次交付是一个文件夹，一张表是其中的一个文件（`<表名>.csv`、`.csv.gz`、`.xlsx`、`.parquet`）
或一个 Parquet 文件夹。只装载交付中有的表；规则所需的表或列缺失时，该规则报告“未评估”并写明缺什么。
标“必填”的列为空时整行拒收并说明原因，其余列可以为空，也可以没有。
日期写作 `2024-05-01`，日期时间写作 `2024-05-01 08:30:00`。
退费是数量和金额为负数的行，单价仍为正数，`init_feedetl_sn` 指向被退的明细。

代码表可以按统筹区增补：在一个文件夹里放同名 CSV（列 `code`、`name_zh`，需要时加 `group`、`admdvs`），
同一代码以本地行为准；`admdvs` 为空的行在各地都有效，写医保区划时只在该区划内有效。
"""


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _link(codes: str | None) -> str:
    return f"[{codes}](#{codes})" if codes else ""


def _column(column: Column, table: Table) -> list[str]:
    source = "" if column.source == table.source else f"（{column.source}）"
    return [
        f"`{column.name}`",
        column.zh + source,
        column.en,
        _TYPE_NAMES[column.type],
        "必填" if column.required else "",
        _link(column.codes),
        f"`{table.parents[column.name]}`" if column.name in table.parents else "",
    ]


def _table(table: Table) -> str:
    facts = [f"主键 {'、'.join(f'`{name}`' for name in table.key)}", f"来源：{table.source}"]
    if table.event:
        facts.insert(1, f"按 `{table.event}` 的月份分区")
    if table.yuan:
        facts.insert(1, f"按 `{table.yuan}` 核对金额")
    head = ["列", "含义", "English", "类型", "必填", "代码表", "关联"]
    rows = [_column(column, table) for column in table.columns.values()]
    return f"### {table.name} {table.zh}\n\n{'；'.join(facts)}。\n\n{_rows(head, rows)}\n"


def _output(name: str, columns: Iterable[OutputColumn]) -> str:
    rows = [[f"`{column.name}`", column.zh, column.en, column.sql_type] for column in columns]
    return f"### {name}.parquet {output_tables()[name]}\n\n{_rows(['列', '含义', 'English', '类型'], rows)}\n"


def _code_list(name: str) -> str:
    codes = code_list(name).values()
    if any(code.group for code in codes):
        return f"### {name}\n\n{_rows(['代码', '名称', '归类'], [[c.code, c.zh, c.group] for c in codes])}\n"
    return f"### {name}\n\n{_rows(['代码', '名称'], [[c.code, c.zh] for c in codes])}\n"


def _behaviours() -> str:
    rows = [[f"`{b.code}`", b.zh, "、".join(b.basis), "、".join(b.groups)] for b in behaviours().values()]
    return _rows(["代码", "行为", "依据", "三假三乱"], rows) + "\n"


def render() -> str:
    """Return the whole page as Markdown."""
    parts = [_INTRODUCTION, "## 输入表\n"]
    parts += [_table(table) for table in tables().values()]
    parts += ["## 输出表\n", *(_output(name, output_columns(name).values()) for name in output_tables())]
    parts += ["## 违法违规行为\n", _behaviours()]
    parts += ["## 代码表\n", *(_code_list(name) for name in code_lists())]
    return "\n".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
