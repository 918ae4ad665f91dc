"""Brings the database up to this program: a backup first when there is something to lose."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

import mingjing
from mingjing.config.backup.rows import behind
from mingjing.config.backup.write import Written, note, write
from mingjing.kernel.errors import UsageError


def pending() -> list[str]:
    """Return the migrations that are still to be applied."""
    return [f"{app}.{name}" for app, name in behind()]


def fresh() -> bool:
    """Return whether the database has no tables of the office yet."""
    return "accounts_user" not in connection.introspection.table_names()


def upgrade() -> Path | None:
    """Apply what is pending; return the backup made before, if there was anything to back up."""
    if not pending():
        return None
    done: Written | None = None
    if not fresh():
        folder: Path = settings.DATA / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        done = write(folder / f"before-{mingjing.__version__}-{datetime.now():%Y%m%d-%H%M%S}.zip")
    call_command("migrate", verbosity=0, interactive=False)
    if done is None:
        return None
    note(done)
    return done.file


def demand_current() -> None:
    """Raise UsageError unless the database is there and of this program's version."""
    if fresh():
        raise UsageError("还没有数据库", where=str(settings.DATA), do="先运行 mingjing serve，或核对 --data")
    if found := pending():
        raise UsageError(f"数据库待升级：{'、'.join(found)}", do="先运行 mingjing serve，升级前会自动备份")
