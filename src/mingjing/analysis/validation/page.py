"""docs/validation.md: what the models find on synthetic cities, in Chinese, every figure from the JSON beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mingjing.analysis.validation.world import HARD, NORMAL

_HEAD = """# 大数据模型的检验

本页由 `mingjing validate` 生成，不手工修改；同名的 `.json` 是机器可读的全部数字。

```
{command}
```

{on}，{machine}；全程 {seconds} 秒（已建好的城市、数据湖和筛查结果会沿用）。每座合成城市 {people:,} 人、12 个月，每次住院各有不同的检验和治疗；种子 {seeds}。本次的城市：{kinds}（“隐蔽手法”每个种子另建一座；“少一个月”是把第一座截短一个月重新筛查；“另建的城市”人数减半、18 个月，只检验需要一年以上数据或其他模型都不看的手法，结果并入同一行）。机构的手法由专门开设的机构承担，其业务的全部、一半（隐蔽手法：五分之一）是植入的，其余是诚实的业务。

**合成数据上的结果是上限。** 手法由不看特征的人书写，但现实中的违规比它们多样，诚实的医疗也比合成城市复杂；这里的查全、查准不能当作实际辖区的命中率。得分未经核查结果校准，只是核查的理由，不是证据。

怎样读：

- **查准 @K**：得分最高的 K 个对象中植入的占比，K 为植入数；**查全**：植入的对象中得分进入前 5%（至少 K 个）的占比；**成线索**：植入的对象中得分达到 0.50 的占比。同分时诚实的排在前面。
- 属于其他手法的对象既不算对也不算错，从排序中去掉；模型卡注明只是经手（traces）的也一样。一个对象在几个期间都被评价的，取得分最高的一次。
- **隐蔽**：同样的手法少做一些、分散一些。
- **相似情形**：合成城市中故意安排的诚实而相像的人和机构，以及透析、化疗、康复、精神科长期住院、新生儿、分娩、慢特病续方的全部对象（两种城市合计）。**进入前 1%**：得分大于 0、并且不与 1% 以外的对象同分的才算。**整组进入**：该组的中位对象进入前 1%，或者进入的个数多到不能用偶然解释（二项分布，1% 水平）；个别对象进入不是整组进入。
- **校准**：得分 0.1 以上各档，得分与植入占比之差的平均；“用其他种子校准”是把其余种子的真值当作核查结果、按线上同一方法校准后，在本种子上的差。
- **截短一个月**：两次筛查前 K 个对象的交并比。**置换**：打乱同组机构标签后达到 0.50 的对象数。
- **对照**：模型卡写明的单列指标；AUC 之差的 95% 区间由 1000 次重抽得到。模型把植入的全部排在最前（AUC 为 1），而与对照的差在偶然之内的，不可区分，不算未达到。
- **规模**：诚实机构（其中没有发生任何植入）的得分与结算笔数的等级相关 ρ；“同规模内 AUC”按结算笔数分五档，各档内植入高于诚实的机会的平均。
- **特征的作用**：去掉一个特征后，查准 @K 少多少、植入对象的平均得分低多少；两者都不变的列为“在这些手法上没有用处”。

要求：一般手法查全 ≥ 90%，隐蔽手法 ≥ 60%，查准 @K ≥ 80%（植入不足 5 个的不判，写“样本太少”）；没有一类相似情形整组进入前 1%；前 K 个中相似情形 ≤ 2%，且没有一个相似情形达到 0.50；用其他种子校准后的差 ≤ 0.10（植入太少、无法校准的不判）；置换达到 0.50 的不超过 0.5%（不足 200 个对象时允许 1 个）；|ρ| ≤ 0.2（每座城市诚实机构不足 20 家的不判）。
"""
_DEMANDS = {
    "recall": "查全",
    "recall_hard": "隐蔽查全",
    "group": "相似组进前 1%",
    "precision": "查准",
    "alike": "相似情形",
    "reliability": "校准",
    "baseline": "胜过对照",
    "null_run": "置换",
    "size": "规模",
}
_ISSUE = ("recall", "recall_hard", "group", "reliability")
"""What was asked of every model from the beginning; the other demands are the catalogue's."""


