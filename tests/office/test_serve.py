"""`mingjing serve` as people start it: page, worker, daily work; what dies comes back; what is stopped stops."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import httpx
import psutil
import pytest

from tests.office.backup.conftest import Site, with_database

pytestmark = pytest.mark.slow
# One for all calls: each client of its own reads the certificates of the world, which takes longer than the call.
WEB = httpx.Client(timeout=60)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(found: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.2)


class Service:
    """One running `mingjing serve`."""

    def __init__(self, site: Site, log: Path) -> None:
        self.port, self.log = free_port(), log
        command = [sys.executable, "-m", "mingjing.cli.main", "serve", "--port", str(self.port)]
        with log.open("w") as out:
            environment = {**site.environment, "PYTHONUNBUFFERED": "1"}
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return WEB.get(f"http://127.0.0.1:{self.port}/healthz").json() == {"status": "ok"}
        except httpx.HTTPError:
            return False

    def child(self, word: str) -> psutil.Process | None:
        children = psutil.Process(self.process.pid).children()
        alive = (one for one in children if one.status() != psutil.STATUS_ZOMBIE)
        return next((one for one in alive if word in one.cmdline()), None)


@contextmanager
def running(site: Site, log: Path) -> Iterator[Service]:
    """Run the service on a site until the end."""
    one = Service(site, log)
    try:
        until(one.answers)
        yield one
    finally:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(120)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site that has run before."""
    return with_database(Site(tmp_path / "data"))


def test_the_first_start_makes_the_database_mends_itself_and_stops(tmp_path: Path) -> None:
    site = Site(tmp_path / "data")
    with running(site, tmp_path / "log") as service:
        _starts_mends_itself_and_stops(site, service)


def _starts_mends_itself_and_stops(site: Site, service: Service) -> None:
    said = service.log.read_text()
    assert f"http://127.0.0.1:{service.port}/" in said
    assert "mingjing user add" in said
    assert WEB.get(f"http://127.0.0.1:{service.port}/").headers["location"].startswith("/sign-in")
    assert "server" not in WEB.get(f"http://127.0.0.1:{service.port}/sign-in").headers
    assert "服务正在运行" in site.run("serve", "--port", free_port(), code=2)
    worker = service.child("calls")
    assert worker
    worker.kill()
    until(lambda: (found := service.child("calls")) is not None and found.pid != worker.pid)
    children = psutil.Process(service.process.pid).children(recursive=True)
    service.process.send_signal(signal.SIGINT)
    assert service.process.wait(120) == 0
    assert not [one for one in children if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert "已停止" in service.log.read_text()


def test_children_end_when_the_supervisor_is_killed(site: Site, tmp_path: Path) -> None:
    with running(site, tmp_path / "log") as service:
        children = psutil.Process(service.process.pid).children(recursive=True)
        service.process.kill()
        service.process.wait()
        _, alive = psutil.wait_procs(children, timeout=120)
        assert not alive


def test_a_port_in_use_ends_everything_with_a_message(site: Site, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = site.run("serve", "--port", taken.getsockname()[1], code=1)
    assert "意外结束" in said


def test_work_left_by_a_dead_worker_is_taken_up_and_given_up_after_three_deaths(db: None) -> None:
    from datetime import datetime

    from django_tasks_db.models import DBTaskResult

    from mingjing.config import orphans

    def left(*workers: str) -> DBTaskResult:
        return DBTaskResult.objects.create(
            status="RUNNING", args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default",
            run_after=datetime.now(UTC), worker_ids=list(workers), exception_class_path="", traceback="",
        )  # fmt: skip

    once, often = left("a"), left("a", "b", "c")
    assert orphans.take_up() == 1
    once.refresh_from_db()
    often.refresh_from_db()
    assert (once.status, often.status) == ("READY", "FAILED")
