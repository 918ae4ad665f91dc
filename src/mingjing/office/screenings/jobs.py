"""What the worker does: runs, publications, trials of rules."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.institutions.services import measures
from mingjing.office.institutions.services.load import load
from mingjing.office.screenings import child, publishing
from mingjing.office.screenings.models import Lake, RuleStanding, Screening, Trial
from mingjing.office.screenings.services import runs, trials

S = Screening.State
_LOG = logging.getLogger(__name__)
UNEXPECTED = {
    "what": "系统内部出现异常",
    "where": "",
    "why": "详情见后台进程的运行日志",
    "do": "点“继续运行”再试；仍不成功的，把操作时间告知系统管理员",
}


@task(takes_context=True)
def screen(context: TaskContext, pk: int) -> None:
    """Run one screening, when it still waits and no other runs over its lake, or this very job began it and died."""
    work = take_over(pk, context.task_result.id) if context.attempt > 1 else None
    work = work or claim(pk, context.task_result.id)
    if work is None:
        return
    try:
        ended = child.follow(work, arguments(work), _job(work))
        if ended.cancelled:
            _finish(work, S.CANCELLED)
        elif ended.problems:
            _finish(work, S.INTERRUPTED if ended.interrupted else S.FAILED, failure=ended.problems)
        else:
            _done(work)
    except Exception as error:
        _finish(work, S.FAILED, failure=_problems(error))
        raise
    finally:
        runs.release(work.lake)


def _job(work: Screening) -> Path:
    return runs.folder(work) / "job"


def take_over(pk: int, job: str) -> Screening | None:
    """Take a run that this job began before its worker died; None when somebody else has seen to it since.

    Its child is ended, should it have outlived the worker; what it finished is kept.
    """
    work = (
        Screening.objects.select_related("lake").filter(pk=pk, state__in=(S.RUNNING, S.INTERRUPTED)).first()
    )
    if work is None or _begun_by(work) != job:
        return None
    child.stop_orphan(work, runs.folder(work))
    rows = Screening.objects.filter(pk=pk, state=work.state, heartbeat_at=work.heartbeat_at)
    if not rows.update(state=S.RUNNING, heartbeat_at=timezone.now(), failure=[], finished_at=None):
        return None
    work.refresh_from_db()
    return work


def _begun_by(work: Screening) -> str:
    note = _job(work) / "id"
    return note.read_text(encoding="utf-8") if note.exists() else ""


def claim(pk: int, job: str = "") -> Screening | None:
    """Take a waiting run; None when somebody else has it, or another one runs over the same lake."""
    runs.settle()
    with transaction.atomic():
        work = (
            Screening.objects.select_for_update().select_related("lake").filter(pk=pk, state=S.QUEUED).first()
        )
        busy = (S.RUNNING, S.CANCELLING)
        if work is None or Screening.objects.filter(lake=work.lake_id, state__in=busy).exists():
            return None
        now = timezone.now()
        Screening.objects.filter(pk=pk).update(
            state=S.RUNNING, started_at=work.started_at or now, heartbeat_at=now, progress={}, failure=[]
        )
    _job(work).mkdir(parents=True, exist_ok=True)
    (_job(work) / "id").write_text(job, encoding="utf-8")
    work.refresh_from_db()
    return work


def arguments(work: Screening) -> list[str]:
    """Return the command that does it."""
    asked = ["screen", "--lake", work.lake.path, "--out", str(runs.folder(work)), *child.machine()]
    for name, value in (("--since", work.since), ("--until", work.until), ("--region", work.region)):
        asked += [name, str(value)] if value else []
    for one in work.packs:
        asked += ["--pack", one]
    asked += ["--rules", ",".join(work.rules)] if work.rules else []
    last = runs.before(work)
    asked += ["--last", str(runs.folder(last))] if last else []
    demoted = RuleStanding.objects.filter(shadowed_at__isnull=False).values_list("rule_code", flat=True)
    return asked + (["--shadow", ",".join(demoted)] if demoted else [])


def _done(work: Screening) -> None:
    summary = json.loads((runs.folder(work) / "summary.json").read_text(encoding="utf-8"))
    summary["quality"] = quality(Path(work.lake.path))
    with child.beating(work):
        measures.copy(work.number, runs.folder(work))
    _finish(work, S.DONE, summary=summary)


def quality(lake: Path) -> dict[str, Any]:
    """Return grade and score of the lake's quality report, empty when there is none."""
    try:
        found = json.loads((lake / "quality.json").read_text(encoding="utf-8"))
        return {"grade": found["grade"], "score": found["score"]}
    except (OSError, ValueError, KeyError):
        return {}