def render(result: Mapping[str, Any]) -> str:
    """Return the page."""
    made = result["made"]
    parts = [
        _HEAD.format(
            **{**made, "seeds": "、".join(map(str, made["seeds"])), "kinds": "、".join(made["kinds"])}
        )
    ]
    parts.append(f"## 首要的要求\n\n{_first(result['models'])}")
    parts.append(f"## 总览\n\n{_overview(result['models'])}")
    parts += [_model(model) for model in result["models"]]
    if result["provider"]:
        parts.append(str(result["provider"]["section"]).strip())
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _first(models: Sequence[Mapping[str, Any]]) -> str:
    """One row per unit: the demands that every model must meet, yes or no."""
    head = ("模型", "对象", "查全", "隐蔽查全", "没有相似组进前 1%", "校准差 ≤ 0.10", "两次结果相同")
    rows = [
        (
            f"{model['code']} {model['title']}",
            unit["zh"],
            *(_yes(unit, name) for name in _ISSUE),
            {True: "是", False: "**否**", None: "未检验"}[model["identical"]],
        )
        for model in models
        for unit in model["units"]
    ]
    note = (
        "DuckDB 与 Spark 两种引擎的特征相同，由 `tests/engines` 逐个模型检验，不在本页重做；"
        "缺少所需列时写明、数据太少时不评价，由各模型的案例（`cases.yaml`）检验。"
    )
    return f"{table(head, rows)}\n\n{note}"


def _yes(unit: Mapping[str, Any], name: str) -> str:
    met, counted = unit["passes"].get(name), unit[HARD] if name == "recall_hard" else unit[NORMAL]
    if met is None:
        return _untold(name, counted)
    figure = {
        "recall": f"（{percent(counted['recall_top'])}）",
        "recall_hard": f"（{percent(counted['recall_top'])}）",
        "group": ""
        if met
        else f"（{'、'.join(row['group'] for row in unit['alike']['groups'] if row['whole'])}）",
        "reliability": f"（{number((unit['reliability']['fitted_gap'] or {}).get('mean'))}）",
    }[name]
    return f"{'是' if met else '**否**'}{figure}"


def _untold(name: str, counted: Mapping[str, Any]) -> str:
    """Why nothing is said."""
    if not counted["judged"]:
        return "未评价"
    if name == "group":
        return "无相似情形"
    if not counted["planted"]:
        return "没有植入"
    return "样本太少" if name.startswith("recall") else "无法校准"


def _overview(models: Sequence[Mapping[str, Any]]) -> str:
    head = ("模型", "对象", "评价数", "植入", "查准 @K", "查全", "成线索", "隐蔽查全", "未达到的要求")
    rows = [
        (
            f"{model['code']} {model['title']}",
            unit["zh"],
            f"{unit[NORMAL]['judged']:,}",
            unit[NORMAL]["planted"],
            percent(unit[NORMAL]["precision_at_k"]),
            percent(unit[NORMAL]["recall_top"]),
            percent(unit[NORMAL]["recall_finding"]),
            percent(unit[HARD]["recall_top"]),
            _missed(unit),
        )
        for model in models
        for unit in model["units"]
    ]
    return table(head, rows)


def _missed(unit: Mapping[str, Any]) -> str:
    failed = [_DEMANDS[name] for name, met in unit["passes"].items() if met is False]
    if failed or unit[NORMAL]["planted"]:
        return "、".join(failed) or "无"
    return "没有植入" if unit[NORMAL]["judged"] else "未评价"


def _model(model: Mapping[str, Any]) -> str:
    parts = [f"## {model['code']} {model['title']}（第 {model['version']} 版）"]
    parts += [_unit(unit) for unit in model["units"]]
    return "\n\n".join(parts)


def _unit(unit: Mapping[str, Any]) -> str:
    parts = [f"### {unit['zh']}", _facts(unit)]
    rows = [
        (kind, row["scheme"], row["note"], row["planted"], row["top"], row["finding"], row["score"])
        for name, kind in ((NORMAL, "一般"), (HARD, "隐蔽"))
        for row in unit[name]["schemes"]
    ]
    if rows:
        parts.append(table(("城市", "手法", "情形", "植入", "进入前 5%", "达到 0.50", "得分中位数"), rows))
    groups = [
        (
            row["group"],
            row["judged"],
            row["very_top"],
            "**是**" if row["whole"] else "否",
            row["finding"],
            row["score"],
        )
        for row in unit["alike"]["groups"]
    ]
    if groups:
        parts.append(table(("相似情形", "评价数", "进入前 1%", "整组进入", "达到 0.50", "最高得分"), groups))
    bands = [
        (f"{row['from']:.2f}–{row['to']:.2f}", row["units"], row["said"], row["true"])
        for row in unit["reliability"]["raw"]
    ]
    if bands and unit[NORMAL]["planted"]:
        parts.append(table(("得分", "对象", "平均得分", "植入占比"), bands))
    if unit["ablation"]:
        parts.append(_features(unit["ablation"]))
    if unit["tried"] and any(met is False for met in unit["passes"].values()):
        parts.append(f"未达到要求之处试过什么：{unit['tried']}")
    return "\n\n".join(parts)


