"""The tabs of a case file: the case's own ones, and those that the nouns above bring along."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the name of its address (which takes the case's number), its words, its place, who sees it.

    `number` counts what is behind it; it must cost one query at most.
    """

    name: str
    title: str
    order: int
    address: str
    shown: Callable[[User], bool] = lambda user: True
    number: Callable[[Case], int] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab as one page shows it."""

    href: str
    title: str
    active: bool
    number: int | None


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Add a tab; called once, when the app that brings it is ready."""
    _tabs[tab.name] = tab


def shown(user: User, case: Case, active: str) -> list[Shown]:
    """Return the tabs of a case that this person sees, in order."""
    return [
        Shown(
            reverse(tab.address, args=[case.number]),
            tab.title,
            tab.name == active,
            tab.number(case) if tab.number else None,
        )
        for tab in sorted(_tabs.values(), key=lambda one: one.order)
        if tab.shown(user)
    ]


register(Tab("overview", "概况", 10, "cases:overview"))
register(
    Tab(
        "suspicions",
        "疑点",
        15,
        "cases:suspicions",
        number=lambda case: case.links.filter(active=True).count(),
    )
)
register(Tab("acts", "违法事实", 20, "cases:acts", number=lambda case: case.acts.count()))
register(Tab("evidence", "证据", 30, "cases:evidence", number=lambda case: case.evidence.count()))
register(Tab("officers", "人员", 40, "cases:officers"))
register(Tab("timeline", "历程", 90, "cases:timeline"))
register(Tab("law", "法律适用", 25, "cases:law"))
register(Tab("money", "资金", 60, "cases:money"))
