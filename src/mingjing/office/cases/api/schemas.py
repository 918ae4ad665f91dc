"""What the API says of cases and what it is told. Amounts in yuan."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from mingjing.office.cases import running, words
from mingjing.office.cases.models import Act, Case
from mingjing.office.leads.models import Suspicion
from mingjing.office.rest.types import Code, Day, Input, Key, Line, Text

Source = Literal["lead", "inspection", "tip", "transfer", "assigned", "media", "self_report"]
Subject = Literal["institution", "agency", "person", "staff", "other"]
PartyWord = Literal["person", "trader", "organisation"]
Keys = Annotated[list[Key], Field(max_length=500)]


class CaseOut(Schema):
    """One case of the ledger."""

    number: str
    title: str
    organisation: str
    organisation_name: str
    admdvs: str
    source: str
    source_text: str
    subject: str
    party: str
    party_name: str
    party_code: str
    institution: str
    psn_no: str
    staff_code: str
    stage: str
    outcome: str
    grave: bool
    found_on: date
    suspected_amt: Decimal
    loss_amt: Decimal
    refund_amt: Decimal
    fine_amt: Decimal
    confiscated_amt: Decimal
    filed_on: date | None
    notified_on: date | None
    decided_on: date | None
    served_on: date | None
    pay_by: date | None
    published_on: date | None
    closed_on: date | None
    archive_no: str
    version: int

    @staticmethod
    def resolve_title(one: Case) -> str:
        """Return what it is called, the name of a private person masked."""
        return words.title(one, masked=True)

    @staticmethod
    def resolve_party_name(one: Case) -> str:
        """Return the party, a private person masked."""
        return words.party(one)

    @staticmethod
    def resolve_party_code(one: Case) -> str:
        """Return the certificate number, a private person's masked."""
        return words.party_code(one)

    @staticmethod
    def resolve_organisation(one: Case) -> str:
        """Return the code of the bureau that handles it."""
        return one.organisation.code

    @staticmethod
    def resolve_organisation_name(one: Case) -> str:
        """Return the name of the bureau that handles it."""
        return one.organisation.name

    @staticmethod
    def resolve_institution(one: Case) -> str:
        """Return the institution's code, empty for other parties."""
        return one.institution.code if one.institution else ""

    @staticmethod
    def resolve_psn_no(one: Case) -> str:
        """Return the insured person's number, empty for other parties."""
        return one.person.psn_no if one.person else ""


class CasePage(Schema):
    """A page of cases; `next` is empty at the end."""

    items: list[CaseOut]
    next: str


class LimitOut(Schema):
    """One deadline. `state`: running, close, overdue, over (the party's own), resting, stopped; `resting` says why it rests."""

    kind: str
    label: str
    since: date
    due_on: date
    stopped_on: date | None
    resting: str
    left: int
    state: str


class ActOut(Schema):
    """One unlawful act with its cause 案由 and the provisions that it is judged by."""

    id: int
    situation: int
    situation_text: str
    cause: str
    articles: str
    text: str
    acted_on: date
    ended_on: date
    purpose: str
    purpose_reason: str
    loss: Decimal | None
    loss_method: str
    loss_ref: str
    estimated: bool
    lost_on: date | None
    refused: bool
    serious: bool
    major: bool
    insured: bool
    deemed: str
    presumptions: list[str]
    grounds: list[str]

    @staticmethod
    def resolve_situation_text(one: Act) -> str:
        """Return the situation in words."""
        return words.cause(one).text

    @staticmethod
    def resolve_cause(one: Act) -> str:
        """Return the cause in words."""
        return words.cause(one).cause

    @staticmethod
    def resolve_articles(one: Act) -> str:
        """Return the provisions as they are cited."""
        return words.articles_of([one])


class TrackOut(Schema):
    """One way in which the case is handled."""

    id: int
    kind: str
    state: str
    active: bool
    reason: str


class LinkedOut(Schema):
    """A confirmed suspicion that the case rests on."""

    suspicion: int
    lead: str
    rule_code: str
    rule_title: str
    verdict: str
    cnfm_amt: Decimal | None
    det_amt: Decimal | None
    active: bool


class CaseFull(CaseOut):
    """A case with what belongs to it."""

    limits: list[LimitOut]
    acts: list[ActOut]
    tracks: list[TrackOut]
    suspicions: list[LinkedOut]

    @staticmethod
    def resolve_limits(one: Case) -> list[Any]:
        """Return its deadlines, those of what was preserved or sealed included."""
        return [*running.of(one), *running.holds(one)]

    @staticmethod
    def resolve_acts(one: Case) -> list[Any]:
        """Return its acts."""
        return list(one.acts.all())

    @staticmethod
    def resolve_tracks(one: Case) -> list[Any]:
        """Return the ways in which it is handled, also those given up."""
        return list(one.tracks.all())

    @staticmethod
    def resolve_suspicions(one: Case) -> list[Any]:
        """Return the suspicions linked to it."""
        links = one.links.select_related("suspicion__lead").order_by("pk")
        return [
            {
                "suspicion": link.suspicion_id, "lead": link.suspicion.lead.number, "active": link.active,
                "rule_code": link.suspicion.rule_code, "rule_title": link.suspicion.rule_title,
                "verdict": link.suspicion.verdict, "cnfm_amt": link.suspicion.cnfm_amt,
                "det_amt": link.suspicion.det_amt,
            }
            for link in links
        ]  # fmt: skip


class StepOut(Schema):
    """One step of the history; `before` and `after` name stages where the step moved the case."""

    at: datetime
    on: date
    name: str
    title: str
    before: str
    after: str
    track: str
    actor: str
    organisation: str
    text: str
    data: dict[str, Any]


class CaseIn(Input):
    """A case to open. `institution` and `person` by code and number; `suspicions` by id."""

    source: Source
    source_text: Line = ""
    found_on: Day
    subject: Subject
    party: PartyWord
    party_name: Annotated[str, Field(max_length=255, pattern=r"^[^\x00]*$")] = ""
    party_code: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    institution: Code = ""
    person: Code = ""
    staff_code: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    harm: bool = False
    suspicions: Keys = []


class SuspicionsIn(Input):
    """Suspicions by id."""

    suspicions: Keys


class WaiveIn(SuspicionsIn):
    """Why these confirmed suspicions become no case."""

    reason: Text


class WaivedOut(Schema):
    """How many suspicions have the reason now."""

    done: int


class UnhandledOut(Schema):
    """A finally confirmed suspicion that has neither a case nor a written reason."""

    id: int
    lead: str
    institution: str
    institution_name: str
    rule_code: str
    rule_title: str
    behaviour: str
    verdict: str
    cnfm_amt: Decimal | None
    det_amt: Decimal | None
    occurred_on: date | None

    @staticmethod
    def resolve_lead(one: Suspicion) -> str:
        """Return the lead's number."""
        return one.lead.number

    @staticmethod
    def resolve_institution(one: Suspicion) -> str:
        """Return the institution's code."""
        return one.lead.institution.code

    @staticmethod
    def resolve_institution_name(one: Suspicion) -> str:
        """Return the institution's name."""
        return one.lead.institution.name


class UnhandledPage(Schema):
    """A page of confirmed suspicions; `next` is empty at the end."""

    items: list[UnhandledOut]
    next: str
