"""What the API is told of letters, listings, joint cases and meetings."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mingjing.office.rest.types import Code, Day, Input, Key, Line, Text, Yuan

Long = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Few = Annotated[int, Field(ge=0, le=365)]
Bodies = Annotated[list[Code], Field(max_length=50)]


class MatterFilesIn(Input):
    """What an action is told along with files; the list of actions says which fields each understands."""

    text: Long | None = None
    measures: Long | None = None
    number: Line | None = None
    on: Day | None = None
    asks: bool | None = None
    minutes: Long | None = None
    document: Line | None = None


class MatterActionIn(MatterFilesIn):
    """What an action is told without files. Bodies by code."""

    due_on: Day | None = None
    days: Few | None = None
    key: Key | None = None
    contact: Line | None = None
    result: Line | None = None
    amount: Yuan | None = None
    carried_out: Literal["yes", "no"] | None = None
    organisation: Code | None = None
    department: Line | None = None
    departments: Bodies | None = None
    other: Code | None = None
    other_name: Line | None = None
    title: Line | None = None
    problem: Long | None = None
    request: Long | None = None
    came: dict[str, Line] | None = None
    case: Code | None = None
    kind: Code | None = None
    place: Line | None = None
    chair: Line | None = None
    topics: Long | None = None
    invited: Bodies | None = None
    others: Text | None = None


class LetterIn(Input):
    """A letter: what it says, to whom or from whom (`other` by code, or `other_name`), what it is about."""

    kind: Code
    title: Line
    problem: Long
    request: Long
    other: Code = ""
    other_name: Line = ""
    days: Few | None = None
    case: Code = ""
    lead: Code = ""
    institution: Code = ""
    listing: Key | None = None


class LetterHadIn(LetterIn):
    """A letter that others wrote, with its number and days."""

    number: Line
    sent_on: Day
    received_on: Day | None = None
    due_on: Day | None = None


class LetterDispatchIn(Input):
    """Whom an issued paper of a case goes to."""

    other: Code = ""
    other_name: Line = ""
    days: Few | None = None


class ListingIn(Input):
    """What is listed: a case by number, or the part of a task."""

    title: Line
    level: Literal["nation", "province", "city", "county"]
    reason: Text
    requirement: Text
    due_on: Day
    case: Code = ""
    part: Key | None = None
    departments: Bodies = []
    others: Line = ""
    document: Line = ""
    report_days: Annotated[int, Field(ge=0, le=60)] = 0


class JointIn(Input):
    """A proposal to work on a case with departments."""

    case: Code
    mode: Literal["joint", "parallel"]
    reason: Text
    summary: Long
    departments: Bodies


class MeetingIn(Input):
    """A meeting: when, about what, who is invited (bodies by code, others by name)."""

    kind: Literal["regular", "special", "feedback"]
    title: Line
    on: Day
    topics: Long
    place: Line = ""
    chair: Line = ""
    invited: Bodies = []
    others: Annotated[list[Line], Field(max_length=50)] = []
