"""Trials: a rule over the history of a lake or a sample of it, alone or against another version."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake as StoredLake
from mingjing.analysis.ingest.sample import sample
from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import child, editing, policy, queue, rulebook
from mingjing.office.screenings.models import Lake, LocalRule, Trial

S = Trial.State
ACTIVE = (S.QUEUED, S.RUNNING, S.CANCELLING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried: a rule in force by its code, or `text`; `against` names a version or rule to compare with."""

    code: str
    version: int
    lake: Lake
    text: str = ""
    against: str = ""
    since: date | None = None
    until: date | None = None
    one_in: int = 1


def folder(trial: Trial) -> Path:
    """Return where the trial's files stand."""
    return Path(settings.RUNS) / "trials" / str(trial.pk)


def start(actor: User, wanted: Wanted) -> Trial:
    """Queue a trial. Raises ForbiddenError, NotVisibleError (lake), InvalidError."""
    demand(actor, Permission.RULES_WRITE)
    policy.lake(actor, wanted.lake.pk)
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise InvalidError("起始日期晚于截止日期", where="until", do="对调两个日期")
    with transaction.atomic():
        made = Trial.objects.create(
            kind=Trial.Kind.BACKTEST if wanted.against else Trial.Kind.SAMPLE, rule_code=wanted.code,
            rule_version=wanted.version, text=wanted.text, against=wanted.against, lake=wanted.lake,
            organisation=actor.organisation, since=wanted.since, until=wanted.until, one_in=wanted.one_in,
            created_by=actor,
        )  # fmt: skip
        told = {"lake": wanted.lake.name, "against": wanted.against, "one_in": wanted.one_in}
        audit.record(actor, "try", "rule", f"{wanted.code}.{wanted.version}", None, told)
    queue.put("try_rule", made.pk)
    made.refresh_from_db()
    return made


def of_rule(actor: User, code: str, against: str, **over: Any) -> Trial:
    """Try a rule in force, against a version of it or another rule when one is named; `over` as in Wanted.

    Raises ForbiddenError, NotVisibleError (lake, either rule), InvalidError.
    """
    demand(actor, Permission.RULES_WRITE)
    against, rule = against.strip().upper(), rulebook.rule(code)
    if against and not against.isdigit():
        rulebook.rule(against)
    return start(actor, Wanted(code, rule.version, against=against, **over))


def of_text(actor: User, rule: LocalRule, against: str, **over: Any) -> Trial:
    """Try the saved text of a local rule. Raises ForbiddenError, NotVisibleError, InvalidError (a text that is wrong)."""
    demand(actor, Permission.RULES_WRITE)
    if problems := editing.problems(rule.text, rule.code, rule.version):
        raise InvalidError.from_problems(problems)
    wanted = Wanted(rule.code, rule.version, text=rule.text, against=against.strip().upper(), **over)
    return start(actor, wanted)


def cancel(actor: User, trial: Trial) -> None:
    """Stop a trial. Raises ForbiddenError, NotVisibleError, ConflictError."""
    demand(actor, Permission.RULES_WRITE)
    policy.trial(actor, trial.pk)
    rows = Trial.objects.filter(pk=trial.pk)
    queued = rows.filter(state=S.QUEUED).update(state=S.CANCELLED, finished_at=timezone.now())
    if not queued and not rows.filter(state=S.RUNNING).update(state=S.CANCELLING):
        raise ConflictError("这次试算已经结束", do="刷新页面后再看")
    trial.refresh_from_db()


def settle() -> None:
    """Trials whose worker died are marked interrupted."""
    for one in Trial.objects.filter(state__in=(S.RUNNING, S.CANCELLING)):
        if child.silent(one):
            child.stop_orphan(one, folder(one))
            failure = [{"what": "试算中断：后台进程已停止", "where": "", "why": "", "do": "再试一次"}]
            Trial.objects.filter(pk=one.pk, heartbeat_at=one.heartbeat_at).update(
                state=S.INTERRUPTED, failure=failure, finished_at=timezone.now()
            )


def take_up_lost() -> list[int]:
    """Hand trials that wait without a job to the worker; return their keys."""
    waiting = Trial.objects.filter(state=S.QUEUED).order_by("created_at")
    found = queue.lost("try_rule", list(waiting.values_list("pk", flat=True)))
    for key in found:
        queue.put("try_rule", key)
    return found


def data(trial: Trial) -> Path:
    """Return the lake that the trial reads: the whole one, or its sample, drawn once. Raises LakeError, EngineError."""
    path = Path(trial.lake.path)
    if trial.one_in <= 1:
        return path
    lake = StoredLake.open(path)
    target = Path(settings.RUNS) / "samples" / f"{trial.lake.pk}-{lake.fingerprint[:16]}-{trial.one_in}"
    target.parent.mkdir(parents=True, exist_ok=True)
    engine = DuckDBEngine(settings.SCREENING_MEMORY, settings.SCREENING_THREADS)
    try:
        return sample(engine, lake, target, trial.one_in).root
    finally:
        engine.close()


def arguments(trial: Trial, lake: Path) -> list[str]:
    """Return the command that does it; a text of its own is written beside."""
    named = trial.rule_code
    if trial.text:
        file = folder(trial) / f"{trial.rule_code}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(trial.text, encoding="utf-8")
        named = str(file)
    asked = ["rules", "backtest", named, "--lake", str(lake), *child.machine()]
    for name, value in (("--since", trial.since), ("--until", trial.until), ("--against", trial.against)):
        asked += [name, str(value)] if value else []
    return asked
