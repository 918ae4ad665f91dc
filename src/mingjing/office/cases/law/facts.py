"""What was found about one act, as far as the law asks for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Subject(StrEnum):
    """Who did it, as the liability articles tell them apart."""

    INSTITUTION = "institution"
    PERSON = "person"
    AGENCY = "agency"
    OTHER = "other"


class Purpose(StrEnum):
    """Whether it was done to defraud; undecided until people decide it."""

    UNDECIDED = "undecided"
    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Facts:
    """One act. `loss` in yuan, None while it is not known; `deemed` cites 细则 27 where the act counts as fraud.

    `refused` 拒不改正, `serious` 造成严重后果, `major` 重大损失或者严重不良社会影响 (条例 43), `insured` whether a
    person is insured, `presumptions` the items of 细则 31 that hold, `grounds` those of 处罚法 32 that hold.
    """

    subject: Subject
    situation: int
    acted_on: date
    purpose: Purpose = Purpose.UNDECIDED
    loss: Decimal | None = None
    refused: bool = False
    serious: bool = False
    major: bool = False
    insured: bool = True
    deemed: str = ""
    presumptions: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
