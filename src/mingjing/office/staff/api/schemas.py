"""What goes in and out of the operations on staff."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from mingjing.office.accounts.models import User
from mingjing.office.rest.types import Code, Day, Input, Key, Line, Text
from mingjing.office.staff import policy
from mingjing.office.staff.models import Effect, Member, Notice, Objection, Proposal, Restriction, Score
from mingjing.office.ui.values import masked_id, masked_name

Version = Annotated[int | None, Field(ge=1, le=2**31 - 1)]
Months = Annotated[int, Field(ge=0, le=120)]
Duty = Literal["general", "important", "main"]


class PlaceOut(Schema):
    """An institution where somebody works."""

    code: str
    name: str


class MemberOut(Schema):
    """A person with the points of a year and whether they may bill today."""

    code: str
    name: str
    kind: str
    points: int
    suspended: bool
    terminated: bool

    @staticmethod
    def of(one: Any) -> dict[str, Any]:
        """Return a person annotated with points and status."""
        return {
            "code": one.code, "name": one.name, "kind": one.kind, "points": one.total, "suspended": one.suspended,
            "terminated": one.terminated,
        }  # fmt: skip


class MemberPage(Schema):
    """One page of people."""

    items: list[MemberOut]
    next: str


class ScoreOut(Schema):
    """One entry of a person's year."""

    id: int
    member: str
    institution: str
    organisation: str
    year: int
    on: date
    points: int
    item: str
    item_text: str
    duty: str
    case: str
    document: str
    reverses: int | None

    @staticmethod
    def of(user: User, one: Score) -> dict[str, Any]:
        """Return an entry; the number of the case is the bureaus' own."""
        was, bureau = one.proposal, policy.is_bureau(user)
        return {
            "id": one.pk, "member": one.member.code, "institution": one.institution.code,
            "organisation": one.organisation.name, "year": one.year, "on": one.on, "points": one.points,
            "item": was.item, "item_text": was.item_text, "duty": was.duty,
            "case": was.case.number if was.case and bureau else "", "document": was.document,
            "reverses": one.reverses_id,
        }  # fmt: skip


class EffectOut(Schema):
    """A suspension or termination; `until` is its last day."""

    id: int
    member: str
    kind: str
    state: str
    year: int
    points: int
    single: bool
    least: int
    most: int
    months: int | None
    since: date | None
    until: date | None
    ended_on: date | None
    organisation: str
    version: int

    @staticmethod
    def of(one: Effect) -> dict[str, Any]:
        """Return an effect."""
        names = (
            "kind", "state", "year", "points", "single", "least", "most", "months", "since", "until", "ended_on",
            "version",
        )  # fmt: skip
        fields = {name: getattr(one, name) for name in names}
        return {"id": one.pk, "member": one.member.code, "organisation": one.organisation.name, **fields}


class MemberFull(MemberOut):
    """A person with everything of a year."""

    year: int
    places: list[PlaceOut]
    scores: list[ScoreOut]
    effects: list[EffectOut]


class MemberIn(Input):
    """A person, or one more place of work."""

    code: Code
    name: Code
    kind: Literal["1", "2", "3", "4", "8", "9"]
    institution: Code
    since: Day
    text: Line


class StaffProposalOut(Schema):
    """A score, or a reversal, that waits for or has had its second person."""

    id: int
    member: str
    institution: str
    item: str
    item_text: str
    duty: str
    points: int
    happened_on: date
    reason: str
    document: str
    case: str
    lead: str
    named: int | None
    reverses: int | None
    state: str
    author: str
    approver: str
    decision: str
    created_at: datetime
    version: int

    @staticmethod
    def of(one: Proposal) -> dict[str, Any]:
        """Return a proposal."""
        names = (
            "item", "item_text", "duty", "points", "happened_on", "reason", "document", "state", "decision",
            "created_at", "version",
        )  # fmt: skip
        return {
            "id": one.pk, "member": one.member.code, "institution": one.institution.code,
            "case": one.case.number if one.case else "", "lead": one.lead.number if one.lead else "",
            "named": one.named_id, "reverses": one.reverses_id, "author": one.author.username,
            "approver": one.approver.username if one.approver else "", **{name: getattr(one, name) for name in names},
        }  # fmt: skip


class StaffProposalPage(Schema):
    """One page of proposals."""

    items: list[StaffProposalOut]
    next: str


