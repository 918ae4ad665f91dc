"""`mingjing evaluate`: findings against the truth of a synthetic city."""

from pathlib import Path
from typing import Any

import click

from mingjing.analysis.screening.evaluate import Comparison, compare
from mingjing.analysis.standard.schema import behaviours
from mingjing.cli.console import emit, json_option


@click.command(name="evaluate")
@click.option(
    "--findings",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="findings.parquet，或筛查结果文件夹。",
)
@click.option(
    "--truth",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="truth.parquet，或模拟城市文件夹。",
)
@json_option
def command(findings: Path, truth: Path, as_json: bool) -> None:
    """把筛查结果与模拟城市的真值表比对：查全、查准、金额、误伤。"""
    result = compare(findings, truth)
    data = {
        "recall_exact": result.recall,
        "certain_on_lookalikes": result.certain_on_lookalikes,
        "schemes": result.schemes,
        "behaviours": result.behaviours,
        "lookalikes": result.lookalikes,
        "missed": result.missed,
        "elsewhere": result.elsewhere,
    }
    emit(data, as_json, _text(result))


def _text(result: Comparison) -> str:
    parts = [_schemes(result), _behaviours(result), _lookalikes(result), _elsewhere(result)]
    recall = "无" if result.recall is None else f"{result.recall:.1%}"
    parts.append(
        f"金额可精确的手法查全率 {recall}；相似的正常情形上的“明确违规”疑点 {result.certain_on_lookalikes} 条。"
    )
    return "\n\n".join(part for part in parts if part)


def _schemes(result: Comparison) -> str:
    rows = [
        (
            row["scheme"],
            _name(row["behaviour"]),
            "是" if row["exact"] else "否",
            row["plants"],
            row["found"],
            row["equal"],
            row["sev_deg"] or "",
        )
        for row in result.schemes
    ]
    return _table("植入的手法", ("手法", "行为", "精确", "植入", "查到", "金额相符", "最重程度"), rows)


def _behaviours(result: Comparison) -> str:
    keys = ("findings", "on_plants", "on_other_plants", "on_lookalikes", "elsewhere", "certain_elsewhere")
    rows = [
        (_name(row["behaviour"]), *(row[key] for key in keys), f"{row['precision']:.1%}")
        for row in result.behaviours
    ]
    heads = ("行为", "疑点", "在植入上", "在其他植入上", "在相似情形上", "其他", "其中明确违规", "查准率")
    return _table("疑点落在哪里", heads, rows)


def _lookalikes(result: Comparison) -> str:
    rows = [
        (row["scheme"], row["note"], row["rule_code"], row["sev_deg"], row["checkout_amt"] or "")
        for row in result.lookalikes[:40]
    ]
    return _table("相似的正常情形上的疑点", ("手法", "情形", "规则", "程度", "金额"), rows) if rows else ""


def _elsewhere(result: Comparison) -> str:
    rows = [
        (row["rule_code"], _name(row["behaviour"]), row["sev_deg"], row["findings"])
        for row in result.elsewhere
    ]
    return _table("没有植入之处的疑点", ("规则", "行为", "程度", "疑点"), rows) if rows else ""


def _name(behaviour: str) -> str:
    known = behaviours().get(behaviour)
    return known.zh.split("（")[0] if known else behaviour


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    cells = [heads, *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(heads))]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]
    return "\n".join([f"【{title}】", *lines])


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
