"""The card of a model: every parameter, what it is for, what it needs, and what it must not be used for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.standard import schema as standard
from mingjing.kernel.errors import DocumentError, Problem

STATUSES = ("draft", "shadow", "active", "retired")
BRANCHES: Mapping[str, str] = {
    "v": "visit",
    "p": "person",
    "i": "institution",
    "s": "staff",
    "g": "group",
}
KINDS = ("value", "plain", "share", "mean", "oe")
SCALES = ("money", "share", "plain")
TAILS = ("high", "low", "both")
METHODS = ("noisy_or", "rarity")
AMOUNTS = ("none", "stay", "days", "share", "all", "estimate")
MOST_WEIGHT = 0.60

_TEXTS = ("title", "question", "users", "not_for", "population", "defence", "verify")
_REQUIRED = ("code", "name", "version", "status", "date", "behaviour", *_TEXTS, "units", "look_alikes")
_KNOWN = {
    *_REQUIRED,
    "law",
    "needs",
    "gaps",
    "baseline",
    "chart",
    "cost",
    "sources",
    "changes",
    "validation",
    "tried",
}
_UNIT = {
    *("branch", "zh", "from", "key", "period", "gate", "peers", "months", "parts", "features", "behaviour"),
    *("amount", "hits", "classes", "subject", "excess", "needs", "most_severe", "checks"),
    *(
        "behaviour_by",
        "show",
        "widest",
        "planted",
        "apart",
        "traces",
        "baseline",
        "method",
        "lasting",
        "breakdown",
    ),
}
_FEATURE = {
    *(
        "zh",
        "formula",
        "family",
        "w",
        "cut",
        "tail",
        "kind",
        "of",
        "weight",
        "scale",
        "when",
        "source",
        "show",
        "say",
        "sampled",
    ),
}
WHEN = ("year_no", "half_no", "quarter_no", "year", "quarter")
"""Columns of a key that say when a unit was judged, not what it is."""
COLUMN = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Feature:
    """One signal. `kind` value: the column itself, from a to b; the others are compared with peers (z from a to b).

    share and mean are y ÷ n shrunken to the peers' (`weight` is the number that speaks for them, default n), oe is
    y ÷ n with n expected, plain a column as it is. `scale` says how values are spread before they are compared:
    money (and counts), share, plain. `when` names a yes-or-no column: where it is not true the feature does not apply.
    `say` is what the message says instead of name and value, with columns of the step in braces. `sampled`
    shares are told in no less than their own sampling error, for what hardly any peer has at all.
    """

    name: str
    zh: str
    formula: str
    family: str
    w: float
    a: float | None
    b: float | None
    tail: str
    kind: str
    y: str
    n: str
    weight: str
    scale: str
    when: str
    source: str
    show: str
    say: str = ""
    sampled: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the unit's rows that the feature is made of."""
        wanted = (self.y, self.n, self.weight) if self.of_peers and self.kind != "plain" else (self.name,)
        return tuple(dict.fromkeys(c for c in wanted if c))

    @property
    def told(self) -> tuple[str, ...]:
        """The columns of the unit's rows that the message names."""
        return tuple(COLUMN.findall(self.say))

    @property
    def of_peers(self) -> bool:
        """Whether the feature is compared with peers."""
        return self.kind != "value"