class StaffScoreIn(Input):
    """A score to be proposed."""

    code: Code
    name: Code
    institution: Code = ""
    item: Code
    duty: Duty
    happened_on: Day
    reason: Line
    document: Code = ""
    case: Code = ""
    named: Key | None = None
    lead: Code = ""


class StaffOpinionIn(Input):
    """An opinion on what was seen in this version."""

    text: Text = ""
    version: Version = None


class StaffOwedOut(Schema):
    """Somebody whom a decision names and who waits to be scored."""

    id: int
    name: str
    code: str
    duty: str
    case: str
    institution: str
    on: date


class EffectDecideIn(Input):
    """How long, from when, why."""

    months: Months
    since: Day
    text: Line
    version: Version = None


class EffectEndIn(Input):
    """From when a person is free again, and why."""

    on: Day
    text: Line
    version: Version = None


class NoticeOut(Schema):
    """Word to an institution."""

    id: int
    member: str
    institution: str
    kind: str
    text: str
    on: date
    confirmed_on: date | None
    offline: str

    @staticmethod
    def of(one: Notice) -> dict[str, Any]:
        """Return a notice."""
        return {
            "id": one.pk, "member": one.member.code, "institution": one.institution.code, "kind": one.kind,
            "text": one.text, "on": one.on, "confirmed_on": one.confirmed_on, "offline": one.offline,
        }  # fmt: skip


class NoticePage(Schema):
    """One page of notices."""

    items: list[NoticeOut]
    next: str


class StaffObjectionOut(Schema):
    """An objection; the opinion inside the bureau is left out."""

    id: int
    member: str
    score: int | None
    effect: int | None
    text: str
    filed_on: date
    late: bool
    due_on: date
    state: str
    result: str
    decided_on: date | None
    version: int

    @staticmethod
    def of(one: Objection) -> dict[str, Any]:
        """Return an objection."""
        names = ("text", "filed_on", "late", "due_on", "state", "result", "decided_on", "version")
        return {
            "id": one.pk, "member": one.member.code, "score": one.score_id, "effect": one.effect_id,
            **{name: getattr(one, name) for name in names},
        }  # fmt: skip


class StaffObjectionIn(Input):
    """What is objected, and when it arrived on paper."""

    text: Text
    filed_on: Day | None = None


class StaffAnswerIn(Input):
    """The answer to an objection."""

    upheld: bool
    text: Text
    version: Version = None


class RestrictionOut(Schema):
    """A measure against a person, name and number masked."""

    id: int
    kind: str
    psn_no: str
    name: str
    certno: str
    role: str
    institution: str
    case: str
    document: str
    interim: bool
    months: int | None
    since: date
    until: date | None
    state: str
    lifted_on: date | None
    version: int

    @staticmethod
    def of(one: Restriction) -> dict[str, Any]:
        """Return a measure."""
        names = (
            "kind",
            "psn_no",
            "role",
            "document",
            "interim",
            "months",
            "since",
            "until",
            "state",
            "lifted_on",
            "version",
        )
        return {
            "id": one.pk, "name": masked_name(one.name), "certno": masked_id(one.certno),
            "institution": one.institution.code if one.institution else "",
            "case": one.case.number if one.case else "", **{name: getattr(one, name) for name in names},
        }  # fmt: skip


class RestrictionPage(Schema):
    """One page of measures."""

    items: list[RestrictionOut]
    next: str


class RestrictionIn(Input):
    """A measure to be entered."""

    kind: Literal["pause", "ban"]
    name: Code = ""
    psn_no: Code = ""
    certno: Code = ""
    role: Code = ""
    institution: Code = ""
    document: Code = ""
    interim: bool = False
    months: Months = 0
    since: Day | None = None
    measure: Key | None = None
    text: Line


class StaffStandardOut(Schema):
    """The standard of scoring in force."""

    sources: list[str]
    inference: bool
    values: dict[str, Any]


class StaffStandardIn(Input):
    """Figures of a province from a day on."""

    begndate: Day
    source: Line
    values: dict[str, Any]


def whole(user: User, one: Any, year: int, places: list[Any], scores: Any, effects: Any) -> dict[str, Any]:
    """Return a person with everything of a year."""
    member: Member = one
    return MemberOut.of(member) | {
        "year": year,
        "places": [{"code": place.code, "name": place.name} for place in places],
        "scores": [ScoreOut.of(user, row) for row in scores],
        "effects": [EffectOut.of(row) for row in effects],
    }
