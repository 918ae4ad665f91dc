"""The deadlines of cases as people read them: what they are called, when they end, whether they rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from mingjing.office.cases import deadlines
from mingjing.office.cases.law.standards import standard
from mingjing.office.cases.models import Case, Hold
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock

SOON = 5
"""From this many days before its end on a deadline is called close."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One deadline of a case. `left` counts days until its end, negative when it is past."""

    kind: str
    label: str
    since: date
    due_on: date
    stopped_on: date | None
    resting: str
    left: int

    @property
    def state(self) -> str:
        """Return what it is: stopped, resting, over (the party's own days), overdue, close or running."""
        if self.stopped_on:
            return "stopped"
        if self.resting:
            return "resting"
        if self.left < 0 and self.kind in deadlines.OF_THE_PARTY:
            return "over"
        return "overdue" if self.left < 0 else "close" if self.left <= SOON else "running"

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {"overdue": "bad", "close": "warn", "running": "info"}.get(self.state, "plain")

    @property
    def said(self) -> str:
        """Return how it stands, in words."""
        if self.stopped_on:
            return "逾期办结" if self.stopped_on > self.due_on else "已办结"
        if self.resting:
            return f"中止（{self.resting}）"
        if self.state == "over":
            return "已届满"
        if self.left < 0:
            return f"逾期 {-self.left} 天"
        return f"剩 {self.left} 天" if self.left else "今日到期"


@cache
def _national(day: date) -> dict[str, Any]:
    return dict(standard("procedure", "", day).values["deadlines"])


def label(kind: str) -> str:
    """Return what a deadline is called; the kind itself when it is unknown."""
    found: str = _national(clocks.today()).get(kind, {}).get("label", kind)
    return found


def limit(clock: Clock, resting: str = "") -> Limit:
    """Return one deadline as people read it."""
    left = (clock.due_on - clocks.today()).days
    return Limit(
        clock.kind, label(clock.kind), clock.started_on, clock.due_on, clock.stopped_on, resting, left
    )


def of(case: Case) -> list[Limit]:
    """Return the deadlines of a case, the running ones first, the next to end at the top."""
    return by_case([case.pk]).get(case.pk, [])


def holds(case: Case) -> list[Limit]:
    """Return until when what was preserved or sealed must be settled, the next to end first."""
    open_ = (
        Hold.objects.filter(item__case=case, ended_on__isnull=True).select_related("item").order_by("due_on")
    )
    today = clocks.today()
    return [
        Limit(
            one.kind, f"{one.get_kind_display()}（证据 {one.item.number}）", one.since, one.due_on, None, "",
            (one.due_on - today).days,
        )
        for one in open_
    ]  # fmt: skip


def by_case(keys: Iterable[int]) -> dict[int, list[Limit]]:
    """Return the deadlines of several cases in two queries."""
    found: dict[int, list[Limit]] = {}
    rows = Clock.objects.filter(noun=deadlines.NOUN, object_id__in=list(keys)).prefetch_related("pauses")
    for clock in rows.order_by("due_on", "pk"):
        resting = (
            "" if clock.stopped_on else next((one.reason for one in clock.pauses.all() if not one.until), "")
        )
        found.setdefault(clock.object_id, []).append(limit(clock, resting))
    for limits in found.values():
        limits.sort(key=lambda one: one.stopped_on is not None)
    return found
