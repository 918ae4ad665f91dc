"""The quality report in a few lines, for the terminal."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.quality.check import SEVERITIES
from mingjing.analysis.quality.page import percent, yuan

_SHOWN = 8
_RULES_SHOWN = 5


def joins_text(joins: Sequence[Join]) -> str:
    """Return how many rows will find their parents, one line for each join."""
    lines = ["关联预检（多少行找得到上级）："]
    rows = [
        (
            f"  {join.table}.{join.column}",
            f"→ {join.parent}",
            f"{join.found:,} / {join.rows:,}",
            percent(join.found / join.rows) if join.rows else "—",
        )
        for join in joins
    ]
    return "\n".join([*lines, *_aligned(rows, right=(2, 3))])


def summary(data: Mapping[str, Any]) -> str:
    """Return the outcome of an ingest as text. `data`: batch, lake, unchanged, quality, report, refused."""
    if data["unchanged"]:
        return f"这批数据已在数据湖中（批次 {data['batch']}），没有任何改动。\n质量报告：{data['report']}"
    report = data["quality"]
    parts = [f"已导入，批次 {data['batch']}，数据湖 {data['lake']}", _balance(report), _verdict(report)]
    parts += [
        text for text in (_findings(report), _hints(report), _cannot_show(report), _left_out(report)) if text
    ]
    parts.append(f"质量报告：{data['report']}")
    if any(table["refused"]["rows"] for table in report["tables"]):
        parts.append(f"拒收的行（附原因）：{data['refused']}")
    return "\n\n".join(parts[:-2]) + "\n\n" + "\n".join(parts[-2:])


def _balance(report: Mapping[str, Any]) -> str:
    head = ("表", "读入", "入库", "拒收", "重复", "缺上级", "读入金额", "入库金额", "拒收金额", "评级")
    rows = [head]
    for table in report["tables"]:
        counts = [
            f"{table[kind]['rows']:,}" for kind in ("read", "accepted", "refused", "duplicate", "orphans")
        ]
        amounts = [yuan(table[kind]["yuan"]) for kind in ("read", "accepted", "refused")]
        rows.append((f"{table['zh']} {table['table']}", *counts, *amounts, table["grade"]))
    return (
        "\n".join(_aligned(rows, right=range(1, 9)))
        + "\n核对：入库 + 拒收 + 重复 = 读入，行数与金额逐表相等。"
    )


def _verdict(report: Mapping[str, Any]) -> str:
    return f"质量评级 {report['grade']}（{report['score']} 分），检查 {report['checks_run']} 项，通过 {report['checks_passed']} 项。"


def _findings(report: Mapping[str, Any]) -> str:
    shown = report["findings"][:_SHOWN]
    lines = [
        f"  [{SEVERITIES[f['severity']]}] {f['title']}：{f['table']}{'.' + f['column'] if f['column'] else ''}"
        f" {f['bad']:,} 行（{percent(f['share'])}）{'，例 ' + f['example'] if f['example'] else ''}"
        for f in shown
    ]
    more = len(report["findings"]) - len(shown)
    return (
        "\n".join(["主要问题：", *lines, *([f"  另有 {more} 项，见质量报告。"] if more else [])])
        if lines
        else ""
    )


def _hints(report: Mapping[str, Any]) -> str:
    return "\n".join(f"注意：{hint}" for table in report["tables"] for hint in table["hints"])


def _cannot_show(report: Mapping[str, Any]) -> str:
    missing = report["cannot_show"]
    lines = []
    if missing["tables"]:
        lines.append(f"  没有交付的表：{'、'.join(entry['table'] for entry in missing['tables'])}")
    if missing["rules"]:
        lines.append(f"  不能评估的规则 {len(missing['rules'])} / {missing['rules_total']} 条，例如：")
        lines += [
            f"    {r['code']} {r['title']}：缺少 {'、'.join(r['missing'])}"
            for r in missing["rules"][:_RULES_SHOWN]
        ]
    return "\n".join(["这批数据不能说明什么：", *lines]) if lines else ""


def _left_out(report: Mapping[str, Any]) -> str:
    lines = [f"没有读取的文件：{'、'.join(report['ignored'])}"] if report["ignored"] else []
    lines += [
        f"没有用到的列（{name}）：{'、'.join(columns)}" for name, columns in report["unused_columns"].items()
    ]
    lines += [f"文件损坏：{s['path']}，{s['damage']}" for s in report["sources"] if s["damage"]]
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _aligned(rows: Sequence[Sequence[str]], right: Iterable[int]) -> list[str]:
    """Return rows as lines with columns of equal width; Chinese characters are two wide."""
    if not rows:
        return []
    to_right = set(right)
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell if place in to_right else cell + " " * (width - _width(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
