"""A SQLite file with every migration applied and nothing in it: made once per state of the migrations, then copied."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import django
from django.db.migrations.loader import MigrationLoader

from mingjing.office.accounts import append_only, together


@cache
def file() -> Path:
    """Return where it lies, whether or not it has been made."""
    found = hashlib.sha256(django.__version__.encode())
    for called in (append_only, together):
        found.update(Path(called.__file__).read_bytes())
    for (app, name), one in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()):
        found.update(f"{app}.{name}".encode())
        source = __import__(one.__module__, fromlist=["Migration"]).__file__
        assert source is not None
        found.update(Path(source).read_bytes())
    return Path(tempfile.gettempdir()) / f"mingjing-migrated-{os.getuid()}-{found.hexdigest()[:20]}.sqlite3"


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Let those wait who would migrate the same meanwhile: what the first made, they copy."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def keep(database: str) -> None:
    """Keep a database just migrated."""
    target = file()
    draft = target.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(database) as source, sqlite3.connect(draft) as copy:
        source.backup(copy)
    copy.close()
    source.close()
    draft.rename(target)


def lay(data: Path) -> bool:
    """Give a data folder a database that is up to date and empty; return whether one is kept."""
    if file().exists():
        data.mkdir(exist_ok=True)
        shutil.copy(file(), data / "office.sqlite3")
    return file().exists()
