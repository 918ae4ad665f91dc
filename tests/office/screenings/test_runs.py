"""A run from the page: a real child process, progress, cancel, resume, a dead worker, one run per lake."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.screenings import child, daily, jobs, policy
from mingjing.office.screenings.models import Lake, RuleStanding, Screening
from mingjing.office.screenings.services import runs
from mingjing.office.screenings.services.runs import Wanted
from tests.office.province import Province

S = Screening.State


def screen(pk: int, attempt: int = 1, job: str = "J1") -> None:
    """Do the job as a worker does."""
    jobs.screen.func(SimpleNamespace(attempt=attempt, task_result=SimpleNamespace(id=job)), pk)


Ask = Callable[..., Wanted]
Make = Callable[..., Screening]


def test_a_run_goes_through_a_child_process_and_brings_its_summary(province: Province, wanted: Ask) -> None:
    RuleStanding.objects.create(rule_code="CHG-005", shadowed_at=timezone.now())
    run = runs.start(province.who("analyst", "province"), wanted(since="2025-07-01"))
    assert run.state == S.DONE, run.failure
    assert run.number.endswith("-001")
    assert [rule["code"] for rule in run.summary["rules"]] == ["CHG-001"]
    assert [rule["code"] for rule in run.summary["shadow"]] == ["CHG-005"], "below its floor: on trial"
    assert run.summary["quality"]["grade"]
    assert run.progress["stages"][0][0] == "中间表"
    assert (runs.folder(run) / "leads.xlsx").is_file()
    assert not (runs.folder(run) / ".work").exists()


def test_what_cannot_run_is_told_before_anything_is_queued(province: Province, wanted: Ask) -> None:
    analyst = province.who("analyst", "province")
    bad = wanted(rules=("CHG-001", "XXX-999"), title=" ", since="2026-02-01", until="2026-01-01", region="甲")
    with pytest.raises(InvalidError) as raised:
        runs.start(analyst, bad)
    assert [p.where for p in raised.value.problems] == ["title", "until", "region", "rules"]
    with pytest.raises(ForbiddenError):
        runs.start(province.who("officer", "province"), wanted())
    with pytest.raises(NotVisibleError):
        runs.start(province.who("analyst", "city1"), wanted())


def test_a_failed_run_says_what_why_and_what_to_do(province: Province, wanted: Ask, lake: Lake) -> None:
    Lake.objects.filter(pk=lake.pk).update(path="/nowhere")
    run = runs.start(province.who("analyst", "province"), wanted())
    assert run.state == S.FAILED
    assert run.failure[0]["what"] == "这里没有数据湖"
    assert run.failure[0]["do"]


# Enough to do that the run is still at work when it is cancelled.
MANY = (
    "CHG-001", "CHG-003", "CHG-005", "STY-002", "STY-003", "INS-001", "RXD-001", "RXD-005", "FRQ-001", "PHA-001",
    "STK-001", "IDN-001", "IDN-002", "LMT-001", "LMT-006", "DRG-001",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_running_run_is_cancelled_keeps_its_parts_and_goes_on(
    province: Province, wanted: Ask, queued: list[object]
) -> None:
    analyst = province.who("analyst", "province")
    run = runs.start(analyst, wanted(rules=MANY))

    def work() -> None:
        try:
            screen(run.pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    finished = runs.folder(run) / ".work"
    while worker.is_alive() and not list(finished.glob("*/marts/inst/*.parquet")):
        time.sleep(0.1)
    run.refresh_from_db()
    assert run.state == S.RUNNING
    runs.cancel(analyst, run)
    assert run.state == S.CANCELLING
    worker.join(120)
    run.refresh_from_db()
    assert run.state == S.CANCELLED
    kept = list(finished.glob("*/marts/*"))
    assert kept, "finished parts stay"
    runs.resume(analyst, run)
    assert run.state == S.QUEUED
    assert queued == [("screen", run.pk), ("screen", run.pk)]
    screen(run.pk)
    run.refresh_from_db()
    assert run.state == S.DONE


def test_a_run_whose_worker_died_is_found_and_its_child_is_ended_before_it_goes_on(
    province: Province, waiting: Make, queued: list[object]
) -> None:
    run = waiting(state=S.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=5))
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", str(runs.folder(run))])
    Screening.objects.filter(pk=run.pk).update(pid=orphan.pid)
    assert [one.pk for one in runs.settle()] == [run.pk]
    run.refresh_from_db()
    assert (run.state, run.failure[0]["what"]) == (S.INTERRUPTED, "运行中断：后台进程已停止")
    assert runs.settle() == []
    ending = threading.Thread(target=orphan.wait)
    ending.start()
    runs.resume(province.who("analyst", "province"), run)
    ending.join(60)
    assert orphan.returncode is not None
    assert run.state == S.QUEUED
    assert ("screen", run.pk) in queued


def test_a_job_that_is_taken_up_again_goes_on_with_what_it_began(
    province: Province, wanted: Ask, queued: list[object]
) -> None:
    run = runs.start(province.who("analyst", "province"), wanted(rules=("CHG-001",)))
    assert jobs.claim(run.pk, "J1") is not None
    screen(run.pk, attempt=2, job="J2")
    run.refresh_from_db()
    assert run.state == S.RUNNING, "another job began it"
    screen(run.pk, attempt=2, job="J1")
    run.refresh_from_db()
    assert (run.state, run.failure) == (S.DONE, [])
    screen(run.pk, attempt=3, job="J1")
    run.refresh_from_db()
    assert run.state == S.DONE


@pytest.mark.parametrize(("program", "cancelled"), [("true", False), ("false", True)])
def test_what_finished_before_the_cancelling_reached_it_is_done(
    waiting: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, cancelled: bool
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setattr(child, "_watch", lambda work, process, file: process.wait() >= 0)
    assert child.follow(waiting(state=S.CANCELLING), ["screen"], tmp_path).cancelled is cancelled


def test_a_child_that_is_interrupted_from_outside_leaves_a_run_that_can_go_on(
    province: Province, waiting: Make, queued: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = child.Ended(False, [child.INTERRUPTED], None, interrupted=True)
    monkeypatch.setattr(child, "follow", lambda *given: ended)
    run = waiting()
    screen(run.pk)
    run.refresh_from_db()
    assert run.state == S.INTERRUPTED
    runs.resume(province.who("analyst", "province"), run)
    assert run.state == S.QUEUED


def test_a_process_number_that_somebody_else_got_is_left_alone(waiting: Make) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "别的文件夹"])
    run = waiting(pid=other.pid)
    child.stop_orphan(run, runs.folder(run))
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_second_run_over_the_same_lake_waits_for_the_first(waiting: Make, queued: list[object]) -> None:
    first, second = waiting("SC-A"), waiting("SC-B")
    assert jobs.claim(first.pk) is not None
    assert jobs.claim(second.pk) is None
    assert jobs.claim(first.pk) is None, "a job that comes twice does it once"
    Screening.objects.filter(pk=first.pk).update(state=S.DONE)
    runs.release(first.lake)
    assert queued == [("screen", second.pk)]


def test_a_queued_run_is_cancelled_at_once_and_a_finished_one_cannot_be(
    province: Province, waiting: Make
) -> None:
    analyst, run = province.who("analyst", "province"), waiting()
    runs.cancel(analyst, run)
    assert run.state == S.CANCELLED
    with pytest.raises(ConflictError):
        runs.cancel(analyst, run)
    Screening.objects.filter(pk=run.pk).update(state=S.DONE)
    with pytest.raises(ConflictError):
        runs.resume(analyst, run)


def test_a_bureau_sees_its_own_runs_and_those_below(province: Province, waiting: Make, site: Path) -> None:
    run = waiting()
    assert policy.one(province.who("auditor", "province"), run.number) == run
    for role, place in (
        ("analyst", "city1"),
        ("officer", "county1"),
        ("clerk", "H1"),
        ("third_party", "third"),
    ):
        with pytest.raises(NotVisibleError):
            policy.one(province.who(role, place), run.number)


@pytest.mark.django_db(transaction=True)
def test_long_work_of_the_worker_itself_keeps_its_heartbeat(
    waiting: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = waiting(state=S.PUBLISHING, heartbeat_at=timezone.now() - timedelta(minutes=5))
    monkeypatch.setattr(child, "PULSE", 0.05)
    with child.beating(run):
        time.sleep(0.5)
    run.refresh_from_db()
    assert not child.silent(run)
    assert runs.settle() == []


def test_a_run_that_waits_without_a_job_is_handed_to_the_worker(
    waiting: Make, lake: Lake, queued: list[tuple[object, ...]]
) -> None:
    known, lost = waiting("SC-KNOWN"), waiting("SC-LOST")
    blocked = waiting("SC-BLOCKED")
    Screening.objects.filter(pk=blocked.pk).update(lake=lake)
    busy = waiting("SC-BUSY", S.RUNNING, heartbeat_at=timezone.now())
    Screening.objects.filter(pk=busy.pk).update(lake=lake)
    DBTaskResult.objects.create(
        task_path="mingjing.office.screenings.jobs.screen",
        args_kwargs={"args": [known.pk], "kwargs": {}},
        queue_name="default",
        backend_name="default",
    )
    assert daily.run(timezone.localdate()) == {"interrupted": 0, "runs": 1, "trials": 0}
    assert queued == [("screen", lost.pk)]