@dataclass(frozen=True, slots=True)
class Months:
    """A unit judged month by month: a feature counts as its `least`-th highest month within `window` (a column)."""

    window: str
    least: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored: rows of one step, one per key and period. `peers` is institution, a tuple of columns, or empty.

    `needs` are the columns without which the unit is not evaluated; `hits` the step whose rows price the amount.
    `behaviour_by` gives the behaviour when one of these families is among the top two, else it is `behaviour`.
    `excess` names the features whose money above the peers' upper quartile is told, `checks` the column with the
    number of encounters to check (or a number: as many are to be drawn), `show` columns of the step that the evidence keeps, `widest` the last level of
    peers that still makes sense. `planted` are the synthetic schemes that the unit is meant to find, `traces` those of
    which some act passes through it (finding it is then neither right nor wrong), `apart` further ones, in longer cities
    of their own, `baseline` the one column that it must beat; all for validation. `method` noisy_or weighs the features,
    rarity ranks the units by how far out they lie in all of them (see kit.rarity), with `lasting` in this period and the
    one before. `breakdown` is the step that says whom a flagged unit saw.
    """

    name: str
    branch: str
    zh: str
    step: str
    key: tuple[str, ...]
    period: str
    gate: str
    peers: tuple[str, ...]
    months: Months | None
    parts: str
    features: tuple[Feature, ...]
    behaviour: str
    amount: str
    hits: str
    classes: tuple[str, ...]
    subject: str
    excess: tuple[str, ...]
    needs: tuple[str, ...]
    most_severe: int
    checks: str
    behaviour_by: Mapping[str, tuple[str, ...]]
    show: tuple[str, ...]
    widest: int
    planted: tuple[str, ...]
    baseline: str
    method: str = "noisy_or"
    lasting: bool = False
    breakdown: str = ""
    traces: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def sought(self) -> tuple[str, ...]:
        """The synthetic schemes that the unit is meant to find, whatever the city they are planted in."""
        return (*self.planted, *self.apart)

    @property
    def subject_type(self) -> str:
        """The finding's subject: visit, person, institution, staff or group."""
        return BRANCHES[self.branch]

    @property
    def ends(self) -> tuple[str, ...]:
        """The steps that a run needs for the unit: its own, those of its parts, its amount and its breakdown."""
        return tuple(name for name in (self.step, self.parts, self.hits, self.breakdown) if name)

    @property
    def entity(self) -> tuple[str, ...]:
        """The columns that say what the unit is, whatever the period: its key without what says when."""
        return tuple(name for name in self.key if name not in (*WHEN, self.period))

    @property
    def sample(self) -> int:
        """How many encounters are to be drawn for checking; 0 where a column tells them or there is nothing to draw."""
        return int(self.checks) if self.checks.isdigit() else 0

    @property
    def families(self) -> dict[str, list[Feature]]:
        """The features by family, in the order of the card."""
        found: dict[str, list[Feature]] = {}
        for feature in self.features:
            found.setdefault(feature.family, []).append(feature)
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """One card; `texts` is the whole document, for the manual."""

    code: str
    name: str
    title: str
    version: int
    status: str
    behaviour: str
    law: tuple[str, ...]
    needs: Mapping[str, str]
    units: tuple[Unit, ...]
    texts: Mapping[str, Any]
    path: Path

    def unit(self, name: str) -> Unit:
        """Return the unit of this name."""
        return next(unit for unit in self.units if unit.name == name)


def read(path: Path) -> Card:
    """Read one card. Raises DocumentError that lists every fault."""
    try:
        head = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DocumentError("模型卡不是合法的 YAML", where=str(path), why=str(error)) from error
    if not isinstance(head, dict):
        raise DocumentError("模型卡不是键值形式", where=str(path), do="参照 water_level/card.yaml")
    problems = _problems(head, path)
    if problems:
        raise DocumentError.from_problems(problems)
    units = tuple(_unit(name, raw, head) for name, raw in head["units"].items())
    card = Card(
        code=head["code"],
        name=head["name"],
        title=head["title"],
        version=int(head["version"]),
        status=head["status"],
        behaviour=head["behaviour"],
        law=tuple(head.get("law") or ()),
        needs=dict(head.get("needs") or {}),
        units=units,
        texts=head,
        path=path,
    )
    faults = [problem for unit in units for problem in _unit_problems(unit, str(path))]
    if faults:
        raise DocumentError.from_problems(faults)
    return card


def _unit(name: str, raw: Mapping[str, Any], head: Mapping[str, Any]) -> Unit:
    months, peers = raw.get("months"), raw.get("peers") or ()
    return Unit(
        name=name,
        branch=str(raw["branch"]),
        zh=raw["zh"],
        step=raw.get("from", name),
        key=tuple(raw["key"]),
        period=raw.get("period", ""),
        gate=raw.get("gate", ""),
        peers=(peers,) if isinstance(peers, str) else tuple(peers),
        months=Months(months["window"], int(months["least"])) if months else None,
        parts=raw.get("parts", ""),
        features=tuple(_feature(key, spec) for key, spec in raw["features"].items()),
        behaviour=raw.get("behaviour", head["behaviour"]),
        amount=raw.get("amount", "none"),
        hits=raw.get("hits", ""),
        classes=tuple(raw.get("classes") or ()),
        subject=raw.get("subject", f"该{raw['zh']}"),
        excess=tuple(raw.get("excess") or ()),
        needs=tuple(raw.get("needs") or ()),
        most_severe=int(raw.get("most_severe", 3 if head["behaviour"] == "indicator_anomaly" else 2)),
        checks=str(raw.get("checks", "")),
        behaviour_by={code: tuple(names) for code, names in (raw.get("behaviour_by") or {}).items()},
        show=tuple(raw.get("show") or ()),
        widest=int(raw.get("widest", 9)),
        planted=tuple(raw.get("planted") or ()),
        baseline=raw.get("baseline", ""),
        method=raw.get("method", "noisy_or"),
        lasting=bool(raw.get("lasting", False)),
        breakdown=raw.get("breakdown", ""),
        traces=tuple(raw.get("traces") or ()),
        apart=tuple(raw.get("apart") or ()),
    )


