"""What summary.json and manifest.json say of a run, typed, for those who write about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.rules.needs import EMPTY_LIST
from mingjing.analysis.standard.schema import tables

TOO_FEW = "足够的样本或可比的同类（数据太少，不作判断）"


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One rule in one run; `missing` names the tables or table.columns it could not do without."""

    code: str
    version: str
    title: str
    behaviour: str
    sev: int
    missing: tuple[str, ...]
    findings: int

    @property
    def evaluated(self) -> bool:
        """Whether the delivery allowed the rule to run."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Aside:
    """What does not count in a run, and the rules that fire on too much, as summary.json has them."""

    shadow: Sequence[Mapping[str, Any]] = ()
    suppressed: Sequence[Mapping[str, Any]] = ()
    noisy: Sequence[Mapping[str, Any]] = ()
    noisy_above: float = 0

    @property
    def suppressed_findings(self) -> int:
        """The number of suppressed findings."""
        return sum(int(row["findings"]) for row in self.suppressed)

    @property
    def suppressed_amt(self) -> Decimal:
        """Their yuan, one by one."""
        return sum((Decimal(str(row["plain_amt"])) for row in self.suppressed), Decimal(0))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: what it looked at (`rows` by table), when (`first` to `last`, ISO dates or empty), with what."""

    run_id: str
    fingerprint: str
    software: str
    engine: str
    first: str
    last: str
    batches: tuple[str, ...]
    rows: Mapping[str, int]
    rules: tuple[RuleRecord, ...]
    aside: Aside = Aside()
    packs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    region: str = ""
    unplaced: int = 0
    order: str = ""
    drift: Mapping[str, Any] = field(default_factory=dict)

    @property
    def selection(self) -> str:
        """Which rules were asked for: a reader must see that a run was narrowed."""
        asked = [f"规则包 {'、'.join(self.packs)}（疑点只限于该领域）"] if self.packs else []
        asked += [f"指定的规则 {'、'.join(self.codes)}"] if self.codes else []
        return "；".join([*(asked or ["全部在用规则"]), *self._where])

    @property
    def _where(self) -> list[str]:
        if not self.region:
            return []
        also = f"，另列没有机构、或机构档案中没有区划的疑点 {self.unplaced:,} 条" if self.unplaced else ""
        return [f"只列医保区划 {self.region} 的机构{also}"]

    @property
    def unevaluated(self) -> tuple[RuleRecord, ...]:
        """The rules that could not run."""
        return tuple(rule for rule in self.rules if not rule.evaluated)

    @property
    def silent(self) -> tuple[RuleRecord, ...]:
        """The rules that ran and found nothing."""
        return tuple(rule for rule in self.rules if rule.evaluated and not rule.findings)

    @property
    def period(self) -> str:
        """The span of the data as people write it."""
        return f"{self.first} 至 {self.last}" if self.first and self.last else "未知"


def missing_label(name: str) -> str:
    """Return what a rule lacked as a person reads it: tables, columns and lists by their Chinese names, then by code."""
    return " 或 ".join(map(_label, name.split(" 或 ")))


def _label(name: str) -> str:
    if name.startswith(EMPTY_LIST):
        code = name.removeprefix(EMPTY_LIST)
        found = lists().get(code)
        return f"知识表《{found.title}》的内容（{code}）" if found else name
    table, _, column = name.partition(".")
    known = tables().get(table)
    if known is None:
        return name
    if column not in known.columns:
        return f"{known.zh}（{name}）"
    return f"{known.zh}·{known.columns[column].zh}（{name}）"


def read_record(out: Path) -> RunRecord:
    """Read the run folder's summary.json and manifest.json."""
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    span = summary.get("span") or {}
    return RunRecord(
        run_id=summary["run_id"],
        fingerprint=manifest["lake"]["fingerprint"],
        software=manifest["software"],
        engine=manifest["settings"]["engine"],
        first=span.get("first") or "",
        last=span.get("last") or "",
        batches=tuple(str(batch) for batch in manifest["lake"]["batches"]),
        rows=manifest["inputs"],
        rules=tuple(_rule(entry) for entry in (*summary["rules"], *_models(summary))),
        aside=_aside(summary),
        packs=tuple(manifest["settings"].get("packs") or ()),
        codes=tuple(manifest["settings"].get("rules") or ()),
        region=manifest["settings"].get("region") or "",
        unplaced=int((summary.get("unplaced") or {}).get("findings") or 0),
        order=(summary.get("ranking") or {}).get("why") or "",
        drift=summary.get("drift") or {},
    )


def _models(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The models that count, as rules; one that had too little to compare stands among those that could not run."""
    return [
        {**entry, "missing": [TOO_FEW]} if entry["status"] == "abstained" else entry
        for entry in summary.get("models") or ()
        if entry["life"] == "active"
    ]


def _aside(summary: Mapping[str, Any]) -> Aside:
    health = summary.get("rule_health") or {}
    return Aside(
        shadow=[
            *(summary.get("shadow") or ()),
            *(entry for entry in summary.get("models") or () if entry["life"] != "active"),
        ],
        suppressed=(summary.get("suppressed") or {}).get("entries") or (),
        noisy=health.get("noisy") or (),
        noisy_above=float(health.get("noisy_above") or 0),
    )


def _rule(entry: Mapping[str, Any]) -> RuleRecord:
    return RuleRecord(
        code=entry["code"],
        version=str(entry["version"]),
        title=entry["title"],
        behaviour=entry["behaviour"],
        sev=int(entry["sev"]),
        missing=tuple(entry["missing"]),
        findings=int(entry["findings"]),
    )