def _finish(work: Screening, state: str, **more: Any) -> None:
    with transaction.atomic():
        running = Screening.objects.filter(pk=work.pk, state__in=(S.RUNNING, S.CANCELLING))
        if running.update(state=state, finished_at=timezone.now(), pid=None, **more):
            told = {"state": state, "failure": more.get("failure", [])}
            audit.record(None, "finish", "screening", work.number, {"state": S.RUNNING}, told)


@task()
def publish(pk: int, user: int) -> None:
    """Make leads of a run's findings for the person who asked for it."""
    work, actor = Screening.objects.get(pk=pk), User.objects.get(pk=user)
    if work.state != S.PUBLISHING:
        return
    _publish(work, lambda: publishing.publisher()(actor, work))


def _publish(work: Screening, act: Callable[[], object]) -> None:
    rows = Screening.objects.filter(pk=work.pk, state=S.PUBLISHING)
    try:
        with child.beating(work):
            act()
    except Exception as error:
        rows.update(state=S.DONE, failure=_problems(error))
        _LOG.exception("publication of %s", work.number)
        if not isinstance(error, MingjingError):
            raise
    else:
        rows.update(state=S.PUBLISHED, published_at=timezone.now())


@task()
def load_register(pk: int, user: int) -> None:
    """Bring the register of institutions up to a lake; what goes wrong is told in the audit log and on the page."""
    lake, actor = Lake.objects.get(pk=pk), User.objects.get(pk=user)
    try:
        load(actor, lake)
    except Exception as error:
        audit.record(actor, "load.failed", "institution", lake.name, None, {"failure": _problems(error)})
        if not isinstance(error, MingjingError):
            raise


@task(takes_context=True)
def try_rule(context: TaskContext, pk: int) -> None:
    """Run one trial, when it still waits, or this job began it and its worker died."""
    states = (Trial.State.QUEUED, *((Trial.State.RUNNING,) if context.attempt > 1 else ()))
    waiting = Trial.objects.filter(pk=pk, state__in=states)
    now = timezone.now()
    if not waiting.update(state=Trial.State.RUNNING, started_at=now, heartbeat_at=now):
        return
    work = Trial.objects.select_related("lake").get(pk=pk)
    told: dict[str, Any]
    try:
        with child.beating(work):
            lake = trials.data(work)
        ended = child.follow(work, trials.arguments(work, lake), trials.folder(work))
        told = {
            "state": Trial.State.CANCELLED if ended.cancelled else Trial.State.DONE,
            "result": ended.output,
        }
        if ended.problems:
            told = {"state": Trial.State.FAILED, "failure": ended.problems}
    except MingjingError as error:
        told = {"state": Trial.State.FAILED, "failure": _problems(error)}
    except Exception:
        Trial.objects.filter(pk=pk).update(state=Trial.State.FAILED, failure=[UNEXPECTED])
        raise
    Trial.objects.filter(pk=pk).update(finished_at=timezone.now(), pid=None, **told)


def _problems(error: Exception) -> list[dict[str, str]]:
    if isinstance(error, MingjingError):
        return [{"what": p.what, "where": p.where, "why": p.why, "do": p.do} for p in error.problems]
    return [UNEXPECTED]
