"""What an officer reads of a model's finding: what is unusual, beside whom, since when, what honest causes there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing.analysis.detectors.kit import explain
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.model import Model, models

BRANCHES = {"v": "就诊", "p": "人员", "i": "机构", "s": "医师", "g": "团伙"}
FLAGS = {
    "birth": "分娩", "newborn": "新生儿", "day": "日间或单病种", "dialysis": "透析", "epidemic": "流行病暴发", "long": "长期住院照护",
    "monopoly": "独家机构", "new": "新设机构", "referral": "转诊中心", "rehab": "康复、理疗", "trauma": "同一事故", "tumour": "肿瘤放化疗",
    "upload": "批量上传", "year": "年度新增", "collective": "集体居住", "household": "同一家庭", "crowd": "集中体检、接种",
}  # fmt: skip

# Columns of the evidence that say from when to when, the first that it has; the first pair even where there is a period.
_DATES = (("first_on", "last_on"), ("adm_date", "dscg_date"), ("from_time", "to_time"), ("day", "day"))


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of a model in words. `why` as in its evidence; `causes` are (cause, how it is told, what is said of it)."""

    code: str
    title: str
    version: str
    calibration: str
    branch: str
    score: float
    period: str
    since: str
    why: list[Mapping[str, Any]]
    unusual: list[str]
    peers: list[str]
    causes: list[tuple[str, str, str]]
    unseen: str
    absent: list[str]
    verify: str
    defence: str
    coverage: float | None
    stab: float | None
    null_fdr: float | None

    @property
    def reliability(self) -> str:
        """How sure the score is, in one line."""
        parts = [f"综合得分 {self.score:.2f}（{self.calibration}）"]
        if self.coverage is not None:
            parts.append(f"覆盖度 {self.coverage:.0%}")
        if self.stab is not None:
            parts.append(f"重抽样稳定性 {self.stab:.0%}")
        if self.null_fdr is not None:
            parts.append(f"置换检验下预计误报占比 {self.null_fdr:.1%}")
        return "，".join(parts)


def model_of(code: str) -> Model | None:
    """Return the model of a code, None for a rule's or one that is gone."""
    return models().get(code)


def tell(
    code: str, version: str, score: float | None, evidence: Mapping[str, Any], since: str = ""
) -> Told | None:
    """Put a finding into words; None when it is not one of a model that is known. `since` says from when on, where that is known better than from the evidence."""
    model, why = model_of(code), list(evidence.get("why") or ())
    if model is None or not why:
        return None
    branch = next(iter(evidence.get("branch") or ("",)))
    texts, period = model.card.texts, str(evidence.get("period") or "")
    return Told(
        code=code,
        title=model.card.title,
        version=str(version),
        calibration=str(evidence.get("calibration") or "未校准"),
        branch=BRANCHES.get(branch, ""),
        score=float(score or 0),
        period=period,
        since=explain.period_said(since or _since(evidence, period)),
        why=why,
        unusual=[_unusual(one) for one in why],
        peers=_peers(why),
        causes=_causes(texts["look_alikes"], evidence.get("flags") or ()),
        unseen=str(texts.get("gaps") or ""),
        absent=list((evidence.get("absent_features") or {}).keys()),
        verify=texts["verify"],
        defence=texts["defence"],
        coverage=evidence.get("coverage"),
        stab=evidence.get("stab"),
        null_fdr=evidence.get("null_fdr"),
    )


def _unusual(one: Mapping[str, Any]) -> str:
    said = f"{one['zh']}：{one['said']}" if one.get("said") else explain.fact(one)
    if one.get("median_shown"):
        said += f"，同组 {one['peers']} 个中位数 {one['median_shown']}"
        said += f"、九成位 {one['p90_shown']}" if one.get("p90_shown") else ""
    elif one.get("cut"):
        low, high = one["cut"]
        said += f"（{low:g} 起计分，{high:g} 计满）"
    return f"{said}；占得分 {one['contribution']:.0%}" if one.get("contribution") is not None else said


def _peers(why: Sequence[Mapping[str, Any]]) -> list[str]:
    """With whom each compared reason is compared: level and number, once each."""
    said = []
    for one in why:
        if one.get("peers"):
            place = one.get("level_zh") or explain.nearness(one.get("level"))
            said.append(f"{one['zh']}：{place} {one['peers']} 个")
    said += [f"{one['zh']}：比较的对象见上一栏" for one in why if one.get("said") and not one.get("peers")]
    return said or ["本疑点的各项按自身事实计分，不与同组比较"]


def _since(evidence: Mapping[str, Any], period: str) -> str:
    own = evidence.get("own") or {}
    for first, last in _DATES:
        if own.get(first) and (first == "first_on" or not period):
            return _from_to(str(own[first]), str(own.get(last) or own[first]))
    return period or "见相关就诊、明细的日期"


def _from_to(first: str, last: str) -> str:
    """Say from when to when: a moment without its seconds, the date once where it is the same."""
    first, last = (one[:16] if ":" in one else one for one in (first, last))
    if first == last:
        return first
    return f"{first} 至 {last.removeprefix(first[:11]) if ':' in first else last}"


def _causes(look_alikes: Sequence[Mapping[str, Any]], flags: Sequence[str]) -> list[tuple[str, str, str]]:
    """The card's honest look-alikes: those the unit carries a mark of, and those that the test did not meet."""
    found = [FLAGS.get(flag, flag) for flag in flags]
    rows = []
    for one in look_alikes:
        name = str(one["flag"])
        here = any(flag in name or name in flag for flag in found)
        rows.append((name, str(one["test"]), _considered(str(one["effect"]), here)))
    known = {name for name, _, _ in rows}
    rest = [flag for flag in found if not any(flag in name or name in flag for name in known)]
    return [*rows, *((flag, "数据中的标记", "有此标记，请现场核实是否足以解释") for flag in rest)]


# Effects by which a model leaves the honest cause to those who look.
_OPEN = ("注明", "在线索上注明", "作为可能的")
_LEAVES = ("不评价", "不检出", "不列", "剔除", "去除", "排除", "不作为")


def _considered(effect: str, here: bool) -> str:
    """Why an honest cause does not explain the finding: it was allowed for, or would have kept the unit out."""
    if here:
        return f"有此标记，已按“{effect}”处理，仍达到得分"
    if effect.startswith(_LEAVES):
        return f"数据中没有这一情形：有的话按“{effect}”处理，不会成为疑点"
    if effect.startswith("只与"):
        return f"{effect}，仍偏离同类"
    if effect.startswith(_OPEN):
        return "数据不能排除这一情形，请现场核实"
    return f"计算时已按“{effect}”处理，仍达到得分"


def features(unit: Unit, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the features of a scored unit as people read them, the heaviest first; those without a value are left out."""
    found = []
    for one in unit.features:
        value, z = row.get(f"x_{one.name}"), row.get(f"z_{one.name}")
        if value is not None:
            weight = one.w * float(row.get(f"e_{one.name}") or 0)
            found.append(
                (
                    weight,
                    {
                        "name": one.name,
                        "zh": one.zh,
                        "shown": explain.shown(one, value),
                        "z": z,
                        "weight": round(weight, 3),
                    },
                )
            )
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]
