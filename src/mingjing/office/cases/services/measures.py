"""The measures that a decision itself brings: they follow from it, nobody has to type them again."""

from calendar import monthrange
from datetime import date
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Measure, Track

_K = Measure.Kind


def months_later(day: date, months: int) -> date:
    """Return the same day `months` later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def of_decision(actor: User, case: Case, choice: Choice) -> list[Measure]:
    """Put on file what a decision imposes, on the track of the penalty; must run in its transaction.

    A suspension or ban begins on the day of service, which `begin` fills in. Without that track nothing is imposed.
    """
    track = case.tracks.filter(kind=Track.Kind.PENALTY, active=True).first()
    if track is None:
        return []
    return [Measure.objects.create(track=track, actor=actor, **fields) for fields in _fields(case, choice)]


def _fields(case: Case, choice: Choice) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"kind": kind, "amount": amount}
        for kind, amount in (
            (_K.RECOVER, choice.refund), (_K.FINE, choice.fine), (_K.CONFISCATE, choice.confiscated),
        )
        if amount
    ]  # fmt: skip
    if choice.months:
        place = case.subject == Case.Subject.INSTITUTION
        kind = _K.SUSPEND_DEPARTMENT if place else _K.SUSPEND_SETTLEMENT
        found.append({"kind": kind, "text": f"暂停 {choice.months} 个月"})
    if choice.terminate:
        found.append({"kind": _K.TERMINATE, "text": "由经办机构解除服务协议"})
    if choice.ban_years:
        found.append({"kind": _K.BAN, "text": f"{choice.ban_years} 年内禁止从业"})
    return found


def begin(case: Case, choice_months: int, ban_years: int, on: date) -> None:
    """Let suspension, ban and termination of a served decision begin on the day of service."""
    open_ = Measure.objects.filter(track__case=case, track__kind=Track.Kind.PENALTY, since__isnull=True)
    suspended = open_.filter(kind__in=(_K.SUSPEND_DEPARTMENT, _K.SUSPEND_SETTLEMENT))
    if choice_months:
        suspended.update(since=on, until=months_later(on, choice_months))
    if ban_years:
        open_.filter(kind=_K.BAN).update(since=on, until=months_later(on, 12 * ban_years))
    open_.filter(kind=_K.TERMINATE).update(since=on)


def of_transfer(actor: User, track: Track) -> Measure:
    """Put the transfer itself on file as a measure, once it is sent."""
    return Measure.objects.create(track=track, actor=actor, kind=_K.TRANSFER)
