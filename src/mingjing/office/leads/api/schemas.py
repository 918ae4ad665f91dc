"""What the API says of leads, suspicions, lines and tasks, and what it is told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.leads.models import Lead, Opinion, Part, Suspicion
from mingjing.office.rest.types import Code, Day, Days, Input, Key, Line, Quantity, Share, Text, Yuan

VerdictWord = Literal["true", "partly", "false", "data_error", "policy", "out_of_scope", "unverifiable"]


class LineOut(Schema):
    """One fee line of a suspicion; amounts in yuan."""

    id: int
    bkkp_sn: str
    fee_on: date | None
    med_list_codg: str
    name: str
    cnt: Decimal
    pric: Decimal
    sumamt: Decimal
    hit_amt: Decimal
    hit_fund: Decimal | None
    verdict: str
    reason_code: str
    accepted_cnt: Decimal | None
    accepted_amt: Decimal | None
    note: str
    version: int


class SuspicionOut(Schema):
    """One suspicion. Amounts in yuan: checkout 检出, chk 初审, cnfm 确认, det 扣款, rvis 补差."""

    id: int
    finding_id: str
    rule_code: str
    rule_version: str
    rule_title: str
    national_code: str
    behaviour: str
    sev_deg: int
    subject_type: str
    message: str
    evidence: Any
    clause: str
    occurred_on: date | None
    amount_basis: str
    checkout_amt: Decimal
    counted_amt: Decimal
    fund_amt: Decimal | None
    chk_amt: Decimal | None
    cnfm_amt: Decimal | None
    det_amt: Decimal | None
    rvis_amt: Decimal | None
    state: str
    verdict: str
    reason_code: str
    answer: str
    appl_amt: Decimal | None
    appl_rea: str
    appl_ddln: date | None
    version: int


class SuspicionFull(SuspicionOut):
    """A suspicion with its lines, and for bureaus what to verify and the likely defence."""

    lines: list[LineOut]
    verify: str
    defence: str

    @staticmethod
    def resolve_lines(one: Suspicion) -> list[Any]:
        """Return the lines in order, as the operation found them fit for the caller."""
        found: list[Any] = one.__dict__.get("shown_lines", [])
        return found


class OpinionOut(Schema):
    """What somebody said of a suspicion at a step; amounts in yuan."""

    step: str
    verdict: str
    amount: Decimal | None
    reason_code: str
    text: str
    actor: str
    organisation: str
    at: datetime

    @staticmethod
    def resolve_actor(one: Opinion) -> str:
        """Return who said it."""
        return one.actor.name if one.actor else "系统"

    @staticmethod
    def resolve_organisation(one: Opinion) -> str:
        """Return for whom they spoke."""
        return one.organisation.name if one.organisation else ""


class LeadOut(Schema):
    """One document 单据."""

    number: str
    doc_id: str
    kind: str
    state: str
    institution: str
    institution_name: str
    bureau: str
    held_by: str
    mdtrt_id: str
    psn_no: str
    sev_deg: int
    behaviour: str
    suspicion_count: int
    open_count: int
    checkout_amt: Decimal
    counted_amt: Decimal
    chk_amt: Decimal
    cnfm_amt: Decimal
    det_amt: Decimal
    rvis_amt: Decimal
    expected_amt: Decimal
    rank_value: Decimal
    occurred_on: date | None
    due_on: date | None
    appl_ddln: date | None
    signed: int
    part: int | None
    version: int

    @staticmethod
    def resolve_institution(one: Lead) -> str:
        """Return the institution's code."""
        return one.institution.code

    @staticmethod
    def resolve_institution_name(one: Lead) -> str:
        """Return the institution's name."""
        return one.institution.name

    @staticmethod
    def resolve_bureau(one: Lead) -> str:
        """Return the code of the bureau in charge."""
        return one.bureau.code

    @staticmethod
    def resolve_held_by(one: Lead) -> str:
        """Return the code of the bureau that has it now."""
        return one.held_by.code

    @staticmethod
    def resolve_psn_no(one: Lead) -> str:
        """Return the person's number, never a name."""
        return one.person.psn_no if one.person else ""

    @staticmethod
    def resolve_part(one: Lead) -> int | None:
        """Return the part it belongs to."""
        return one.part_id


