"""Starts, cancels and resumes runs, and finds those whose worker died."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.analysis.rules import pack
from mingjing.analysis.screening.plan import choose
from mingjing.kernel import local
from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import child, policy, queue
from mingjing.office.screenings.folders import own_folder
from mingjing.office.screenings.models import Lake, Screening

S = Screening.State
RESUMABLE = (S.CANCELLED, S.INTERRUPTED, S.FAILED)
CANCELLABLE = (S.QUEUED, S.RUNNING)
ACTIVE = (S.QUEUED, S.RUNNING, S.CANCELLING, S.PUBLISHING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked: dates of the act inclusive; without packs and rules every rule in force."""

    title: str
    lake: Lake
    since: date | None = None
    until: date | None = None
    region: str = ""
    packs: Sequence[str] = field(default_factory=tuple)
    rules: Sequence[str] = field(default_factory=tuple)
    mode: str = Screening.Mode.LIVE


def folder(screening: Screening) -> Path:
    """Return where the run's files stand."""
    return Path(settings.RUNS) / screening.number


def before(work: Screening) -> Screening | None:
    """Return the newest finished run of the same body and region over everything, whose files still stand."""
    rows = Screening.objects.filter(
        organisation=work.organisation_id,
        region=work.region,
        rules=[],
        packs=[],
        state__in=(S.DONE, S.PUBLISHING, S.PUBLISHED),
    )
    for one in rows.exclude(pk=work.pk).order_by("-created_at")[:5]:
        if (folder(one) / "drift.json").is_file():
            return one
    return None


def start(actor: User, wanted: Wanted) -> Screening:
    """Queue a run. Raises ForbiddenError, NotVisibleError (lake), InvalidError."""
    demand(actor, Permission.SCREENINGS_RUN)
    policy.lake(actor, wanted.lake.pk)
    _check(wanted)
    with transaction.atomic():
        made = _create(actor, wanted)
        audit.record(actor, "start", "screening", made.number, None, _told(made))
    queue.put("screen", made.pk)
    made.refresh_from_db()
    return made


def _check(wanted: Wanted) -> None:
    problems = []
    if not wanted.title.strip():
        problems.append(Problem("请填写名称", "title"))
    if wanted.since and wanted.until and wanted.since > wanted.until:
        problems.append(Problem("起始日期晚于截止日期", "until", do="对调两个日期"))
    if wanted.region and not (wanted.region.isdigit() and len(wanted.region) <= 6):
        problems.append(Problem("区划前缀为 2 至 6 位数字", "region"))
    try:
        with local.using(own_folder()):
            choose(tuple(wanted.rules), pack.choose(tuple(wanted.packs)))
    except MingjingError as error:
        problems += [Problem(p.what, "rules", p.why, p.do) for p in error.problems]
    if problems:
        raise InvalidError.from_problems(problems)


def _create(actor: User, wanted: Wanted) -> Screening:
    begin = f"SC{timezone.localdate():%Y%m%d}-"
    for _ in range(5):
        last = Screening.objects.filter(number__startswith=begin).order_by("-number").first()
        number = int(last.number.rpartition("-")[2]) + 1 if last else 1
        try:
            with transaction.atomic():
                return Screening.objects.create(
                    number=f"{begin}{number:03}", title=wanted.title.strip()[:120], lake=wanted.lake,
                    organisation=actor.organisation, since=wanted.since, until=wanted.until, region=wanted.region,
                    packs=list(wanted.packs), rules=list(wanted.rules), mode=wanted.mode, created_by=actor,
                )  # fmt: skip
        except IntegrityError:
            continue
    raise ConflictError("同时发起的筛查太多，没有取到编号", do="稍后再试")


def _told(one: Screening) -> dict[str, object]:
    return {
        "title": one.title, "lake": one.lake.name, "since": one.since, "until": one.until, "region": one.region,
        "packs": one.packs, "rules": one.rules, "mode": one.mode,
    }  # fmt: skip


def cancel(actor: User, screening: Screening) -> None:
    """Take a queued run out of the queue, or tell a running one to stop; what it finished is kept.

    Raises ForbiddenError, NotVisibleError, ConflictError.
    """
    demand(actor, Permission.SCREENINGS_RUN)
    policy.one(actor, screening.number)
    with transaction.atomic():
        queued = _move(screening, (S.QUEUED,), S.CANCELLED, finished_at=timezone.now())
        if not queued and not _move(screening, (S.RUNNING,), S.CANCELLING):
            raise _stale(screening, "取消")
        audit.record(actor, "cancel", "screening", screening.number, None, None)
    screening.refresh_from_db()


def resume(actor: User, screening: Screening) -> None:
    """Queue a cancelled, interrupted or failed run again: it goes on with the parts it has.

    Raises ForbiddenError, NotVisibleError, ConflictError.
    """
    demand(actor, Permission.SCREENINGS_RUN)
    policy.one(actor, screening.number)
    child.stop_orphan(screening, folder(screening))
    with transaction.atomic():
        if not _move(
            screening, RESUMABLE, S.QUEUED, failure=[], pid=None, heartbeat_at=None, finished_at=None
        ):
            raise _stale(screening, "继续运行")
        audit.record(actor, "resume", "screening", screening.number, None, None)
    queue.put("screen", screening.pk)
    screening.refresh_from_db()


def _move(screening: Screening, sources: Sequence[str], target: str, **more: object) -> bool:
    rows = Screening.objects.filter(pk=screening.pk, state__in=sources)
    return bool(rows.update(state=target, **more))


def _stale(screening: Screening, step: str) -> ConflictError:
    screening.refresh_from_db()
    return ConflictError(
        f"筛查处于“{screening.get_state_display()}”，不能{step}", where=screening.number, do="刷新页面后再看"
    )


def settle() -> list[Screening]:
    """Find runs whose worker died: they become interrupted (or cancelled, when they were to be); return them.

    Those that waited for their lake are handed to the worker again.
    """
    found = []
    for one in Screening.objects.filter(state__in=(S.RUNNING, S.CANCELLING, S.PUBLISHING)):
        if not child.silent(one):
            continue
        target = {S.RUNNING: S.INTERRUPTED, S.CANCELLING: S.CANCELLED, S.PUBLISHING: S.DONE}[S(one.state)]
        with transaction.atomic():
            stale = Screening.objects.filter(pk=one.pk, state=one.state, heartbeat_at=one.heartbeat_at)
            if not stale.update(state=target, finished_at=timezone.now(), failure=[child.INTERRUPTED]):
                continue
            audit.record(None, "interrupt", "screening", one.number, {"state": one.state}, {"state": target})
        found.append(one)
        release(one.lake)
    return found


def release(lake: Lake) -> None:
    """Hand the longest-waiting run over a lake to the worker, when no other runs over it."""
    if Screening.objects.filter(lake=lake, state__in=(S.RUNNING, S.CANCELLING)).exists():
        return
    waiting = Screening.objects.filter(lake=lake, state=S.QUEUED).order_by("created_at").first()
    if waiting:
        queue.put("screen", waiting.pk)


def take_up_lost() -> list[int]:
    """Hand runs that wait without a job (its row went with a crash or a restore) to the worker; return their keys.

    Runs that wait for their lake are left to whoever ends there. A job too many does no harm: it finds nothing to do.
    """
    busy = Screening.objects.filter(state__in=(S.RUNNING, S.CANCELLING)).values("lake")
    waiting = Screening.objects.filter(state=S.QUEUED).exclude(lake__in=busy).order_by("created_at")
    found = queue.lost("screen", list(waiting.values_list("pk", flat=True)))
    for key in found:
        queue.put("screen", key)
    return found