def _features(rows: Sequence[Mapping[str, Any]]) -> str:
    head = ("特征", "去掉后查准 @K 少", "去掉后植入对象得分低")
    told = [(row["zh"], percent(row["precision_lost"]), number(row["score_lost"])) for row in rows]
    idle = [row["zh"] for row in rows if not row["earns"]]
    note = f"\n\n在这些手法上没有用处的特征：{'、'.join(idle)}。" if idle else ""
    return table(head, told) + note


def _facts(unit: Mapping[str, Any]) -> str:
    usual, gap = unit[NORMAL], unit["reliability"]
    facts = [
        f"评价 {usual['judged']:,} 个，植入 {usual['planted']} 个；达到 0.50 的 {usual['findings']} 个，其中不在植入上的 {usual['findings_elsewhere']} 个。"
    ]
    if unit["unformed"]:
        facts.append(
            f"另有 {unit['unformed']} 起植入没有成为评价对象（未达到评价条件、没有同组，或者没有形成群体），不在植入数内。"
        )
    if usual["planted"]:
        low, high = unit["recall_interval"]
        worst, best = usual["recall_range"]
        facts.append(
            f"查全的 95% 区间 {percent(low)}–{percent(high)}；各种子之间 {percent(worst)}–{percent(best)}。"
        )
        fitted = gap["fitted_gap"]
        told = number(fitted["mean"]) if fitted else "对象或植入太少，无法校准"
        facts.append(f"校准：原得分的平均差 {number(gap['raw_gap']['mean'])}；用其他种子校准后 {told}。")
    facts += [*_steadiness(unit["stability"]), *_compared(unit)]
    if unit["alike"]["in_top_k"]:
        facts.append(f"前 K 个中相似情形占 {percent(unit['alike']['in_top_k'])}。")
    return "\n".join(f"- {fact}" for fact in facts)


def _steadiness(stability: Mapping[str, Any]) -> list[str]:
    facts = []
    if stability["month_shift"] is not None:
        facts.append(f"截短一个月：前 K 个的交并比 {number(stability['month_shift'])}。")
    if stability["stab"] is not None:
        facts.append(
            f"重抽：植入而成线索的 {stability['stab_units']} 个，稳定度中位数 {number(stability['stab'])}。"
        )
    return facts


def _compared(unit: Mapping[str, Any]) -> list[str]:
    """What is said beside the baseline, beside size, and beside chance."""
    facts = []
    if unit["baseline"]:
        one = unit["baseline"]
        same = "；模型把植入的全部排在最前，与对照不可区分" if one["same"] else ""
        facts.append(
            f"AUC {number(one['auc'])}，对照 {number(one['baseline'])}，差的 95% 区间 {number(one['low'])} 至 {number(one['high'])}{same}。"
        )
    if unit["size"]:
        rho, within = unit["size"]["rho"], unit["size"]["auc_within"]
        told = "每座城市诚实机构不足 20 家，不判" if rho is None else f"得分与结算笔数的 ρ {number(rho)}"
        facts.append(f"规模：{told}" + ("。" if within is None else f"；同规模内 AUC {number(within)}。"))
    if unit["null_run"]:
        null = unit["null_run"]
        facts.append(
            f"置换：{null['judged']} 个中 {null['finding']} 个达到 0.50、{null['severe']} 个达到 0.80，界限放宽至 {null['wider']:g} 倍。"
        )
    return facts


def percent(value: float | None) -> str:
    """A share as people read it; nothing where there is none."""
    return "" if value is None else f"{100 * value:.0f}%"


def number(value: float | None) -> str:
    """A number with as many places as mean something."""
    return "无" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |" for line in lines)
