"""Runs a verb of the command line as a child process and keeps the row that stands for it up to date."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from mingjing.office.screenings.folders import own_folder, refresh
from mingjing.office.screenings.models import Screening, Trial

TICK = 0.3
BEAT = timedelta(seconds=2)
SILENCE = timedelta(seconds=60)
PULSE = 10.0
PROGRESS, OUTPUT, MESSAGES = "progress.json", "output.json", "messages.log"
_PATIENCE = (8.0, 4.0)
_SAID = 2000
_INTERRUPTED = (130, -signal.SIGINT)
INTERRUPTED = {
    "what": "运行中断：后台进程已停止",
    "where": "",
    "why": "机器重启、断电，或后台进程被终止",
    "do": "确认后台进程已启动，再点“继续运行”；已完成的部分会保留",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: `cancelled`, or `problems` when it failed, or neither; `output` is what it printed.

    `interrupted` when somebody interrupted it, as Ctrl-C does to everything that runs in a terminal.
    """

    cancelled: bool
    problems: list[dict[str, str]]
    output: Any
    interrupted: bool = False


def follow(work: Screening | Trial, arguments: Sequence[str], folder: Path) -> Ended:
    """Run `mingjing ARGUMENTS` until it ends or the row's state says cancelling; `folder` keeps what it prints."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PROGRESS).unlink(missing_ok=True)
    asked = [*arguments, "--progress", str(folder / PROGRESS), "--json"]
    command = [sys.executable, "-m", "mingjing.cli.main", *asked]
    with (folder / OUTPUT).open("wb") as out, (folder / MESSAGES).open("wb") as messages:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=messages)  # noqa: S603
    try:
        cancelled = _watch(work, child, folder / PROGRESS)
    finally:
        _end(child)
    if cancelled and child.returncode != 0:  # else it had just finished: what is complete is not thrown away
        return Ended(True, [], None)
    return _ended(child.returncode, folder)


def _watch(work: Screening | Trial, child: subprocess.Popen[bytes], file: Path) -> bool:
    """Keep progress and heartbeat until the child ends; return whether it was to be cancelled."""
    rows = type(work).objects.filter(pk=work.pk)
    rows.update(pid=child.pid, heartbeat_at=timezone.now())
    seen, beaten = "", timezone.now()
    while child.poll() is None:
        time.sleep(TICK)
        text = _text(file)
        if text != seen or timezone.now() - beaten > BEAT:
            told = {"progress": json.loads(text)} if text and text != seen else {}
            seen, beaten = text, timezone.now()
            rows.update(heartbeat_at=beaten, **told)
        if rows.values_list("state", flat=True).get() == type(work).State.CANCELLING:
            return True
    return False


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _end(child: subprocess.Popen[bytes]) -> None:
    """Interrupt a child that still runs, then end it."""
    for step, patience in zip((signal.SIGINT, signal.SIGTERM), _PATIENCE, strict=True):
        if child.poll() is not None:
            return
        child.send_signal(step)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    if child.poll() is None:
        child.kill()
        child.wait()


def _ended(code: int, folder: Path) -> Ended:
    printed = _text(folder / OUTPUT)
    try:
        output = json.loads(printed) if printed.strip() else None
    except ValueError:
        output = None
    if code == 0:
        return Ended(False, [], output)
    if code in _INTERRUPTED:
        return Ended(False, [INTERRUPTED], None, interrupted=True)
    if isinstance(output, dict) and output.get("error"):
        return Ended(False, list(output["error"]), None)
    said = _text(folder / MESSAGES).strip()[-_SAID:]
    return Ended(False, [_broken(code, said)], None)


def _broken(code: int, said: str) -> dict[str, str]:
    if code < 0:
        name = signal.Signals(-code).name
        why = "内存不足时操作系统会终止占用最多的进程" if name == "SIGKILL" else "有人或系统终止了它"
        return {
            "what": f"计算进程被终止（{name}）",
            "where": "",
            "why": why,
            "do": "调小 MINGJING_MEMORY 或换用内存更大的机器，再点“继续运行”；已完成的部分会保留",
        }
    return {
        "what": f"计算进程意外退出（代码 {code}）",
        "where": "",
        "why": said or "没有留下说明",
        "do": "点“继续运行”再试；仍不成功的，把上面的说明交给系统管理员",
    }


def silent(work: Screening | Trial) -> bool:
    """Return whether nobody looks after the work any more."""
    last = work.heartbeat_at or work.started_at
    return last is None or timezone.now() - last > SILENCE


@contextmanager
def beating(work: Screening | Trial) -> Iterator[None]:
    """Keep the heartbeat of work that this process does itself, from a thread of its own."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(PULSE):
            with suppress(DatabaseError):  # somebody else writes: the next beat will do
                type(work).objects.filter(pk=work.pk).update(heartbeat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def stop_orphan(work: Screening | Trial, folder: Path) -> None:
    """End a child that outlived its worker: it must not write into the folder beside its successor."""
    if work.pid and _is_ours(work.pid, folder):
        os.kill(work.pid, signal.SIGTERM)
        for _ in range(50):
            if not _is_ours(work.pid, folder):
                return
            time.sleep(0.1)
        os.kill(work.pid, signal.SIGKILL)


def _is_ours(pid: int, folder: Path) -> bool:
    """Whether the process works for this folder; process numbers are used again."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return str(folder) in told and state != "Z"


def machine() -> list[str]:
    """Return the options that say how much of the machine to use, and the bureau's own folders."""
    threads = ["--threads", str(settings.SCREENING_THREADS)]
    refresh()
    named = [option for folder in own_folder() for option in ("--local", str(folder))]
    return ["--memory", settings.SCREENING_MEMORY, *threads, *named]
