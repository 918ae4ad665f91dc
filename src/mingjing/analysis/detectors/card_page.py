"""The manual's page of a model: its card as people read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from mingjing.analysis.detectors.kit.card import Card, Feature, Unit
from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.marts.catalog import marts
from mingjing.analysis.rules.manual.page import Block, Page, Text, bullets, grid, link, section
from mingjing.analysis.standard import schema as standard

STATUS = {"draft": "草稿", "shadow": "试运行", "active": "在用", "retired": "停用"}
BRANCH = {"v": "就诊", "p": "人员", "i": "机构", "s": "医师", "g": "团伙"}
AMOUNT = {
    "none": "不计金额",
    "stay": "该次住院的全部明细",
    "days": "所列日期的明细",
    "share": "所列明细的所列部分",
    "all": "所列明细",
    "estimate": "估算，不计入合计",
}
_KIND = {
    "value": "按数值",
    "plain": "与同组比较",
    "share": "收缩后与同组比较",
    "mean": "收缩后与同组比较",
    "oe": "实际与期望之比，收缩后与同组比较",
}
_TAIL = {"high": "偏高", "low": "偏低", "both": "偏高或偏低"}
_CAUTION = "得分是核查的理由，不是违规的证明。界限和权重凡未注明已公布的，都是本系统的缺省值，不是官方数值。"


def pages() -> Iterator[Page]:
    """Yield the page of every model."""
    for model in models().values():
        yield _page(model)


def _page(model: Model) -> Page:
    card, texts = model.card, model.card.texts
    blocks: list[Block] = [
        Text(texts["question"]),
        Text(
            f"状态：{STATUS[card.status]}；版本 {card.version}（{texts['date']}）；得分状态：未校准。{_CAUTION}"
        ),
        *section("用途", bullets([f"使用者：{texts['users']}", f"不得用于：{texts['not_for']}"])),
        *section("评价对象", Text(texts["population"]), _units(card)),
    ]
    for unit in card.units:
        blocks += section(f"特征：{unit.zh}", grid(_HEAD, [_feature(feature) for feature in unit.features]))
    blocks += [
        *section("读取的中间表", bullets(_marts(model))),
        *section("缺了就不评价的字段", bullets(f"{_need(name)}：{why}" for name, why in card.needs.items())),
        *section(
            "诚实的相似情形",
            grid(
                ("情形", "判别", "处理"),
                [(str(r["flag"]), str(r["test"]), str(r["effect"])) for r in texts["look_alikes"]],
            ),
        ),
        *section("核查方法", Text(texts["verify"])),
        *section("可能的申辩", Text(texts["defence"])),
        *section("已知不足", Text(str(texts.get("gaps") or ""))),
        *section("检验", bullets(_validation(texts))),
        *section("案例", grid(("种类", "案例"), [(_CASES[case.kind], case.name) for case in model.cases])),
        *section("版本", bullets(_change(change) for change in texts.get("changes") or ())),
    ]
    return Page(f"models/{card.code}", "模型", f"{card.code} {card.title}", tuple(blocks))


_HEAD = ("特征", "怎样计算", "族", "权重", "从 → 到", "方向", "口径", "来源")
_CASES = {"hit": "应检出", "near_miss": "差一点", "look_alike": "相似而诚实", "other": "其他"}


def _units(card: Card) -> Block:
    head = ("对象", "种类", "入选条件", "同组", "金额", "疑点的行为")
    return grid(head, [_unit(unit) for unit in card.units])


def _unit(unit: Unit) -> tuple[str, ...]:
    peers = "同类机构" if unit.peers == ("institution",) else "、".join(f"`{name}`" for name in unit.peers)
    behaviours = list(dict.fromkeys([*unit.behaviour_by, unit.behaviour]))
    return (
        unit.zh,
        BRANCH[unit.branch],
        f"`{unit.gate}`" if unit.gate else "",
        peers,
        AMOUNT[unit.amount],
        "、".join(standard.behaviours()[name].zh for name in behaviours),
    )


def _feature(feature: Feature) -> tuple[str, ...]:
    cut = f"{feature.a:g} → {feature.b:g}" if feature.a is not None and feature.b is not None else "0 → 1"
    return (
        feature.zh,
        feature.formula,
        feature.family,
        f"{feature.w:.2f}",
        f"z {cut}" if feature.of_peers else cut,
        _TAIL[feature.tail],
        _KIND[feature.kind],
        "已公布" if feature.source == "pub" else "缺省",
    )


def _marts(model: Model) -> list[str]:
    known = marts()
    read = sorted(model.steps.outside(model.wanted()) & known.keys())
    return [link(f"{name} {known[name].title}", f"marts/{name}") for name in read]


def _need(name: str) -> str:
    table, _, column = name.partition(".")
    found = standard.tables().get(table)
    if found is None or column not in found.columns:
        return f"`{name}`"
    return f"{link(f'{table} {found.zh}', f'tables/{table}')} 的 `{column}`（{found.columns[column].zh}）"


def _validation(texts: Mapping[str, Any]) -> list[str]:
    found = [f"对照的单列指标：{texts['baseline']}"] if texts.get("baseline") else []
    return [*found, *(f"{key}：{value}" for key, value in (texts.get("validation") or {}).items())]


def _change(change: Mapping[str, Any]) -> str:
    return f"第 {change['version']} 版（{change['date']}）：{change['what']}，{change['why']}"
