"""Reminders of letters, listings, joint cases and resolutions: once before a deadline ends, once after."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction

from mingjing.office.accounts.models import Organisation
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.services.notify import notify
from mingjing.office.liaison.models import JointTask, Letter, Listing, Member, Noun, Resolution
from mingjing.office.liaison.services import joints, meetings, replies, traces

AHEAD = 3
_LABELS = {
    (Noun.LETTER.value, "receipt"): "签收期限", (Noun.LETTER.value, "reply"): "复函期限",
    (Noun.LISTING.value, "sign"): "挂牌督办签收期限", (Noun.LISTING.value, "due"): "督办办结期限",
    (Noun.LISTING.value, "report"): "督办进展报告期限", (joints.MEMBER, "join"): "确认参加期限",
    (joints.TASK, "due"): "分工期限", (meetings.NOUN, "due"): "议定事项落实期限",
}  # fmt: skip
_log = logging.getLogger(__name__)


def _letters(keys: list[int]) -> Iterator[tuple[int, Any, Organisation | None, str]]:
    for one in Letter.objects.filter(pk__in=keys).select_related("receiver", "sender"):
        yield one.pk, one, replies.answering(one), ""


def _listings(keys: list[int]) -> Iterator[tuple[int, Any, Organisation | None, str]]:
    for one in Listing.objects.filter(pk__in=keys).select_related("body"):
        yield one.pk, one, one.body, ""


def _members(keys: list[int]) -> Iterator[tuple[int, Any, Organisation | None, str]]:
    for one in Member.objects.filter(pk__in=keys).select_related("joint", "organisation"):
        yield one.pk, one.joint, one.organisation, one.organisation.name


def _tasks(keys: list[int]) -> Iterator[tuple[int, Any, Organisation | None, str]]:
    for one in JointTask.objects.filter(pk__in=keys).select_related("joint", "organisation"):
        yield one.pk, one.joint, one.organisation, f"{one.organisation.name}：{one.text[:60]}"


def _resolutions(keys: list[int]) -> Iterator[tuple[int, Any, Organisation | None, str]]:
    for one in Resolution.objects.filter(pk__in=keys).select_related("meeting__host", "organisation"):
        yield one.pk, one.meeting, meetings.answering(one), f"{one.department}：{one.text[:60]}"


_READERS: dict[str, Callable[[list[int]], Iterator[tuple[int, Any, Organisation | None, str]]]] = {
    Noun.LETTER.value: _letters, Noun.LISTING.value: _listings, joints.MEMBER: _members, joints.TASK: _tasks,
    meetings.NOUN: _resolutions,
}  # fmt: skip


def run(today: date) -> int:
    """Remind of what ends within three working days, tell once of what has ended; return how many were told.

    Bears being repeated: the second time that day there is nothing left to do.
    """
    done = 0
    for noun in _READERS:
        done += _remind(noun, today) + _overdue(noun, today)
    _log.info("daily liaison %s: %s", today, done)
    return done


@transaction.atomic
def _remind(noun: str, today: date) -> int:
    found = list(clocks.to_remind(noun, AHEAD, on=today))
    _tell(noun, found, "remind", "将于 {} 届满")
    return clocks.reminded(found, today)


@transaction.atomic
def _overdue(noun: str, today: date) -> int:
    late = clocks.overdue(noun, on=today)
    found = [one for one in late if one.reminded_on is None or one.reminded_on <= one.due_on]
    _tell(noun, found, "overdue", "已于 {} 届满，尚未办结")
    return clocks.reminded(found, today)


def _tell(noun: str, found: Iterable[Clock], name: str, words: str) -> None:
    by_key = {one.object_id: one for one in found}
    if not by_key:
        return
    several: dict[int, list[Clock]] = {}
    for clock in found:
        several.setdefault(clock.object_id, []).append(clock)
    for key, thing, body, about in _READERS[noun](list(by_key)):
        for clock in several[key]:
            title = f"{_LABELS.get((noun, clock.kind), '期限')}{words.format(clock.due_on)}"
            traces.tell(None, thing, name, title[:100], about, data={"due_on": clock.due_on})
            if body is not None:
                event = "liaison_overdue" if name == "overdue" else "liaison_reminded"
                notify(
                    event,
                    body=body,
                    matter={"code": thing.code, "title": thing.title},
                    due_on=clock.due_on.isoformat(),
                )
