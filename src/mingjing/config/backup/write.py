"""Writes the archive: a ZIP file with a manifest of hashes, complete or not there at all."""

import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import mingjing
from mingjing.config.backup import rows
from mingjing.kernel.errors import UsageError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import AuditHead

FORMAT = "mingjing-backup/1"
MANIFEST, DATABASE, KEY = "manifest.json", "database.sqlite3", "secret.key"
_PACKED = zipfile.ZIP_DEFLATED


@dataclass(frozen=True, slots=True)
class Written:
    """What the archive holds."""

    file: Path
    files: int
    size: int
    audit_entries: int
    audit_head: str


def folders() -> dict[str, Path]:
    """Return the folders that belong to a site, by their name in the archive."""
    return {"evidence": settings.MEDIA_ROOT, "local": settings.LOCAL}


def write(target: Path, *, with_key: bool = False, portable: bool = False) -> Written:
    """Write the archive to `target`; `portable` writes rows even from SQLite, for another database.

    Raises UsageError when the file is there already or its folder is not.
    """
    if target.exists():
        raise UsageError("文件已存在", where=str(target), do="换一个文件名；备份从不覆盖")
    if not target.parent.is_dir():
        raise UsageError("没有这个文件夹", where=str(target.parent))
    part, copy = (target.with_name(f".{target.name}.{kind}") for kind in ("part", "copy"))
    try:
        _sweep(copy)
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", _PACKED, compresslevel=3) as archive:
            manifest = _fill(archive, copy, with_key, portable)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        _sweep(copy)
    head = manifest["audit"]
    return Written(target, len(manifest["files"]), target.stat().st_size, head["seq"], head["digest"])


def note(done: Written) -> None:
    """Record in the audit log that a backup was made."""
    after = {"files": done.files, "seq": done.audit_entries, "digest": done.audit_head}
    audit.record(None, "backup", "site", done.file.name, after=after)


def _fill(archive: zipfile.ZipFile, copy: Path, with_key: bool, portable: bool) -> dict[str, Any]:
    files: dict[str, dict[str, Any]] = {}
    copied = connection.vendor == "sqlite" and not portable
    if copied:
        _copy(copy)
        head = _copied_head(copy)
        files[DATABASE] = _add(archive, DATABASE, _blocks(copy))
    else:
        head = AuditHead()
        for label, lines in rows.dump():
            kept = list(lines) if label == "accounts.audithead" else lines
            files[f"rows/{label}.jsonl"] = _add(archive, f"rows/{label}.jsonl", kept)
            if isinstance(kept, list):
                head = _dumped_head(kept)
    for name, path in folders().items():
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            inside = f"{name}/{file.relative_to(path).as_posix()}"
            files[inside] = _add(archive, inside, _blocks(file))
    if with_key:
        files[KEY] = _add(archive, KEY, [settings.SECRET_KEY.encode()])
    manifest = {
        "format": FORMAT,
        "version": mingjing.__version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": "sqlite" if copied else "rows",
        "migrations": rows.applied(),
        "audit": {"seq": head.seq, "digest": head.digest},
        "files": files,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _copy(target: Path) -> None:
    """Copy the live SQLite database page by page while people work on."""
    target.touch(mode=0o600)
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def _sweep(copy: Path) -> None:
    """Remove the copy and what SQLite keeps beside it, also those of a backup that was killed."""
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()


def _copied_head(copy: Path) -> AuditHead:
    with closing(sqlite3.connect(copy)) as database:
        found = database.execute("SELECT seq, digest FROM accounts_audithead").fetchone()
    return AuditHead(seq=found[0], digest=found[1]) if found else AuditHead()


def _dumped_head(lines: list[bytes]) -> AuditHead:
    return (
        AuditHead(**dict(zip(json.loads(lines[0]), json.loads(lines[1]), strict=True)))
        if lines[1:]
        else AuditHead()
    )


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            yield block


def _add(archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for block in blocks:
            member.write(block)
            digest.update(block)
            size += len(block)
    return {"size": size, "sha256": digest.hexdigest()}
