"""What the pages of a lead show beside its rows: amounts in their order, the stay day by day, lists of facts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mingjing.office.leads.models import Lead, Line, Suspicion
from mingjing.office.leads.wording import code_name

LONGEST = 62


@dataclass(frozen=True, slots=True)
class Step:
    """One amount of the chain; `share` is its part of what was found, in percent, for the bar."""

    label: str
    value: Decimal | None
    hint: str
    share: int


def chain(lead: Lead, seen: list[Suspicion], inner: bool) -> list[Step]:
    """Return 检出 → 初审 → 确认 → 扣款 → 补差. Outsiders see sums over their suspicions, and only final results."""
    if inner:
        counts = [
            ("检出", lead.checkout_amt, f"去重 {lead.counted_amt:,.2f}"),
            ("初审", lead.chk_amt, "经办人认定"),
            ("确认", lead.cnfm_amt, "复审、终审认定"),
        ]
    else:
        final = [one for one in seen if one.state == Suspicion.State.FINAL]
        counts = [
            ("检出", _sum(one.checkout_amt for one in seen), f"{len(seen)} 条疑点"),
            ("确认", _sum(one.cnfm_amt for one in final), "终审认定"),
        ]
    counts += [
        ("扣款", _sum(one.det_amt for one in seen), "已登记"),
        ("补差", _sum(one.rvis_amt for one in seen), "已退还"),
    ]
    full = counts[0][1] or Decimal(0)
    return [Step(label, value, hint, _share(value, full)) for label, value, hint in counts]


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _share(value: Decimal, full: Decimal) -> int:
    return max(0, min(100, int(value * 100 / full))) if full else 0


@dataclass(slots=True)
class Day:
    """One day of a visit: which day of the stay it is (0: none), and the suspicious lines of that day."""

    on: date | None
    number: int
    lines: list[Line] = field(default_factory=list)
    amount: Decimal = Decimal(0)
    share: int = 0


def stay(lead: Lead, lines: Iterable[Line]) -> list[Day]:
    """Return the visit day by day. Stays longer than LONGEST days, and institutions, show only days with lines."""
    days: dict[date | None, Day] = {}
    began, ended = lead.began_on, lead.ended_on
    if began and ended and (ended - began).days < LONGEST:
        for number in range((ended - began).days + 1):
            day = began + timedelta(days=number)
            days[day] = Day(day, number + 1)
    for line in lines:
        number = (line.fee_on - began).days + 1 if line.fee_on and began and ended else 0
        day_of = days.setdefault(line.fee_on, Day(line.fee_on, max(number, 0)))
        day_of.lines.append(line)
        day_of.amount += line.hit_amt
    most = max((day.amount for day in days.values()), default=Decimal(0))
    for day_of in days.values():
        day_of.share = _share(day_of.amount, most)
    return sorted(days.values(), key=lambda day: day.on or date.max)


def visit(lead: Lead) -> list[tuple[str, Any]]:
    """Return the facts of the visit that are known, names of codes in words."""
    known = [
        ("就诊编号", lead.mdtrt_id),
        ("结算编号", lead.setl_id),
        ("医疗类别", code_name("med_type", lead.med_type) if lead.med_type else ""),
        ("险种", code_name("insutype", lead.insutype) if lead.insutype else ""),
        ("入院（就诊）", lead.began_on),
        ("出院", lead.ended_on),
        ("住院天数", nights(lead)),
        ("结算日期", lead.settled_on),
        ("主要诊断", " ".join(filter(None, (lead.diag_code, lead.diag_name)))),
        ("科室", lead.dept),
        ("医师", lead.dr_code),
    ]
    return [(label, value) for label, value in known if value not in ("", None)]


def nights(lead: Lead) -> str:
    """Return the length of the stay in days, empty where it is none."""
    if lead.began_on is None or lead.ended_on is None or lead.ended_on <= lead.began_on:
        return ""
    return f"{(lead.ended_on - lead.began_on).days} 天"
