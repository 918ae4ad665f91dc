"""Why a unit stands out, in the form that page, Excel and dossier share: evidence.why and one sentence."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mingjing.analysis.detectors.kit.card import COLUMN, Feature, Unit
from mingjing.analysis.detectors.kit.detector import Row

TOP = 5
YES = "是"
LEVELS = {1: "同市", 2: "同省", 3: "全部交付地区", 4: "不分等级", 5: "不分类别"}
Peer = Mapping[str, Mapping[str, Any]]


def reasons(unit: Unit, row: Row, peer: Peer) -> list[dict[str, Any]]:
    """The features that weigh most in a unit's score, the heaviest first; `peer` is its comparison by feature.

    What a family adds to the score stands with its heaviest feature only: two views of one fact count once.
    """
    told = [_reason(unit, one, row, peer.get(one.name, {})) for one in leading(unit, row)[:TOP]]
    families: set[str] = set()
    for one in told:
        if one["family"] in families:
            one["contribution"] = None
        families.add(one["family"])
    return told


def leading(unit: Unit, row: Row) -> list[Feature]:
    """Return the features above zero, by the contribution of their family (by their own tail in a rarity) and their own weight."""
    weight = {f.name: f.w * (row.get(f"e_{f.name}") or 0) for f in unit.features}
    order = {f.name: number for number, f in enumerate(unit.features)}
    by_family = unit.method != "rarity"

    def rank(feature: Feature) -> tuple[float, float, int]:
        family = row.get(f"c_{feature.family}") or 0 if by_family else 0
        return (-family, -weight[feature.name], order[feature.name])

    return sorted((f for f in unit.features if weight[f.name] > 0), key=rank)


def _reason(unit: Unit, feature: Feature, row: Row, peer: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "feature": feature.name,
        "zh": feature.zh,
        "family": feature.family,
        "value": _number(row.get(f"x_{feature.name}")),
        "shown": shown(feature, row.get(f"x_{feature.name}")),
        "contribution": _number(row.get(f"c_{feature.family}"), 4),
        "w": feature.w,
    }
    if feature.say:
        said["said"] = _said(feature.say, row)
    if feature.a is not None:
        said["cut"] = [-feature.a, -(feature.b or 0)] if feature.tail == "low" else [feature.a, feature.b]
    if peer:
        said |= {
            "median": _number(peer["median"]),
            "q1": _number(peer["q1"]),
            "q3": _number(peer["q3"]),
            "p90": _number(peer["p90"]),
            "p90_shown": shown(feature, peer["p90"]),
            "median_shown": shown(feature, peer["median"]),
            "peers": peer["peers"],
            "level": peer["level"],
            "level_zh": LEVELS.get(peer["level"], "") if unit.peers == ("institution",) else "",
            "z": _number(peer["z"], 2),
        }
        if peer.get("month"):
            said["month"] = peer["month"]
    return said


def _said(form: str, row: Row) -> str:
    """The form with the row's columns in its braces; numbers without idle digits."""

    def value(found: re.Match[str]) -> str:
        told = row.get(found.group(1))
        if told is None:
            return "—"
        return f"{told:,.1f}".removesuffix(".0") if isinstance(told, int | float | Decimal) else str(told)

    return COLUMN.sub(value, form)


def sentence(unit: Unit, row: Row, why: Sequence[Mapping[str, Any]], checks: int | None) -> str:
    """〔对象〕在〔期间〕〔特征〕为〔值〕，同组〔n〕家中位数〔m〕，…，建议核查〔k〕次就诊。"""
    period = period_said(row.get("period"))
    subject = _said(unit.subject, row)
    head = f"{subject}在 {period}，" if period else subject
    parts = []
    for reason in why[:3]:
        text = reason.get("said") or fact(reason)
        if "median_shown" in reason:
            text += f"，同组 {reason['peers']} {_measure(unit)}中位数 {reason['median_shown']}"
        parts.append(text)
    return f"{head}{'；'.join(parts)}（综合得分 {row['score']:.2f}）{_advice(unit, checks)}。"


def period_said(period: object) -> str:
    """A period as people say it, also inside a sentence: a quarter, a month or from one to another; a date stays one."""
    quarters = re.sub(
        r"(\d{4})Q([1-4])", r"\1 年第 \2 季度", re.sub(r"^(\d{4})$", r"\1 年", str(period or ""))
    )
    months = re.sub(r"(?<![\d-])(\d{4})-0?(\d{1,2})(?![\d-])", r"\1 年 \2 月", quarters)
    return re.sub(r"(?<=[月度]) (?=[至起])", "", months).replace("月至2", "月至 2")


def nearness(level: int | None) -> str:
    """Name a level of a model's own peers: the first are the most alike, each further one asks for less."""
    return "最相近的同类" if level in (None, 1) else f"放宽 {int(level or 1) - 1} 级的同类"


def fact(reason: Mapping[str, Any]) -> str:
    """Return the feature with its value; of something that is or is not, its name says it all."""
    name = str(reason["zh"]).removesuffix("为")
    return name if reason["shown"] == YES else f"{name}为 {reason['shown']}"


def _advice(unit: Unit, checks: int | None) -> str:
    if not checks:
        return "，建议核查该次就诊" if unit.branch == "v" else ""
    return f"，建议{'抽查' if unit.sample else '核查'} {checks} 次就诊"


def whole(unit: Unit, crowd: Mapping[str, Any] | None) -> str:
    """What is said where so many of a group stand out that it was compared with a wider one."""
    if not crowd:
        return ""
    measure = _measure(unit)
    return (
        f"同组 {crowd['members']} {measure}中有 {crowd['flagged']} {measure}达到界限，已改与更大范围比较，"
        "建议对该组整体核查。"
    )


def _measure(unit: Unit) -> str:
    return {"i": "家", "p": "人", "s": "人", "g": "个", "v": "次"}[unit.branch]


def excess(unit: Unit, row: Row, peer: Peer) -> float | None:
    """Yuan above the peers' upper quartile: the largest of the money features named, never added up."""
    found = []
    for feature in unit.features:
        compared = peer.get(feature.name)
        if feature.name in unit.excess and compared and feature.n:
            exposure = float(row.get(feature.n) or 0)
            found.append(max(0.0, float(row[f"x_{feature.name}"]) - float(compared["q3"])) * exposure)
    return round(max(found), 2) if found and max(found) > 0 else None


def shown(feature: Feature, value: Any) -> str:
    """A value of a feature as a person reads it."""
    return shown_as(feature.show, value)


def shown_as(show: str, value: Any) -> str:
    """A value as a person reads it, `show` as in cards."""
    if value is None:
        return "—"
    number = float(value)
    if show == "share":
        return f"{number:.1%}"
    if show == "money":
        return f"{number:,.2f} 元"
    if show == "log":
        return f"{math.exp(number):,.2f} 倍"
    if show == "flag":
        return YES if number > 0 else "否"
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{text} {show}" if show else text


def as_json(value: Any) -> str:
    """JSON with the letters as they are."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _number(value: Any, digits: int = 6) -> float | None:
    return None if value is None else round(float(value), digits)
