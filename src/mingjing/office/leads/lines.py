"""The lines of a check as a form: what was typed in each cell, what it means, and which cells are wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from mingjing.kernel.errors import InvalidError
from mingjing.office.leads import reasons
from mingjing.office.leads.models import Line, Verdict
from mingjing.office.leads.services.commands import LineVerdict

FIELDS = ("verdict", "cnt", "amt", "reason", "note", "version")
# More lines than this are not shown one by one: they follow the verdict on the whole, or the workbook is used.
MOST = 300
_ARGUMENT = {"accepted_cnt": "cnt", "accepted_amt": "amt", "reason_code": "reason"}
_PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",， ")


@dataclass(slots=True)
class LineRow:
    """One line with what stands in its cells."""

    line: Line
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The beginning of the names of its fields."""
        return f"line-{self.line.pk}"


def rows(lines: Iterable[Line], data: Mapping[str, str] | None = None) -> list[LineRow]:
    """Return the lines with what `data` (a form or a draft) says of them, else with what is decided so far."""
    return [LineRow(line, _typed(line, data)) for line in lines]


def _typed(line: Line, data: Mapping[str, str] | None) -> dict[str, str]:
    key = f"line-{line.pk}-"
    if data is not None and f"{key}verdict" in data:
        typed = {name: str(data.get(key + name, "")).strip() for name in FIELDS}
        return typed if typed["version"] else {**typed, "version": str(line.version)}
    return {
        "verdict": str(line.verdict),
        "cnt": "" if line.accepted_cnt is None else f"{line.accepted_cnt.normalize():f}",
        "amt": "" if line.accepted_amt is None else f"{line.accepted_amt:.2f}",
        "reason": reasons.label(line.reason_code) if line.reason_code else "",
        "note": line.note,
        "version": str(line.version),
    }


def verdicts(typed: Iterable[LineRow]) -> tuple[LineVerdict, ...]:
    """Return what the cells mean; cells that cannot be read get an error. Lines left empty are not named."""
    return tuple(one for row in typed if row.typed["verdict"] and (one := _verdict(row)))


def overruled(typed: Sequence[LineRow]) -> tuple[LineVerdict, ...]:
    """Return the verdicts of a review line by line; nothing when no cell differs from what was decided before.

    Lines that were not touched are said again as they stand, those left empty follow the verdict on the whole.
    """
    if not touched(typed):
        return ()
    given = [_verdict(row) if _touched(row) else _standing(row) for row in typed if row.typed["verdict"]]
    return tuple(one for one in given if one is not None)


def touched(typed: Iterable[LineRow]) -> int:
    """Return in how many lines a cell differs from what was decided before."""
    return sum(_touched(row) for row in typed)


def _standing(row: LineRow) -> LineVerdict:
    version = row.typed["version"]
    return LineVerdict.of(row.line, int(version) if version.isdecimal() else None)


def _touched(row: LineRow) -> bool:
    """Whether somebody changed a cell; how a number is written is no change."""
    cells, before = row.typed, _typed(row.line, None)
    names = ("verdict", "reason", "note") if cells["verdict"] != Verdict.PARTLY else FIELDS[:-1]
    return any(_read(cells[name]) != _read(before[name]) for name in names)


def _read(text: str) -> Decimal | str:
    try:
        return Decimal(text.translate(_PLAIN))
    except InvalidOperation:
        return text


def _verdict(row: LineRow) -> LineVerdict | None:
    cells = row.typed
    verdict = cells["verdict"]
    if verdict not in Verdict.values:
        row.errors["verdict"] = "没有这种结论"
        return None
    money = verdict in (Verdict.TRUE, Verdict.PARTLY)
    full = verdict == Verdict.TRUE
    return LineVerdict(
        line=row.line.pk,
        verdict=verdict,
        accepted_cnt=None if full or not money else _number(row, "cnt"),
        accepted_amt=None if full or not money else _number(row, "amt"),
        reason_code=_reason(row, verdict),
        note=cells["note"],
        version=int(cells["version"]) if cells["version"].isdecimal() else None,
    )


def _number(row: LineRow, name: str) -> Decimal | None:
    text = row.typed[name].translate(_PLAIN)
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        row.errors[name] = "请填写数字"
        return None
    if not value.is_finite():
        row.errors[name] = "请填写数字"
        return None
    return value


def _reason(row: LineRow, verdict: str) -> str:
    text = row.typed["reason"]
    if not text:
        return ""
    for code, label in reasons.choices(verdict):
        if text in (code, label):
            return code
    row.errors["reason"] = f"“{text}”不是“{Verdict(verdict).label}”的原因"
    return ""


def blame(typed: Iterable[LineRow], error: InvalidError) -> list[str]:
    """Put what the service refused beside the cell it names (`lines.12.accepted_amt`); return what is left over."""
    by_key = {str(row.line.pk): row for row in typed}
    rest = []
    for problem in error.problems:
        parts = problem.where.split(".")
        row = by_key.get(parts[1]) if parts[0] == "lines" and len(parts) > 1 else None
        if row is None:
            rest.append(problem.what)
            continue
        name = parts[2] if len(parts) > 2 else "verdict"
        row.errors[_ARGUMENT.get(name, name)] = problem.what
    return rest
