"""How far the money is: 检出 → 下发 → 核查 → 属实 → 追回, in all and by place, behaviour and month.

What was checked, confirmed and recovered counts at a level only after its own sign-off (`Lead.signed`). Every figure
comes with the filters of the lead list that show exactly the leads it counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from mingjing.analysis.standard.schema import behaviours
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.filters import ITSELF
from mingjing.office.leads.models import Event, Lead
from mingjing.office.leads.services import acting

ZERO = Decimal("0.00")
KEYS = ("found", "sent", "checked", "confirmed", "recovered")
# The same board asked for again within FRESH seconds is not counted anew, however much has changed; while somebody
# else counts it, one of up to STALE seconds is shown.
FRESH, STALE = 3, 30


@dataclass(frozen=True, slots=True)
class Figure:
    """Leads counted and their yuan."""

    count: int = 0
    yuan: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel; `filters` of the lead list show the leads it counts."""

    key: str
    title: str
    hint: str
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """One place, behaviour or month, with a figure per stage; `filters` narrow the lead list to it."""

    title: str
    filters: dict[str, str]
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard shows.

    `waiting` are leads checked in full that this level has not signed off, shown by `waiting_filters`.
    `places` are divisions (`by_region`), for a county its institutions. `as_of` is the last settlement among the
    leads, `at` when it was counted.
    """

    stages: tuple[Stage, ...]
    total: dict[str, Figure]
    waiting: Figure
    waiting_filters: dict[str, str]
    places: list[Group]
    by_region: bool
    behaviours: list[Group]
    months: list[Group]
    as_of: date | None
    at: datetime


def stages(level: int) -> tuple[Stage, ...]:
    """Return the steps as a body of this level counts them (1 county, 2 city, 3 province)."""
    own = {"signed": str(level)} if level else {}
    return (
        Stage("found", "检出", "去重金额，同一明细只计一次", {}),
        Stage("sent", "下发", "已下发核查，去重金额", {"sent": "1"}),
        Stage("checked", "核查", "疑点全部终审并经本级审签，去重金额", {"checked": "1", **own}),
        Stage("confirmed", "属实", "本级审签的确认金额", {"confirmed": "1", **own}),
        Stage("recovered", "追回", "本级审签的扣款金额，减去补差", {"recovered": "1", **own}),
    )


def board(user: User, leads: QuerySet[Lead], query: str) -> Board:
    """Return the figures over `leads`, which the filters `query` narrowed for `user`; kept until something changes."""
    mark = (
        Event.objects.aggregate(last=Max("pk"))["last"],
        Lead.objects.order_by().aggregate(last=Max("pk"))["last"],
    )
    name = name_of(user, query)
    kept: tuple[Any, Board] | None = cache.get(name)
    if kept and (kept[0] == mark or _age(kept[1]) < FRESH):
        return kept[1]
    # Whoever comes while it is being counted anew sees the last board, which says when it was counted.
    if not cache.add(f"{name}:busy", True, 10) and kept and _age(kept[1]) < STALE:
        return kept[1]
    made = _count(user.organisation, leads)
    cache.set(name, (mark, made), 3600)
    cache.delete(f"{name}:busy")
    return made


def name_of(user: User, query: str) -> str:
    """Return under which name the board of these filters is kept: all of one body see the same, but for 本人."""
    whose = f"{user.organisation_id}:{user.pk if 'officer=me' in query else ''}:{query}"
    return f"funnel:{sha256(whose.encode()).hexdigest()}"


def _age(kept: Board) -> float:
    return (timezone.now() - kept.at).total_seconds()


def _count(organisation: Organisation, leads: QuerySet[Lead]) -> Board:
    """Count in one pass over the leads; what is left is small enough to add up here."""
    level = acting.level(organisation)
    by_region = level > 1
    rows = list(
        leads.order_by()
        .annotate(
            place=F("bureau_id") if by_region else F("institution__code"),
            month=Substr(Cast("occurred_on", CharField()), 1, 7),
        )
        .values("place", "behaviour", "month")
        .annotate(latest=Max("settled_on"), **_sums(level))
    )
    if by_region:
        names = _below(organisation, rows)
    else:
        codes = {row["place"] for row in rows}
        names = dict(Institution.objects.filter(code__in=codes).values_list("code", "name"))
    return Board(
        stages=stages(level),
        total=_figures(rows),
        waiting=_figure(rows, "waiting"),
        waiting_filters={"checked": "1", "unsigned": str(level)},
        places=_groups(
            rows, "place", "home" if by_region else "institution", lambda key: names.get(key, key)
        ),
        by_region=by_region,
        behaviours=_groups(rows, "behaviour", "behaviour", _behaviour),
        months=sorted(_groups(rows, "month", "month", str), key=lambda one: one.title),
        as_of=max((row["latest"] for row in rows if row["latest"]), default=None),
        at=timezone.now(),
    )


def _below(organisation: Organisation, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Put each row to the body right below the viewer's that its bureau lies under; return those bodies' names.

    The tree of bodies decides, not the digits of divisions: a county may answer to the province itself.
    """
    bodies = organisation.bureaus().in_bulk()
    depth = organisation.path.count("/")
    names: dict[str, str] = {}
    for row in rows:
        body = bodies.get(row["place"])
        way = body.path.strip("/").split("/") if body else []
        if len(way) < depth:
            key, name = f"{organisation.pk}{ITSELF}", f"{organisation.name}（本级）"
        else:
            key = way[depth - 1]
            name = bodies[int(key)].name
        row["place"], names[key] = key, name
    return names


def _sums(level: int) -> dict[str, Any]:
    signed = Q(signed__gte=level)
    which = {
        "found": (Q(), F("counted_amt")),
        "sent": (~Q(state=Lead.State.PUBLISHED), F("counted_amt")),
        "checked": (Q(open_count=0) & signed, F("counted_amt")),
        "confirmed": (Q(cnfm_amt__gt=0) & signed, F("cnfm_amt")),
        "recovered": (Q(det_amt__gt=0) & signed, F("det_amt") - F("rvis_amt")),
        "waiting": (Q(open_count=0) & ~signed, F("cnfm_amt")),
    }
    counts = {f"{key}_count": Count("pk", filter=where) for key, (where, _) in which.items()}
    return counts | {f"{key}_yuan": Sum(amount, filter=where) for key, (where, amount) in which.items()}


def _figure(rows: Iterable[dict[str, Any]], key: str) -> Figure:
    found = list(rows)
    yuan = sum((Decimal(str(row[f"{key}_yuan"] or 0)) for row in found), ZERO)
    return Figure(sum(row[f"{key}_count"] for row in found), yuan.quantize(ZERO))


def _figures(rows: list[dict[str, Any]]) -> dict[str, Figure]:
    return {key: _figure(rows, key) for key in KEYS}


def _groups(
    rows: list[dict[str, Any]], field: str, filter_name: str, title: Callable[[str], str]
) -> list[Group]:
    """Return a group per value of `field`, the most money first; leads without a value come last, unfiltered."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[field] or ""].append(row)
    made = [
        Group(title(key) if key else "未注明", {filter_name: key} if key else {}, _figures(some))
        for key, some in found.items()
    ]
    return sorted(made, key=lambda one: (not one.filters, -one.figures["found"].yuan))


def _behaviour(code: str) -> str:
    known = behaviours().get(code)
    return known.zh if known else code
