"""The dated lists that screening reads: who may not bill, whose settlement online is paused.

They are knowledge rows in a folder of their own (`REGISTERS`), written anew from the decisions whenever one changes, before
every run, and every day; nobody edits them by hand.
"""

import csv
import fcntl
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjing.office.staff.models import Effect, Restriction
from mingjing.office.staff.services.standing import DECIDED

HALT = ("prac_psn_code", "halt", "begndate", "enddate", "source")
PAUSE = ("psn_no", "basis", "begndate", "enddate", "source")
_ONE = timedelta(days=1)
_END = date.max
Stretch = tuple[date, date, str, str]  # first day, last day (date.max without), state, where it is from


def halts() -> list[dict[str, Any]]:
    """Return who may not bill, in stretches of days that do not overlap; a termination outranks a suspension."""
    found: dict[str, list[Stretch]] = {}
    rows = Effect.objects.filter(state__in=DECIDED).select_related("member", "organisation").order_by("pk")
    for one in rows:
        if one.since is None:
            continue
        last = _last(one.until if one.kind == Effect.Kind.SUSPEND else None, one.ended_on)
        if last >= one.since:
            state = "suspended" if one.kind == Effect.Kind.SUSPEND else "terminated"
            said = f"{one.organisation.name} {one.decided_on} 决定，{one.year}年度累计{one.points}分"
            found.setdefault(one.member.code, []).append((one.since, last, state, said))
    return [
        {"prac_psn_code": code, "halt": state, "begndate": first, "enddate": _shown(last), "source": said}
        for code, some in sorted(found.items())
        for first, last, state, said in flat(some)
    ]


def pauses() -> list[dict[str, Any]]:
    """Return whose settlement online is paused, in stretches of days that do not overlap."""
    found: dict[str, list[Stretch]] = {}
    wanted = (Restriction.State.ACTIVE, Restriction.State.LIFTED)
    rows = Restriction.objects.filter(kind=Restriction.Kind.PAUSE, state__in=wanted).exclude(psn_no="")
    for one in rows.select_related("case", "organisation").order_by("pk"):
        last = _last(one.until, one.lifted_on)
        if last >= one.since:
            basis = one.case.number if one.case else one.document
            found.setdefault(one.psn_no, []).append((one.since, last, basis, f"{one.organisation.name}决定"))
    return [
        {"psn_no": psn, "basis": basis, "begndate": first, "enddate": _shown(last), "source": said}
        for psn, some in sorted(found.items())
        for first, last, basis, said in flat(some)
    ]


def _last(until: date | None, ended_on: date | None) -> date:
    """Return the last day that counts; on the day of lifting it no longer does."""
    return min(until or _END, ended_on - _ONE if ended_on else _END)


def _shown(last: date) -> date | None:
    return None if last == _END else last


def flat(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the same days without overlaps, in order; where several hold, the last in the alphabet decides."""
    edges = sorted({one[0] for one in stretches} | {one[1] + _ONE for one in stretches if one[1] != _END})
    pending: Stretch | None = None
    for at, first in enumerate(edges):
        last = edges[at + 1] - _ONE if at + 1 < len(edges) else _END
        holding = [one for one in stretches if one[0] <= first and last <= one[1]]
        if not holding:
            continue
        ruling = max(holding, key=lambda one: (one[2], one[0]))
        if pending and pending[2:] == ruling[2:] and pending[1] + _ONE == first:
            pending = (pending[0], last, *ruling[2:])
        else:
            if pending:
                yield pending
            pending = (first, last, *ruling[2:])
    if pending:
        yield pending


def write() -> None:
    """Bring the files up to the decisions; whole or not at all, one process after the other."""
    home = Path(settings.REGISTERS) / "knowledge"
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _put(home / "staff_halt.csv", HALT, halts())
        _put(home / "psn_pause.csv", PAUSE, pauses())


def _put(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if row[name] is None else row[name] for name in columns} for row in rows)
    content = text.getvalue().encode()
    if path.exists() and path.read_bytes() == content:
        return
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_bytes(content)
    draft.replace(path)
