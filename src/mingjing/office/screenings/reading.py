"""What the page of a run shows: figures in tiles, rules by outcome, what was asked."""

from dataclasses import dataclass
from typing import Any

from mingjing.office.screenings.models import Screening
from mingjing.office.ui.values import count, wan

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice of the table of rules."""

    address: str
    title: str
    active: bool
    rows: list[Row]


def tiles(one: Screening) -> list[Tile]:
    """Return the figures of a finished run, none of another."""
    found = one.summary
    if not found:
        return []
    totals, leads, quality = found["totals"], found["leads"], found.get("quality") or {}
    severe = f"明确违规 {count(totals['sev1'])}，高度可疑 {count(totals['sev2'])}，轻度可疑 {count(totals['sev3'])}"
    estimate = f"，另有估算 {wan(totals['estimate_amt'])}" if float(totals["estimate_amt"]) else ""
    done = [row for row in found["rules"] if not row["missing"]]
    return [
        Tile("疑点", count(totals["findings"]), severe),
        Tile("检出金额", wan(totals["net_amt"]), f"同一明细只计一次{estimate}"),
        Tile("其中基金", wan(totals["net_fund"])),
        Tile("线索", count(leads["leads"]), f"涉及 {count(leads['institutions'])} 家机构"),
        Tile("预期可追回", wan(leads["expected_amt"]), "按历史确认率估算"),
        Tile("规则", f"{len(done)} / {len(found['rules'])}", "已评估 / 应评估"),
        Tile(
            "数据质量", quality.get("grade") or "—", f"{quality['score']} 分" if quality else "没有质量报告"
        ),
    ]


def tabs(one: Screening, chosen: str) -> list[Tab]:
    """Return the rules of a run by outcome; unknown choices show those that found something."""
    summary = one.summary or {}
    every = [*summary.get("rules", ()), *summary.get("shadow", ())]
    kinds = {
        "found": ("有疑点", [row for row in every if row["findings"]]),
        "silent": ("未检出", [row for row in every if not row["findings"] and not row["missing"]]),
        "missing": ("未能评估", [row for row in every if row["missing"]]),
        "all": ("全部", every),
    }
    chosen = chosen if chosen in kinds else "found"
    return [Tab(f"?show={key}", title, key == chosen, rows) for key, (title, rows) in kinds.items()]


def asked(one: Screening) -> list[tuple[str, str]]:
    """Return what the run was asked, and over what it ran."""
    found = one.summary or {}
    span, seconds = found.get("span") or {}, found.get("seconds")
    demoted = (found.get("settings") or {}).get("shadow") or []
    said = [
        ("数据", one.lake.name),
        ("方式", one.get_mode_display()),
        ("行为发生日期", f"{one.since or '最早'} 至 {one.until or '最近'}" if one.since or one.until else ""),
        ("医保区划", one.region),
        ("归不到任何区划、一并列出的疑点", _unplaced(found)),
        ("规则包", "、".join(one.packs)),
        ("指定规则", "、".join(one.rules)),
        ("确认率过低、转为试运行的规则", "、".join(demoted)),
        ("发起", f"{one.organisation.name} {one.created_by.name}"),
        ("费用期间", f"{span['first']} 至 {span['last']}" if span.get("first") else ""),
        ("用时", f"{float(seconds):,.0f} 秒" if seconds else ""),
    ]
    return [(label, value) for label, value in said if value]


def _unplaced(summary: Row) -> str:
    """Say how many findings name no institution, or one that the register does not place."""
    number = (summary.get("unplaced") or {}).get("findings")
    return f"{count(number)} 条（没有机构，或机构档案中没有区划）" if number else ""
