"""What the law allows in a case: for every act its articles, measures, fine and tiers. It proposes, people decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.analysis.knowledge.laws import Article, article
from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, gravity, judging, losses, policy
from mingjing.office.cases.guards.kit import cited
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.law.deciding import Proposal
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.fines import TIERS, Range
from mingjing.office.cases.models import Act, Case, Ruling, Track
from mingjing.office.cases.views import file

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One proposal as the page shows it."""

    proposal: Proposal
    articles: Sequence[Article]
    measures: Sequence[str]
    tiers: Sequence[tuple[str, Range]]

    @property
    def basis(self) -> str:
        """Return the provisions as officers cite them."""
        return cited(self.proposal.basis)

    @property
    def purpose(self) -> str:
        """Return under which reading of the purpose it holds."""
        return Act.Purpose(self.proposal.purpose).label


@dataclass(frozen=True, slots=True)
class Acted:
    """One act with what the law allows for it; several readings while its purpose is undecided."""

    act: Act
    situation: str
    cause: str
    readings: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the acts allow together: refund, fine, tiers; None while a purpose is undecided."""

    refund: Decimal
    fine: Range | None
    tiers: Sequence[tuple[str, str, Range]]
    months: tuple[int, int]
    terminate: bool
    ban_years: int


def law_box(case: Case) -> dict[str, Any]:
    """Return what the page and the forms of choices show of the law. An act that no law fits is told as `problem`."""
    acts = list(case.acts.all())
    try:
        found = judging.proposals(case)
    except MingjingError as error:
        return {"acts": (), "sum": None, "problem": error.problems[0]}
    shown = [_acted(act, readings) for act, readings in zip(acts, found, strict=True)]
    discretion = deadlines.in_force("discretion", case)
    figures = deadlines.figures(case)
    return {
        "acts": shown,
        "sum": _sum([readings[0] for readings in found]) if all(len(one) == 1 for one in found) else None,
        "crime": judging.crime(case),
        "transfer": _decided_transfer(case),
        "sources": discretion.sources,
        "inference": discretion.inference,
        "hearing": Decimal(figures["hearing"][case.party]),
        "panel": Decimal(figures["panel"][case.party]),
    }


def _decided_transfer(case: Case) -> Track | None:
    """Return the transfer on which the head has decided; None while that is still to be done."""
    active = case.tracks.filter(kind=Track.Kind.TRANSFER, active=True)
    return active.exclude(state__in=(Track.State.OPEN, Track.State.PROPOSED)).first()


def _acted(act: Act, readings: Sequence[Proposal]) -> Acted:
    situation = situations()[act.situation]
    names = document("table")["measures"]
    return Acted(
        act, situation.text, situation.cause,
        [
            Reading(
                one, [article(ref) for ref in one.basis], [names[name] for name in one.measures],
                [(TIERS[name], tier) for name, tier in one.tiers.items()],
            )
            for one in readings
        ],
    )  # fmt: skip


def _sum(found: Sequence[Proposal]) -> Sum | None:
    if not found:
        return None
    fined = [one for one in found if one.fine]
    fine = _together([one.fine for one in fined if one.fine]) if fined else None
    tiers = [
        (name, TIERS[name], _together([one.tiers[name] for one in fined]))
        for name in TIERS
        if fined and all(name in one.tiers for one in fined)
    ]
    stays = [one.suspension for one in found if one.suspension]
    months = (max((one.least for one in stays), default=0), max((one.most for one in stays), default=0))
    return Sum(
        sum((one.refund for one in found), _ZERO), fine, tiers, months, any(one.terminate for one in found),
        max((one.ban_years for one in found), default=0),
    )  # fmt: skip


def _together(ranges: Sequence[Range]) -> Range:
    return Range(sum((one.least for one in ranges), _ZERO), sum((one.most for one in ranges), _ZERO))


def tier_of(fine: Decimal, total: Sum | None) -> str:
    """Return in which tier a fine lies; where two meet, the lighter one. Empty without tiers."""
    if total is None or not fine:
        return ""
    return next((label for _, label, tier in total.tiers if fine in tier), "超出裁量档次")


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the law of one case, the loss that its lines add up to, and what people chose so far."""
    user = person(request)
    case = policy.one(user, number)
    box = law_box(case)
    rulings = list(case.rulings.select_related("actor"))
    context = file.context(user, case, "law") | {
        "law": box,
        "advice": gravity.advise(case) if not box.get("problem") else [],
        "line_loss": losses.from_lines(case) if case.links.filter(active=True).exists() else None,
        "rulings": [(one, tier_of(one.fine, box["sum"])) for one in rulings],
        "named": list(case.named.select_related("step")),
        "at": Ruling.At,
    }
    return render(request, "cases/law.html", context)
