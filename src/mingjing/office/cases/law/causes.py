"""案由: the closed catalogue of 4 kinds of subject, 9 causes and 35 situations."""

from dataclasses import dataclass
from functools import cache

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.facts import Subject


@dataclass(frozen=True, slots=True)
class Situation:
    """One of the 35. `law` starts with the article of liability; `fraud` says that the purpose belongs to the act."""

    number: int
    subject: Subject
    cause: str
    text: str
    law: tuple[str, ...]
    fraud: bool = False
    means: bool = False


@cache
def situations() -> dict[int, Situation]:
    """Return every situation by its number."""
    return {
        number: Situation(
            number, Subject(row["subject"]), row["cause"], row["text"], tuple(row["law"]),
            row.get("fraud", False), row.get("means", False),
        )
        for number, row in document("causes")["situations"].items()
    }  # fmt: skip


def situation(number: int, subject: Subject) -> Situation:
    """Return one situation. Raises InvalidError when it is unknown or another kind of subject commits it."""
    found = situations().get(number)
    if found is None:
        raise InvalidError("没有这个违法情形", where="situation", do="从案由目录的 35 项中选择")
    if found.subject != subject:
        raise InvalidError(
            "违法情形与当事人类别不一致",
            where="situation",
            why=f"第 {number} 项属于另一类主体",
            do="重新选择案由",
        )
    return found
