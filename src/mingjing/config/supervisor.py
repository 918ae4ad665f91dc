"""Keeps page, workers and daily work running; one process looks after the others."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
# A worker that lived this long was healthy: its next death is answered at once again.
_HEALTHY, _LONGEST_WAIT, _GRACE = 60.0, 60.0, 10.0
_DAILY_EVERY = 1800.0


@dataclass
class Child:
    """One child process that is started again, ever later, when it dies."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    on_death: Callable[[], object] = lambda: None
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    started: float = field(default=0.0)
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the parent alone; it dies with the parent."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def note_death(self) -> None:
        """Decide when to start it again."""
        lived = time.monotonic() - self.started
        self.deaths = 1 if lived > _HEALTHY else self.deaths + 1
        self.due = time.monotonic() + min(2.0 ** (self.deaths - 1), _LONGEST_WAIT)
        code = self.process.returncode if self.process else None
        log.error("%s ended with %s; it is started again", self.name, code)
        self.process = None
        try:
            self.on_death()
        except Exception:
            log.exception("what %s left could not be taken up", self.name)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs until it is told to stop or the page ends."""

    def __init__(self, page: Child, workers: Sequence[Child], daily: Child) -> None:
        self.page, self.workers, self.daily = page, workers, daily
        self.stopping = False

    def run(self) -> int:
        """Start all, keep them running, stop all; return 0 when told to stop, the page's code when it ended."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.page.start()
        for one in self.workers:
            one.start()
        try:
            while not self.stopping:
                if not self.page.alive:
                    return (self.page.process.returncode if self.page.process else 1) or 1
                self._tend()
                time.sleep(0.2)
        finally:
            self._end()
        return 0

    def _tend(self) -> None:
        now = time.monotonic()
        for one in self.workers:
            if one.process is not None and not one.alive:
                one.note_death()
            if one.process is None and now >= one.due:
                one.start()
        if not self.daily.alive and now >= self.daily.due:
            self.daily.due = now + _DAILY_EVERY
            self.daily.start()

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        """Ask all to end; whoever does not within the grace is killed: its task is taken up at the next start."""
        children = [
            one.process for one in (self.page, *self.workers, self.daily) if one.process and one.alive
        ]
        for child in children:
            child.send_signal(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        for child in children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
