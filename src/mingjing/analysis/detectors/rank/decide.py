"""Whether the learnt order replaces the current one: only when it finds more, and more money, in the last quarter.

Both orders get the same hours (a fifth of what all checked leads of the quarter take). A lead that was drawn at random
speaks for those that were not drawn. Institutions are resampled for the interval.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit.calibrate import restored
from mingjing.analysis.detectors.kit.verdicts import Checked, Verdicts
from mingjing.analysis.detectors.rank import learn
from mingjing.analysis.detectors.rank.learn import SEED, Learnt
from mingjing.analysis.detectors.rank.rates import Rates, Tally, tally
from mingjing.analysis.detectors.rank.traits import Numbers, hours

FEWEST, FEWEST_TRUE, FEWEST_PLACES = 300, 60, 20
FEWEST_TESTED, FEWEST_TESTED_TRUE = 60, 10
QUARTER = timedelta(days=91)
BUDGET = 0.20
DRAWS = 1000
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Gain:
    """A figure of the current and the learnt order over the same leads; `low` to `high`: 95 % of the difference."""

    old: float
    new: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What RANK decided on one set of verdicts. `why` says it in words; `rates` order leads while it is not deployed."""

    deployed: bool
    why: str
    verdicts: int = 0
    positives: int = 0
    places: int = 0
    tested: int = 0
    since: date | None = None
    precision: Gain | None = None
    money: Gain | None = None
    verdicts_sha256: str = ""
    seed: int = SEED
    rates: Rates = field(default_factory=Rates)
    learnt: Learnt | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """What summary and manifest say: all but the rates and the model itself, which goes by its digest."""
        told = asdict(replace(self, learnt=None, rates=Rates()))
        del told["learnt"], told["rates"]
        return told | {"model_sha256": self.learnt.sha256 if self.learnt else ""}


def decide(found: Verdicts, frozen: Sequence[str] = ()) -> Ranking:
    """Learn from the verdicts and say whether the learnt order is used; `frozen` names models that drift froze."""
    rows = learn.usable(found.rows)
    true, places = sum(bool(row.label) for row in rows), len({row.place for row in rows})
    known = Ranking(False, "", len(rows), true, places, verdicts_sha256=found.sha256, rates=tally(found.rows))
    if len(rows) < FEWEST or true < FEWEST_TRUE or places < FEWEST_PLACES:
        return replace(known, why=_too_few(known))
    if frozen:
        return replace(known, why=f"模型{'、'.join(frozen)}的数据发生漂移，已冻结，暂按预计可追回金额排列")
    last = max(row.decided_on for row in rows if row.decided_on)
    since = last - QUARTER
    early = [row for row in rows if row.decided_on and row.decided_on <= since]
    late = [row for row in rows if row.decided_on and row.decided_on > since]
    known = replace(known, tested=len(late), since=since + timedelta(days=1))
    if not _testable(early, late):
        return replace(known, why="最近一个季度或此前的核查结果还不足以检验，暂按预计可追回金额排列")
    precision, money = _gains(early, late)
    known = replace(known, precision=precision, money=money)
    if precision.low <= 0 or money.low <= 0:
        return replace(known, why="在最近一个季度的核查结果上没有可靠地优于原排序，沿用预计可追回金额的排序")
    return replace(
        known,
        deployed=True,
        why="在最近一个季度的核查结果上，同样工时下查实比例和查实金额都优于原排序，已启用",
        learnt=learn.learn(rows),
    )


def _too_few(known: Ranking) -> str:
    return (
        f"核查结果 {known.verdicts} 条、查实 {known.positives} 条、机构 {known.places} 家，"
        f"未达到启用所需的 {FEWEST} 条、{FEWEST_TRUE} 条、{FEWEST_PLACES} 家，按预计可追回金额排列"
    )


def _testable(early: Sequence[Checked], late: Sequence[Checked]) -> bool:
    enough = len(late) >= FEWEST_TESTED and sum(bool(row.label) for row in late) >= FEWEST_TESTED_TRUE
    before = len(early) >= FEWEST // 2 and sum(bool(row.label) for row in early) >= FEWEST_TRUE // 2
    return enough and before


@dataclass(frozen=True, slots=True)
class _Leads:
    """The checked leads of the test: both values, hours, whether any finding was true, verified money, weight, place."""

    old: Numbers
    new: Numbers
    hours: Numbers
    true: Numbers
    money: Numbers
    weight: Numbers
    place: Numbers


