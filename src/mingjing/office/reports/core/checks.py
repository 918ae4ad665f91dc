"""The arithmetic of a report: what must hold, what does not, and what the reader should know."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mingjing.office.reports.core.figures import NOUGHT, WAN, Table
from mingjing.office.reports.core.template import Column, RowSpec

_ROOT = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: an error must be cleared before the report is handed in, a notice explains a figure."""

    error: bool
    row: int
    column: int
    text: str


def check(table: Table) -> list[Finding]:
    """Return what the checks found, errors first; a report without errors adds up in rows and columns."""
    found = [*_rows(table), *_totals(table), *_limits(table), *_lost(table), *_notices(table)]
    return sorted(found, key=lambda one: (not one.error, one.row, one.column))


def shown(value: Decimal, unit: str) -> str:
    """Return a figure as the report prints it: 万元 with the places it needs, yuan with two or none."""
    scaled = value / 10_000 if unit == WAN else value
    if unit == "元" and scaled != scaled.to_integral_value():
        return f"{scaled:.2f}"
    text = f"{scaled:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text or "0"


def _rows(table: Table) -> Iterator[Finding]:
    """Every row is the sum of those right below it."""
    for row in table.template.rows:
        for column in table.template.columns:
            if not row.children or column.how == "text":
                continue
            whole = sum((table.cell(child, column.number).value for child in row.children), NOUGHT)
            whole += _extra(table, row, column)
            if table.cell(row.number, column.number).value != whole:
                parts = "＋".join(f"第{child}行" for child in row.children)
                yield _error(table, row, column, f"应等于{parts}，为{shown(whole, column.unit)}")


def _extra(table: Table, row: RowSpec, column: Column) -> Decimal:
    """What stands in the total row alone, also through a column that adds others."""
    if row.number != _ROOT:
        return NOUGHT
    numbers = column.others if column.how == "total" else (column.number,)
    return sum((table.extra.get(number, NOUGHT) for number in numbers), NOUGHT)


def _totals(table: Table) -> Iterator[Finding]:
    """Columns that add others do so in every row; distinct counts lie between the largest and the sum."""
    for column in table.template.columns:
        for row in table.template.rows if column.others else ():
            value = table.cell(row.number, column.number).value
            parts = [table.cell(row.number, other).value for other in column.others]
            summed = sum(parts, NOUGHT)
            if column.how == "total" or table.options.get("handled") == "sum":
                if value != summed:
                    names = "＋".join(f"第{other}栏" for other in column.others)
                    yield _error(table, row, column, f"应等于{names}，为{shown(summed, column.unit)}")
            elif not max(parts) <= value <= summed:
                yield _error(table, row, column, f"去重家数应在{max(parts)}与{summed}之间")
            elif value != summed:
                text = f"第{column.number}栏去重后{value}家，各项相加{summed}家：有机构受到多种处理"
                yield Finding(False, row.number, column.number, text)


def _limits(table: Table) -> Iterator[Finding]:
    """A limited column counts only institutions that the other counts too."""
    for limit in table.template.limits:
        column = table.template.columns[limit.column - 1]
        for row in table.template.rows:
            cell, most = (table.cell(row.number, one) for one in (limit.column, limit.limit))
            unknown = sorted(cell.subjects - most.subjects)
            if cell.value > most.value or unknown:
                who = f"（{'、'.join(unknown[:5])}）" if unknown else ""
                said = f"第{limit.limit}栏为{most.value}：{limit.why}{who}"
                yield _error(table, row, column, said)


def _lost(table: Table) -> Iterator[Finding]:
    for measure, cell in sorted(table.lost.items()):
        names = "、".join(sorted(cell.subjects)[:5]) or "未注明机构"
        text = (
            f"{len(cell.subjects)}家机构的所有制、级别或者连锁性质不明，未计入任何一行：{names}（{measure}）"
        )
        yield Finding(True, _ROOT, 0, text)


def _notices(table: Table) -> Iterator[Finding]:
    if table.template.kind == "briefing":
        return
    for number, amount in sorted(table.extra.items()):
        unit = table.template.columns[number - 1].unit
        text = f"总计行含不属于任何机构的{shown(amount, unit)}{unit}，各分行之和比总计少此数"
        yield Finding(False, _ROOT, number, text)


def _error(table: Table, row: RowSpec, column: Column, text: str) -> Finding:
    value = shown(table.cell(row.number, column.number).value, column.unit)
    return Finding(True, row.number, column.number, f"第{row.number}行第{column.number}栏为{value}，{text}")


def remark(table: Table, row: int) -> str:
    """Return what the last column of a row says in words; not what an option put into a column."""
    template = table.template
    beside = {template.told_beside(one.measure, table.options) for one in template.columns}
    some = []
    for one in template.remarks:
        if one.measure in beside or template.moved(one.measure, table.options) != one.measure:
            continue
        cell = table.said.get((row, one.measure))
        if cell and cell.value:
            some.append(one.text.format(shown(cell.value, one.unit)))
    return "；".join(some)


def printed(table: Table, row: int, column: Column) -> str:
    """Return a cell as the report prints it."""
    if column.how == "text":
        return remark(table, row)
    value = shown(table.cell(row, column.number).value, column.unit)
    beside = table.template.told_beside(column.measure, table.options) if column.measure else ""
    if not beside:
        return value
    said = table.said.get((row, beside))
    return f"{value}家（{said.value if said else 0}人）"
