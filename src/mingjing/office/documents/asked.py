"""The papers that steps of a case ask for: what is there, and how a person begins what is not."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases import papers
from mingjing.office.cases.guards.people import ever, handlers
from mingjing.office.cases.models import Case
from mingjing.office.documents import conditions
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import acting

_RECEIPT = "delivery_receipt"
_WRITERS = {"leader": "办案人员或者负责人", "officers": "办案人员", "reviewer": "法制审核、听证人员"}


def found(case: Case) -> Sequence[papers.Paper]:
    """Return the documents of a case that are not void, the newest first."""
    rows = list(
        case.documents.exclude(state=Document.State.VOID).prefetch_related("deliveries").order_by("-pk")
    )
    signed = {
        str(one.fields.get("送达文书", ""))
        for one in rows
        if one.kind == _RECEIPT and one.state == Document.State.ISSUED
    }
    return [_paper(one, signed) for one in rows]


def _paper(one: Document, signed: set[str]) -> papers.Paper:
    served = list(one.deliveries.all())
    first: date | None = min((row.on for row in served), default=None)
    receipted = first is not None and (str(one.pk) in signed or any(row.file for row in served))
    return papers.Paper(
        one.kind, one.title, reverse("documents:detail", args=[one.pk]), one.created_at,
        one.state == Document.State.ISSUED, first, receipted,
    )  # fmt: skip


def begin(user: User, case: Case, key: str) -> papers.Todo:
    """Return how this person begins a document of a kind, or who does it."""
    paper = kind(key)
    if why := acting.refusal(user, paper, handlers(case), ever(case)):
        return papers.Todo(
            f"由{_WRITERS[paper.signer]}制作" if case.organisation_id == user.organisation_id else why
        )
    if why := conditions.missing(case, paper):
        letterhead = "letterhead" in paper.needs and why == conditions.CONDITIONS["letterhead"][0]
        return papers.Todo(why, reverse("documents:letterhead") if letterhead else "")
    return papers.Todo(f"制作{paper.title}", reverse("documents:start", args=[case.number]), key)


def plug() -> None:
    """Let the steps of a case ask for papers; called when the app is ready."""
    papers.DESK.provider = papers.Provider(found, lambda key: kind(key).title, begin)