def _gains(early: Sequence[Checked], late: Sequence[Checked]) -> tuple[Gain, Gain]:
    """Compare the orders on the leads of `late`, by what was known from `early`."""
    rates, (probability, learnt_share) = tally(early), learn.outside(early, late)
    kept = [at for at in range(len(late)) if not np.isnan(probability[at])]
    by_lead: dict[tuple[str, str], list[int]] = {}
    for at in kept:
        by_lead.setdefault((late[at].place, late[at].lead), []).append(at)
    places = {place: number for number, place in enumerate(sorted({place for place, _ in by_lead}))}
    table = []
    for (place, _), mine in sorted(by_lead.items()):
        own = [late[at] for at in mine]
        ratio = [rates.ratio(row.code) for row in own]
        known = sum(
            rates.confirmed(r.code, r.behaviour) * share * r.suspected
            for r, share in zip(own, ratio, strict=True)
        )
        learnt = sum(probability[at] * learnt_share[at] * late[at].suspected for at in mine)
        time = hours([row.subject for row in own])
        table.append(
            (
                known,
                learnt / time,
                time,
                float(any(row.label for row in own)),
                sum(row.verified for row in own),
                max(row.drawn for row in own),
                places[place],
            )
        )
    leads = _Leads(*np.array(table, dtype=float).T)
    return _compared(leads, len(places))


def _compared(leads: _Leads, places: int) -> tuple[Gain, Gain]:
    generator = np.random.default_rng(SEED)
    spent: dict[str, list[Numbers]] = {"old": [], "new": []}
    orders = {
        "old": np.lexsort((np.arange(len(leads.old)), -leads.old)),
        "new": np.lexsort((np.arange(len(leads.new)), -leads.new)),
    }
    own = np.ones((1, places))
    for begin in range(0, DRAWS, _CHUNK):
        drawn = generator.multinomial(places, np.full(places, 1 / places), min(_CHUNK, DRAWS - begin))
        times = np.vstack([own, drawn]) if begin == 0 else drawn
        for name, order in orders.items():
            spent[name].append(_within_hours(leads, order, times))
    old, new = (np.vstack(spent[name]) for name in ("old", "new"))
    return _gain(old[:, 0], new[:, 0]), _gain(old[:, 1], new[:, 1])


def _gain(old: Numbers, new: Numbers) -> Gain:
    low, high = np.quantile((new - old)[1:], [0.025, 0.975])
    return Gain(*(round(float(value), 4) for value in (old[0], new[0], low, high)))


def _within_hours(leads: _Leads, order: Any, times: Any) -> Numbers:
    """Per draw: the share of true leads among those that the hours reach in this order, and their verified money."""
    weight = times[:, leads.place.astype(int)][:, order] * leads.weight[order]
    used = weight * leads.hours[order]
    upto = np.cumsum(used, axis=1)
    budget = BUDGET * upto[:, -1:]
    # The lead at which the hours end is checked in part.
    part = np.clip((budget - (upto - used)) / np.where(used > 0, used, 1), 0, 1) * weight
    checked = part.sum(axis=1)
    return np.column_stack(
        [
            (part * leads.true[order]).sum(axis=1) / np.where(checked > 0, checked, 1),
            (part * leads.money[order]).sum(axis=1),
        ]
    )


def to_json(one: Ranking) -> str:
    """Return everything that decides the order, as text."""
    told = asdict(one) | {"model_sha256": one.learnt.sha256 if one.learnt else ""}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str)


def from_json(text: str) -> Ranking:
    """Read back what to_json wrote."""
    told: dict[str, Any] = json.loads(text)
    told.pop("model_sha256")
    learnt = told.pop("learnt")
    return Ranking(
        **told
        | {
            "since": date.fromisoformat(told["since"]) if told["since"] else None,
            "precision": Gain(**told["precision"]) if told["precision"] else None,
            "money": Gain(**told["money"]) if told["money"] else None,
            "rates": _rates(told["rates"]),
            "learnt": Learnt(
                learnt["text"],
                restored(learnt["calibration"]),
                _rates(learnt["rates"]),
                learnt.get("shares", ""),  # decisions stored before the second stage was learnt
            )
            if learnt
            else None,
        }
    )


def _rates(told: Mapping[str, Any]) -> Rates:
    named = {kind: {key: Tally(**one) for key, one in told[kind].items()} for kind in ("rules", "families")}
    return Rates(named["rules"], named["families"], Tally(**told["all"]))
