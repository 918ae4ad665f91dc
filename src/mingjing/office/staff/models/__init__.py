"""Rows of this noun."""

from mingjing.office.staff.models.effect import Effect, Notice, Objection
from mingjing.office.staff.models.register import Event, LocalStandard, Member, Post
from mingjing.office.staff.models.restriction import Restriction
from mingjing.office.staff.models.score import Proposal, Score, Waiver

__all__ = [
    "Effect",
    "Event",
    "LocalStandard",
    "Member",
    "Notice",
    "Objection",
    "Post",
    "Proposal",
    "Restriction",
    "Score",
    "Waiver",
]
