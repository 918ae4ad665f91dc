"""What a service is asked to do: values as a form, a workbook row or an API call gives them."""

from dataclasses import dataclass, field
from decimal import Decimal

from mingjing.office.leads.models import Line
from mingjing.office.leads.reasons import fitting


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """The verdict on one line. Without amount or quantity they follow from the verdict, and from each other."""

    line: int
    verdict: str
    accepted_cnt: Decimal | None = None
    accepted_amt: Decimal | None = None
    reason_code: str = ""
    note: str = ""
    version: int | None = None

    @classmethod
    def of(cls, line: Line, version: int | None = None) -> "LineVerdict":
        """Return the verdict that stands on a line, to be said again."""
        return cls(
            line.pk,
            line.verdict,
            line.accepted_cnt,
            line.accepted_amt,
            fitting(line.verdict, line.reason_code),
            line.note,
            version,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """A first check 初审. Lines not named follow `verdict`; `amount` is for suspicions without lines only."""

    verdict: str
    reason_code: str = ""
    text: str = ""
    lines: tuple[LineVerdict, ...] = ()
    version: int | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the institution says: `kind` is accepted or appealed; an appeal states the disputed amount and why."""

    kind: str
    amount: Decimal | None = None
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the third party thinks, for the officer who checks."""

    verdict: str
    amount: Decimal | None = None
    text: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review 复审 or the panel's conclusion 合议.

    Without amount and lines, the check's own lines stand where the verdict is the same. An amount that differs
    from the lines is spread over them in proportion to what was found; `lines` says it line by line.
    """

    verdict: str
    amount: Decimal | None = None
    reason_code: str = ""
    text: str = ""
    version: int | None = None
    lines: tuple[LineVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of many at once: how many were done, and which were refused and why."""

    done: int
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication made.

    `repeated` findings were leads already; `cut` lie beyond a bureau's capacity; `homeless` name no institution.
    """

    leads: int
    suspicions: int
    lines: int
    repeated: int
    cut: int = 0
    homeless: int = 0