class LeadFull(LeadOut):
    """A document with those of its suspicions that the caller may see."""

    suspicions: list[SuspicionOut]

    @staticmethod
    def resolve_suspicions(one: Lead) -> list[Any]:
        """Return what the operation found for the caller."""
        found: list[Any] = one.__dict__["shown_suspicions"]
        return found


class LeadPage(Schema):
    """A page of documents; `next` is empty at the end."""

    items: list[LeadOut]
    next: str


class EventOut(Schema):
    """One thing that happened."""

    at: datetime
    action: str
    text: str
    actor: str
    organisation: str


class PartOut(Schema):
    """What one bureau received of a task."""

    id: int
    task: str
    parent: int | None
    sender: str
    receiver: str
    state: str
    due_on: date
    note: str
    reminders: int
    supervised_text: str
    version: int

    @staticmethod
    def resolve_task(one: Part) -> str:
        """Return the task's number."""
        return one.task.number

    @staticmethod
    def resolve_parent(one: Part) -> int | None:
        """Return the part above it."""
        return one.parent_id

    @staticmethod
    def resolve_sender(one: Part) -> str:
        """Return the sender's code."""
        return one.sender.code

    @staticmethod
    def resolve_receiver(one: Part) -> str:
        """Return the receiver's code."""
        return one.receiver.code


class TaskOut(Schema):
    """A task with its parts."""

    number: str
    title: str
    instructions: str
    route: str
    days: int
    appeal_days: int
    recheck_share: Decimal
    state: str
    created_at: datetime
    parts: list[PartOut]


class TaskIn(Input):
    """A task to send: leads by number, per receiving organisation's code."""

    title: Line
    instructions: Text = ""
    route: Literal["three_level", "audit"] = "three_level"
    days: Days = 20
    appeal_days: Days = 5
    recheck_share: Share = Decimal("0.1")
    audit_share: Share = Decimal("0.1")
    targets: dict[Code, list[Code]]


class LineIn(Input):
    """The verdict on one line."""

    line: Key
    verdict: VerdictWord
    accepted_cnt: Quantity | None = None
    accepted_amt: Yuan | None = None
    reason_code: Code = ""
    note: Line = ""
    version: Key | None = None


class CheckIn(Input):
    """A first check; lines not named follow `verdict`."""

    verdict: VerdictWord
    reason_code: Code = ""
    text: Text = ""
    amount: Yuan | None = None
    lines: list[LineIn] = []


class AnswerIn(Input):
    """What the institution says."""

    kind: Literal["accepted", "appealed"]
    amount: Yuan | None = None
    reason: Line = ""


class AdviceIn(Input):
    """What the third party thinks."""

    verdict: VerdictWord
    amount: Yuan | None = None
    text: Text = ""


class ReviewIn(Input):
    """A review or a panel's conclusion; with `lines` it overrules line by line, without them the check's own stand."""

    verdict: VerdictWord
    amount: Yuan | None = None
    reason_code: Code = ""
    text: Text = ""
    lines: list[LineIn] = []


class ReasonIn(Input):
    """A step that needs words."""

    text: Text = ""


class AskIn(Input):
    """How long the institution has, in working days; the task says it where this does not."""

    days: Days | None = None


class AskManyIn(AskIn):
    """Suspicions to send to their institutions."""

    suspicions: Annotated[list[Key], Field(min_length=1, max_length=2000)]


class SentOut(Schema):
    """How many suspicions were sent."""

    suspicions: int


class ConsultIn(Input):
    """Which third party."""

    third_party: Code


class MoneyIn(Input):
    """A deduction or a correction; `paid` says of a deduction whether the fund had paid, else it is a refusal."""

    amount: Yuan
    reason: Line
    on: Day | None = None
    paid: bool = True


class TargetsIn(Input):
    """Leads by number, per receiving organisation's code."""

    targets: dict[Code, list[Code]]


class LeadsIn(Input):
    """Leads by number."""

    leads: list[Code]


class ReassignIn(Input):
    """To whom, and why."""

    receiver: Code
    reason: Line


class AssignIn(Input):
    """Which officer, by account."""

    leads: list[Code]
    officer: Code


class RecheckIn(Input):
    """The seed of a random re-check; a new one is made when it is empty."""

    seed: Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]+$")] | None = None


class RecheckOut(Schema):
    """A random re-check: drawn from `population`, `picked` were picked."""

    id: int
    seed: str
    share: Decimal
    population: list[Any]
    picked: list[Any]


class MergeIn(Input):
    """The parts that become one."""

    parts: list[Key]
