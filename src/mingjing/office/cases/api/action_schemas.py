"""What the API says of steps, of the law and of standards, and what it is told. Amounts in yuan."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.rest.types import Code, Day, Input, Line, Text, Yuan

Long = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Few = Annotated[int, Field(ge=0, le=365)]
Names = Annotated[list[Code], Field(max_length=50)]


class CheckOut(Schema):
    """One lawful condition of a step: met, not met, or (null) seen only when the step is taken."""

    name: str
    label: str
    clauses: str
    met: bool | None
    what: str
    do: str


class FieldOut(Schema):
    """One field that a step understands; `options` are the values of a choice."""

    name: str
    label: str
    required: bool
    options: list[str]


class ActionOut(Schema):
    """One step at the present stage: `state` is open, blocked, or others (somebody else's)."""

    name: str
    label: str
    state: str
    who: str
    track: str
    hint: str
    checks: list[CheckOut]


class ActionFull(ActionOut):
    """A step with the fields that it understands."""

    fields: list[FieldOut]


class Instalment(Input):
    """One row of a plan of payment."""

    on: Day
    amount: Yuan


class NamedIn(Input):
    """Somebody whom a decision holds responsible."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    code: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    duty: Literal["general", "important", "main"]


class ActionIn(Input):
    """What a step is told; GET of the same address says which fields it understands. People by user name."""

    text: Long | None = None
    reason: Text | None = None
    opinion: Text | None = None
    statement: Text | None = None
    record: Long | None = None
    place: Line | None = None
    receiver: Line | None = None
    body: Line | None = None
    voucher: Line | None = None
    document: Line | None = None
    method: Code | None = None
    department: Line | None = None
    result: Line | None = None
    grave: Literal["yes", "no"] | None = None
    kind: Code | None = None
    track_kind: Code | None = None
    excuse: Code | None = None
    target: Line | None = None
    late_reason: Text | None = None
    on: Day | None = None
    changed_on: Day | None = None
    hearing_on: Day | None = None
    since: Day | None = None
    until: Day | None = None
    amount: Yuan | None = None
    criminal_fine: Yuan | None = None
    outcome: Code | None = None
    refund: Yuan | None = None
    fine: Yuan | None = None
    confiscated: Yuan | None = None
    months: Few | None = None
    ban_years: Few | None = None
    days: Few | None = None
    terminate: bool | None = None
    mitigated: bool | None = None
    consent: bool | None = None
    suspended: bool | None = None
    host: Code | None = None
    members: Names | None = None
    group: Names | None = None
    materials: Names | None = None
    plan: Annotated[list[Instalment], Field(max_length=24)] | None = None
    named: Annotated[list[NamedIn], Field(max_length=8)] | None = None


class RangeOut(Schema):
    """From least to most, both included."""

    least: Decimal
    most: Decimal


class ProposalOut(Schema):
    """What the law allows for one act under one reading of its purpose."""

    row: str
    title: str
    purpose: str
    basis: list[str]
    basis_text: str
    measures: list[str]
    refund: Decimal
    fine: RangeOut | None
    tiers: dict[str, RangeOut]
    suspension_least: int
    suspension_most: int
    terminate: bool
    ban_years: int
    inference: bool
    notes: list[str]


class ActLawOut(Schema):
    """One act with its proposals; two while its purpose is undecided."""

    act: int
    situation: int
    proposals: list[ProposalOut]


class CrimeOut(Schema):
    """A suspicion of a crime. `required`: the head must decide on a transfer."""

    level: str
    threshold: Decimal
    required: bool
    text: str


class RulingOut(Schema):
    """What people chose at a step, and why."""

    step: str
    outcome: str
    refund: Decimal
    fine: Decimal
    confiscated: Decimal
    months: int
    terminate: bool
    ban_years: int
    mitigated: bool
    reason: str


class MeasureOut(Schema):
    """One measure on file."""

    track: str
    kind: str
    amount: Decimal | None
    since: date | None
    until: date | None
    target: str
    text: str


class LawOut(Schema):
    """The law of a case, what was chosen, and the measures on file."""

    acts: list[ActLawOut]
    crime: CrimeOut | None
    rulings: list[RulingOut]
    measures: list[MeasureOut]


class WaitingOut(Schema):
    """One case that waits for the caller. `group`: sign, review, handle."""

    group: str
    kind: str
    label: str
    action: str
    number: str
    party: str
    stage: str
    due_on: date | None
    overdue: bool


class LayerOut(Schema):
    """What one document of one place says from a day on; an empty `admdvs` is the nation."""

    admdvs: str
    begndate: date
    enddate: date | None
    source: str
    holds: bool


class StandardOut(Schema):
    """A standard as it holds at the caller's place on a day. `inference`: no own figures were entered yet."""

    name: str
    title: str
    values: dict[str, Any]
    inference: bool
    layers: list[LayerOut]


class LimitIn(Input):
    """Days and unit of a deadline."""

    days: Annotated[int, Field(ge=1, le=365)] | None = None
    unit: Literal["working", "calendar"] | None = None


Figure = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Tier = Annotated[list[Figure], Field(min_length=2, max_length=2)]
Parties = dict[Literal["person", "trader", "organisation"], Figure]


class Tiers(Input):
    """The three tiers of one article, each from and to."""

    light: Tier
    normal: Tier
    heavy: Tier


class StandardIn(Input):
    """Figures of one's province from a day on: `discretion`, or those of the criminal line, or of the procedure."""

    name: Literal["discretion", "crime", "procedure"]
    begndate: Day
    source: Line
    discretion: dict[Code, Tiers] = {}
    large: Yuan | None = None
    huge: Yuan | None = None
    special: Yuan | None = None
    deadlines: dict[Code, LimitIn] = {}
    hearing: Parties = {}
    panel: Parties = {}
    least_panel: Annotated[int, Field(ge=1, le=50)] | None = None
