"""Other departments: who they are, what is handed to them and by them, what is written to them."""

from mingjing.office.liaison.models.handover import (
    Attachment,
    Handover,
    HandoverClue,
    HandoverEvent,
    Package,
    PackedFile,
    State,
)
from mingjing.office.liaison.models.partner import Department, Partner

__all__ = [
    "Attachment",
    "Department",
    "Handover",
    "HandoverClue",
    "HandoverEvent",
    "Package",
    "PackedFile",
    "Partner",
    "State",
]
