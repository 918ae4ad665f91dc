"""Publish: a file or folder appears under its name as a whole, flushed to disk, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target` to fill; on success it takes the place of `target`."""
    building = _fresh(target)
    building.mkdir(parents=True)
    try:
        yield building
        for file in sorted(building.rglob("*")):
            _flush(file)
        _flush(building)
        # The one before it goes as a whole too: removed in place, a kill would leave a part of it under its name.
        old = _old(target)
        if target.exists():
            target.replace(old)
        building.replace(target)
        _flush(target.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write; on success it takes the place of `target`."""
    building = _fresh(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield building
        _flush(building)
        building.replace(target)
        _flush(target.parent)
    finally:
        building.unlink(missing_ok=True)


def _old(target: Path) -> Path:
    return target.with_name(target.name + ".old")


def _fresh(target: Path) -> Path:
    shutil.rmtree(_old(target), ignore_errors=True)
    building = target.with_name(target.name + ".tmp")
    if building.is_dir():
        shutil.rmtree(building)
    building.unlink(missing_ok=True)
    return building


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