def _feature(name: str, raw: Mapping[str, Any]) -> Feature:
    a, b = raw.get("cut") or (None, None)
    y, n = raw.get("of") or ("", "")
    kind = raw.get("kind", "value")
    return Feature(
        name=name,
        zh=raw["zh"],
        formula=str(raw["formula"]),
        family=raw["family"],
        w=float(raw["w"]),
        a=None if a is None else float(a),
        b=None if b is None else float(b),
        tail=raw.get("tail", "high"),
        kind=kind,
        y=y,
        n=n,
        weight=raw.get("weight", ""),
        scale=raw.get("scale", "share" if kind == "share" else "plain"),
        when=raw.get("when", ""),
        source=str(raw.get("source", "ours")),
        show=raw.get("show", "share" if raw.get("scale", kind) == "share" else ""),
        say=raw.get("say", ""),
        sampled=bool(raw.get("sampled", False)),
    )


def _problems(head: Mapping[str, Any], path: Path) -> list[Problem]:
    where = str(path)
    problems = [Problem(f"模型卡缺少必填项 {key}", where) for key in _REQUIRED if head.get(key) in (None, "")]
    problems += [
        Problem(f"模型卡有不认识的项 {key}", where, do=f"可用：{'、'.join(sorted(_KNOWN))}")
        for key in head
        if key not in _KNOWN
    ]
    if head.get("status") not in STATUSES:
        problems.append(Problem(f"status 的值“{head.get('status')}”不在允许范围", where, do=str(STATUSES)))
    if head.get("name") != path.parent.name:
        problems.append(Problem(f"name 与文件夹名 {path.parent.name} 不一致", where))
    for name, raw in (head.get("units") or {}).items():
        absent = {"branch", "zh", "key", "features"} - set(raw)
        unknown = set(raw) - _UNIT
        problems += [Problem(f"单元 {name} 缺少 {key}", where) for key in sorted(absent)]
        problems += [Problem(f"单元 {name} 有不认识的项 {key}", where) for key in sorted(unknown)]
        for key, spec in (raw.get("features") or {}).items():
            lacking = {"zh", "formula", "family", "w"} - set(spec)
            problems += [Problem(f"特征 {key} 缺少 {one}", where) for one in sorted(lacking)]
            problems += [Problem(f"特征 {key} 有不认识的项 {one}", where) for one in set(spec) - _FEATURE]
    return problems


def _unit_problems(unit: Unit, where: str) -> list[Problem]:
    found = [
        (unit.branch not in BRANCHES, f"单元 {unit.name} 的 branch 要是 {'、'.join(BRANCHES)} 之一"),
        (unit.method not in METHODS, f"单元 {unit.name} 的 method 要是 {'、'.join(METHODS)} 之一"),
        (
            unit.method == "rarity" and not all(f.of_peers for f in unit.features),
            f"单元 {unit.name} 按罕见程度排列，特征都要与同组比较",
        ),
        (unit.amount not in AMOUNTS, f"单元 {unit.name} 的 amount 要是 {'、'.join(AMOUNTS)} 之一"),
        (unit.amount != "none" and not unit.hits, f"单元 {unit.name} 有金额，要写 hits（步骤名）"),
        (unit.behaviour not in standard.behaviours(), f"单元 {unit.name} 的行为代码 {unit.behaviour} 不存在"),
        (
            not unit.peers and any(f.of_peers for f in unit.features),
            f"单元 {unit.name} 有与同组比较的特征，要写 peers",
        ),
        (not all(map(_NAME.fullmatch, (unit.name, *unit.key))), f"单元 {unit.name} 的名称或键不是小写英文"),
        (not unit.features, f"单元 {unit.name} 没有特征"),
    ]
    problems = [Problem(text, where) for wrong, text in found if wrong]
    return problems + [p for f in unit.features for p in _feature_problems(f, where)]


def _feature_problems(feature: Feature, where: str) -> list[Problem]:
    name = feature.name
    cut: Sequence[float | None] = (feature.a, feature.b)
    found = [
        (not _NAME.fullmatch(name), f"特征 {name} 的名称不是小写英文"),
        (feature.kind not in KINDS, f"特征 {name} 的 kind 要是 {'、'.join(KINDS)} 之一"),
        (feature.scale not in SCALES, f"特征 {name} 的 scale 要是 {'、'.join(SCALES)} 之一"),
        (feature.tail not in TAILS, f"特征 {name} 的 tail 要是 {'、'.join(TAILS)} 之一"),
        (not 0 < feature.w <= MOST_WEIGHT, f"特征 {name} 的 w 要大于 0、不超过 {MOST_WEIGHT}"),
        (feature.sampled and feature.kind != "share", f"特征 {name} 不是占比（kind: share），不能写 sampled"),
        (feature.of_peers and None in cut, f"特征 {name} 与同组比较，要写 cut: [a, b]"),
        (
            feature.a is not None and feature.b is not None and feature.a >= feature.b,
            f"特征 {name} 的 cut 要 a 小于 b（越低越异常的特征写负值或 tail: low）",
        ),
        (
            feature.kind in ("share", "mean", "oe") and not (feature.y and feature.n),
            f"特征 {name} 要写 of: [分子, 分母]",
        ),
    ]
    return [Problem(text, where) for wrong, text in found if wrong]
