"""Translations kept on disk: what follows from a text alone is worked out once per text and version.

What a portable SELECT becomes on an engine, the columns it gives, the relations it reads, a rule's text with its
parameters filled in, the header of a document.

A hundred rules take seconds to parse and check, more than a small delivery takes to screen. A text is looked up
by its hash and that of everything its translation follows from (this package, sqlglot, DuckDB, Python). The folder is the
user's own (`MINGJING_CACHE`, else the system's cache folder; an empty `MINGJING_CACHE` keeps nothing), may be
deleted at any time, and is only believed when nobody else can write to it.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

MOST = 10_000
"""Texts kept: a run of all rules and models leaves some 2,400; beyond this, the folder starts anew."""


def kept(dialect: str, sql: str, translate: Callable[[], str]) -> str:
    """Return the translation kept for `sql`, else that of `translate`, which is then kept. What fails is not kept.

    `dialect` names what it is translated to, and whatever else decides it that this package does not hold.
    """
    folder = _folder(os.environ.get("MINGJING_CACHE"))
    if folder is None:
        return translate()
    file = folder / sha256(f"{dialect}\0{sql}".encode()).hexdigest()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        translated = translate()
        _keep(file, translated)
        return translated


@cache
def _folder(chosen: str | None) -> Path | None:
    """Return the folder of this version, made and tidied; None when there is none to be trusted."""
    if chosen == "":
        return None
    root = Path(chosen) if chosen else _user_cache() / "mingjing"
    folder = root / "sql" / _version()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o022):
            return None
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        if sum(1 for _ in folder.iterdir()) > MOST:
            for file in folder.iterdir():
                file.unlink(missing_ok=True)
    except OSError:
        return None
    return folder


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@cache
def _version() -> str:
    """Return a hash of everything that a translation follows from."""
    found = sha256(f"{version('sqlglot')} {version('duckdb')} {sys.version}".encode())
    for part in sorted(files(__package__).iterdir(), key=lambda part: part.name):
        if part.name.endswith((".py", ".yaml")):
            found.update(part.read_bytes())
    return found.hexdigest()[:16]


def _keep(file: Path, translated: str) -> None:
    """Write the file whole or not at all; a full disk or a folder just removed is no reason to stop."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
            draft.write(translated.encode())
        Path(draft.name).replace(file)
    except OSError:
        return
