"""A bureau's own folders: what they add to the built-in catalogs, checked for form and hashed for the record."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from mingjing.kernel.errors import DocumentError, Problem

ENVIRONMENT = "MINGJING_LOCAL"
KINDS = {
    "rules": ".sql",
    "marts": ".sql",
    "knowledge": ".csv、.yaml",
    "mappings": ".yaml",
    "laws": ".yaml",
    "packs": ".yaml",
}
PARAMETERS, SUPPRESSIONS, VERDICTS = "params.yaml", "suppressions.csv", "verdicts.csv"
_used: ContextVar[tuple[Path, ...] | None] = ContextVar("local_folders", default=None)


def folders() -> tuple[Path, ...]:
    """Return the folders of `using`, else those that MINGJING_LOCAL names, each once, in their order.

    Raises DocumentError for one that does not exist, and for files put where nothing reads them.
    """
    used = _used.get()
    listed = os.environ.get(ENVIRONMENT, "").split(os.pathsep) if used is None else map(str, used)
    named = [Path(text) for text in listed if text.strip()]
    found = tuple(dict.fromkeys(path.expanduser().absolute() for path in named))
    problems = [problem for folder in found for problem in _problems(folder)]
    if problems:
        raise DocumentError.from_problems(problems)
    return found


def name(paths: tuple[Path, ...]) -> None:
    """Make these the local folders of this process and of those it starts. Raises DocumentError as `folders`."""
    os.environ[ENVIRONMENT] = os.pathsep.join(str(path.expanduser().absolute()) for path in paths)
    folders()


@contextmanager
def using(paths: tuple[Path, ...]) -> Iterator[None]:
    """Make these the local folders of everything done inside, in this thread of work alone."""
    token = _used.set(paths)
    try:
        yield
    finally:
        _used.reset(token)


def hashes() -> dict[str, str]:
    """Return sha256 by path of every file of the local folders that can change a result."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders()
        for path in _files(folder)
    }


def owner(path: Path) -> Path | None:
    """Return the local folder that `path` lies in, None when it is built in or from another wheel."""
    return next((folder for folder in folders() if path.is_relative_to(folder)), None)


def _files(folder: Path) -> Iterator[Path]:
    for kind in KINDS:
        for path in sorted((folder / kind).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path
    yield from (folder / one for one in (PARAMETERS, SUPPRESSIONS, VERDICTS) if (folder / one).is_file())


def _problems(folder: Path) -> Iterator[Problem]:
    kinds = "、".join(f"{kind}/（{suffix}）" for kind, suffix in KINDS.items())
    form = f"本地文件夹下可有 {kinds}、{PARAMETERS}、{SUPPRESSIONS}、{VERDICTS}"
    if not folder.is_dir():
        yield Problem(
            "没有这个本地文件夹", str(folder), "路径写错，或没有权限", "核对 --local 或 MINGJING_LOCAL"
        )
        return
    for path in sorted(folder.iterdir()):
        if path.suffix in (".sql", ".yaml", ".csv") and path.name not in (PARAMETERS, SUPPRESSIONS, VERDICTS):
            yield Problem("这个文件放的位置不会被读取", str(path), form, "移到相应的子文件夹")
