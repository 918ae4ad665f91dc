"""Other departments: who they are, what is handed to them and by them, what is written to them."""

from mingjing.office.liaison.models.handover import (
    Attachment,
    Handover,
    HandoverClue,
    HandoverEvent,
    Package,
    PackedFile,
    State,
    stands,
)
from mingjing.office.liaison.models.joint import Joint, JointTask, Member
from mingjing.office.liaison.models.letter import Letter, Reply
from mingjing.office.liaison.models.listing import Listing, Progress
from mingjing.office.liaison.models.meeting import Attendee, Meeting, Resolution
from mingjing.office.liaison.models.partner import Department, Partner
from mingjing.office.liaison.models.trail import Note, Noun, Paper

__all__ = [
    "Attachment",
    "Attendee",
    "Department",
    "Handover",
    "HandoverClue",
    "HandoverEvent",
    "Joint",
    "JointTask",
    "Letter",
    "Listing",
    "Meeting",
    "Member",
    "Note",
    "Noun",
    "Package",
    "PackedFile",
    "Paper",
    "Partner",
    "Progress",
    "Reply",
    "Resolution",
    "State",
    "stands",
]
