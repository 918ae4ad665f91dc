"""The book of big-data models: every model's card with its standing, and what a run says each model did."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingjing.analysis.detectors.card_page import AMOUNT, BRANCH, STATUS
from mingjing.analysis.detectors.kit.card import Feature, Unit
from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.screening.clause import clauses
from mingjing.analysis.screening.run_record import missing_label
from mingjing.analysis.standard.schema import behaviours
from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.screenings import rulebook
from mingjing.office.screenings.confirmed import Confirmed
from mingjing.office.screenings.models import RuleStanding, Screening

CASES = {"hit": "应检出", "near_miss": "差一点", "look_alike": "相似而诚实", "other": "其他"}
OUTCOMES = {
    "found": "有疑点",
    "nothing_found": "未检出",
    "not_evaluated": "未能评估",
    "abstained": "数据不足，不作评价",
}
_KIND = {"value": "按数值", "plain": "与同组比较", "share": "收缩后与同组比较", "mean": "收缩后与同组比较"}
_TAIL = {"high": "偏高", "low": "偏低", "both": "偏高或偏低"}


@dataclass(frozen=True, slots=True)
class Entry(Confirmed):
    """A model with its standing and what the newest full run says of it; `rate` is the share of verdicts confirmed."""

    model: Model
    standing: RuleStanding | None
    run: Mapping[str, Any] | None

    @property
    def code(self) -> str:
        """The code."""
        return self.model.code

    @property
    def status(self) -> str:
        """The card's status."""
        return self.model.card.status

    @property
    def outcome(self) -> str:
        """What the newest full run says, in a word; empty when it did not run the model."""
        return str(self.run["outcome"]) if self.run else ""

    @property
    def calibration(self) -> str:
        """How scores read: 未校准, or on how many verdicts they rest."""
        found = (self.run or {}).get("calibration") or {}
        state = str(found.get("state") or "未校准")
        return f"{state}（{found['verdicts']} 条结论）" if found.get("verdicts") else state

    @property
    def reliability(self) -> Mapping[str, Any]:
        """How well scores fit what was found, as the newest full run says; empty without verdicts."""
        found = (self.run or {}).get("calibration") or {}
        return found if found.get("reliability") else {}


def entries(user: User) -> tuple[list[Entry], Screening | None]:
    """Return every model with what is known of it, and the run that says so."""
    run = rulebook.newest(user)
    known = models()
    inner = user.organisation.is_bureau
    standings = RuleStanding.objects.filter(rule_code__in=list(known)) if inner else []
    by_rule = {one.rule_code: one for one in standings}
    said = by_code(run) if inner else {}
    return [Entry(model, by_rule.get(code), said.get(code)) for code, model in known.items()], run


def entry(user: User, code: str) -> tuple[Entry, Screening | None]:
    """Return one model and the newest full run. Raises NotVisibleError."""
    found, run = entries(user)
    one = next((each for each in found if each.code == code), None)
    if one is None:
        raise NotVisibleError("没有这个模型", where=code, do="在大数据模型中按名称查找")
    return one, run


def by_code(run: Screening | None) -> Mapping[str, Mapping[str, Any]]:
    """Return what a run says of each model."""
    return {row["code"]: row for row in ((run.summary if run else None) or {}).get("models", ())}


def of_run(run: Screening) -> list[dict[str, Any]]:
    """Return a row per model of a run: what it did and why not, over how many units."""
    return [_did(row) for row in by_code(run).values()]


def _did(row: Mapping[str, Any]) -> dict[str, Any]:
    units = [
        {
            "zh": unit["zh"],
            "gated": unit.get("gated"),
            "judged": unit.get("judged"),
            "flagged": unit.get("flagged"),
            "missing": "、".join(map(missing_label, unit.get("missing") or ())),
            "without": "、".join(unit.get("without") or ()),
            "crowded": [_crowd(one) for one in unit.get("crowded") or ()],
        }
        for unit in row["units"]
    ]
    return {
        "code": row["code"],
        "title": row["title"],
        "life": STATUS.get(row["life"], row["life"]),
        "outcome": row["outcome"],
        "said": OUTCOMES.get(row["outcome"], row["outcome"]),
        "missing": "、".join(map(missing_label, row["missing"])),
        "calibration": (row.get("calibration") or {}).get("state") or "未校准",
        "findings": row["findings"],
        "checkout_amt": Decimal(str(row["checkout_amt"] or 0)),
        "seconds": row["seconds"],
        "units": units,
    }


def _crowd(one: Mapping[str, Any]) -> str:
    """A group of which too many stand out, as a matter of its own."""
    group = " ".join(part for part in one["peer_key"].split("|")[1:] if part) or one["peer_key"]
    period = f"{one['period']} " if one["period"] else ""
    return (
        f"{period}{group}：{one['members']} 个中 {one['flagged']} 个达到界限，已改与更大范围比较，宜整体核查"
    )


def card(one: Model) -> dict[str, Any]:
    """Return a model's card as the page shows it."""
    texts = one.card.texts
    law = [found.label for found in clauses(one.card.law)] if one.card.law else []
    return {
        "texts": texts,
        "status": STATUS[one.card.status],
        "law": law,
        "needs": [(missing_label(name), why) for name, why in one.card.needs.items()],
        "units": [_unit(unit) for unit in one.card.units],
        "look_alikes": texts["look_alikes"],
        "validation": list((texts.get("validation") or {}).items()),
        "changes": list(texts.get("changes") or ()),
        "cases": [(CASES[case.kind], case.name) for case in one.cases],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    named = list(dict.fromkeys([*unit.behaviour_by, unit.behaviour]))
    known = behaviours()
    return {
        "name": unit.name,
        "zh": unit.zh,
        "branch": BRANCH[unit.branch],
        "peers": "同类机构"
        if unit.peers == ("institution",)
        else "分组比较"
        if unit.peers
        else "不与同组比较",
        "amount": AMOUNT[unit.amount],
        "behaviours": "、".join(known[name].zh for name in named if name in known),
        "features": [_feature(feature) for feature in unit.features],
    }


def _feature(one: Feature) -> dict[str, Any]:
    cut = f"{one.a:g} → {one.b:g}" if one.a is not None and one.b is not None else "0 → 1"
    return {
        "zh": one.zh,
        "formula": one.formula,
        "family": one.family,
        "w": one.w,
        "cut": f"z {cut}" if one.of_peers else cut,
        "tail": _TAIL[one.tail],
        "kind": _KIND.get(one.kind, "实际与期望之比，收缩后与同组比较"),
        "source": "已公布" if one.source == "pub" else "缺省",
    }
