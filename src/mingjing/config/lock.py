"""One service per data folder: a lock that the operating system lifts when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from mingjing.kernel.errors import ConflictError


@contextmanager
def alone() -> Iterator[None]:
    """Hold the site's lock; raise ConflictError when a service holds it."""
    with (settings.DATA / "serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConflictError(
                "服务正在运行",
                where=str(settings.DATA),
                do="先停止 mingjing serve，或用 --data 指定另一数据文件夹",
            ) from error
        yield
