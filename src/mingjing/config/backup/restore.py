"""Brings a site back from an archive: everything checked first, what was there before put aside."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction

from mingjing.config.backup import rows
from mingjing.config.backup.write import DATABASE, FORMAT, KEY, MANIFEST, folders
from mingjing.kernel.errors import ConflictError, DataError, MingjingError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import SignIn

_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back; `aside` is where the former site lies, if there was one."""

    made_at: str
    version: str
    files: int
    audit_entries: int
    audit_head: str
    aside: Path | None


def restore(source: Path, *, force: bool = False) -> Restored:
    """Restore `source` into this site.

    Raises DataError for a damaged archive, before anything is touched, or for an audit chain that does not verify;
    ConflictError when the site is not empty and `force` is not given.
    """
    found = contents()
    if found and not force:
        raise ConflictError(
            f"本站点不是空的：{found}", why="恢复会取代现有数据", do="核对数据文件夹；确要取代时加 --force"
        )
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=settings.DATA))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        manifest = unpack(source, folder)
        targets = rows.leaves((app, name) for app, name in manifest["migrations"])
        aside = settings.DATA / f"replaced-{datetime.now():%Y%m%d-%H%M%S-%f}"
        undo = _put_aside(aside)
        try:
            _database(manifest, folder, targets)
            checked = audit.verify()
            if checked.head != manifest["audit"]["digest"]:
                raise DataError("审计链头与备份清单不符", where=str(source))
            _files(manifest, folder)
        except BaseException:
            undo()
            raise
    audit.record(None, "restore", "site", source.name, after={"made_at": manifest["made_at"]})
    made, version, count = manifest["made_at"], manifest["version"], len(manifest["files"])
    if not found:
        shutil.rmtree(aside, ignore_errors=True)
    kept = aside if aside.exists() else None
    return Restored(made, version, count, checked.entries, checked.head, kept)


def contents() -> str:
    """Return in words what the site holds already; empty for a fresh one."""
    if "accounts_user" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_user")
            if users := cursor.fetchone()[0]:
                return f"有 {users} 个账号"
    for name, path in folders().items():
        if any(one.is_file() for one in path.rglob("*")):
            return f"文件夹 {name} 中有文件"
    return ""


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into `folder` and check every hash; return the manifest. Raises DataError for anything that is off."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise _damaged(source, f"格式是 {manifest.get('format')}，不是 {FORMAT}")
            if set(archive.namelist()) != {*manifest["files"], MANIFEST}:
                raise _damaged(source, "文件与清单不一致")
            for name, expected in manifest["files"].items():
                if _unpack_one(archive, name, folder) != expected["sha256"]:
                    raise _damaged(source, f"{name} 与清单中的哈希不符")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise _damaged(source, str(error)) from error
    return manifest


def _unpack_one(archive: zipfile.ZipFile, name: str, folder: Path) -> str:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise ValueError(f"{name} 指向备份之外")
    target, digest = folder / inside, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as member, target.open("wb") as file:
        while block := member.read(1 << 20):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _damaged(source: Path, what: str) -> MingjingError:
    return DataError(f"备份不完整或被改动：{what}", where=str(source), do="换一份备份；本站点未作任何改动")


def _put_aside(aside: Path) -> Callable[[], None]:
    """Move the present site's files aside; return what brings them back. PostgreSQL brings back its own."""
    moved: list[tuple[Path, Path]] = []
    paths = list(folders().values())
    if connection.vendor == "sqlite":
        connection.close()
        database = Path(str(settings.DATABASES["default"]["NAME"]))
        paths += [database.with_name(database.name + ending) for ending in _BESIDE]
    for path in paths:
        if path.exists():
            aside.mkdir(exist_ok=True)
            path.rename(aside / path.name)
            moved.append((aside / path.name, path))

    def undo() -> None:
        connection.close()
        for path in paths:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        for back, path in moved:
            back.rename(path)
        with suppress(OSError):
            aside.rmdir()

    return undo


def _database(manifest: dict[str, Any], folder: Path, targets: list[tuple[str, str]]) -> None:
    if connection.vendor == "postgresql":
        if manifest["database"] == "sqlite":
            raise DataError(
                "这份备份是 SQLite 的数据库文件，不能恢复到 PostgreSQL",
                do="用 mingjing backup --portable 另做一份",
            )
        with transaction.atomic():
            _drop_all()
            rows.prepare(targets)
            rows.load(targets, _tables(manifest, folder))
    elif manifest["database"] == "sqlite":
        (folder / DATABASE).replace(str(settings.DATABASES["default"]["NAME"]))
    else:
        rows.prepare(targets)
        rows.load(targets, _tables(manifest, folder))
    if rows.behind():
        call_command("migrate", verbosity=0, interactive=False)
    Session.objects.all().delete()
    SignIn.objects.all().delete()


def _drop_all() -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def _tables(manifest: dict[str, Any], folder: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    for name in manifest["files"]:
        if name.startswith("rows/"):
            with (folder / name).open("rb") as lines:
                yield name.removeprefix("rows/").removesuffix(".jsonl"), lines


def _files(manifest: dict[str, Any], folder: Path) -> None:
    for name, path in folders().items():
        if (folder / name).is_dir():
            (folder / name).rename(path)
    if KEY in manifest["files"]:
        target: Path = settings.DATA / KEY
        os.chmod(folder / KEY, 0o600)  # noqa: PTH101
        (folder / KEY).replace(target)
