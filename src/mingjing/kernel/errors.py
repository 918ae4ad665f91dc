"""The one error root: every message says what, where, why likely and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as a person can act on it."""

    what: str
    where: str = ""
    why: str = ""
    do: str = ""

    def __str__(self) -> str:
        """Render as `where: what (likely: why). Do: do`."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.why:
            text += f"\n  可能原因：{self.why}"
        if self.do:
            text += f"\n  处理办法：{self.do}"
        return text


class MingjingError(Exception):
    """An expected failure. `problems` holds every cause found, not just the first."""

    exit_code = 2
    status = 400
    """What a page or an API answers with."""

    def __init__(self, what: str, *, where: str = "", why: str = "", do: str = "") -> None:
        self.problems: list[Problem] = [Problem(what, where, why, do)]
        super().__init__(str(self.problems[0]))

    @classmethod
    def from_problems(cls, problems: list[Problem]) -> "MingjingError":
        """Raise many problems as one error; `problems` must not be empty."""
        first = problems[0]
        error = cls(first.what, where=first.where, why=first.why, do=first.do)
        error.problems = list(problems)
        error.args = ("\n".join(str(problem) for problem in problems),)
        return error


class UsageError(MingjingError):
    """The command was used wrongly: a missing folder, an unknown rule code, a bad option."""


class DataError(MingjingError):
    """The data that was handed over cannot be read as what it claims to be."""


class LakeError(MingjingError):
    """The lake is damaged, locked, or of a version this program does not know."""


class DocumentError(MingjingError):
    """A rule, mart, check or mapping document is wrong."""


class EngineError(MingjingError):
    """The engine refused or ran out of memory, disk or time."""

    exit_code = 1


class InvalidError(MingjingError):
    """A form or call whose fields do not fit; each problem's `where` names the field."""

    status = 422


class ConflictError(MingjingError):
    """Somebody else changed it meanwhile, or its state does not allow this step."""

    status = 409


class ForbiddenError(MingjingError):
    """The person may see it, but not do this."""

    status = 403


class NotVisibleError(MingjingError):
    """It does not exist, or lies outside the person's scope: the two look the same."""

    status = 404
