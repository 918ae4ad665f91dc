"""Ingests a delivery in a process of its own that dies, or runs out of disk, at a given moment.

Usage: interrupted.py SOURCE LAKE kill PLACE COUNT | interrupted.py SOURCE LAKE limit BYTES
PLACE is the function at whose COUNT-th call the process kills itself.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.layout import StandardLayout
from mingjing.analysis.ingest.run import Settings, ingest
from mingjing.kernel.errors import MingjingError
from tests.analysis.ingest.desk import Quiet

PLACES: dict[str, tuple[type, str]] = {
    "statement": (DuckDBEngine, "execute"),
    "rename": (Path, "rename"),
    "replace": (Path, "replace"),
    "read": (Path, "open"),
}


def die_at(place: str, count: int) -> None:
    """Arrange for SIGKILL at the `count`-th call of `place`."""
    owner, name = PLACES[place]
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **kwargs)

    setattr(owner, name, deadly)


def main(source: str, lake: str, how: str, *what: str) -> int:
    """Run the ingest; return 0, or the exit code of the error that it told."""
    if how == "kill":
        die_at(what[0], int(what[1]))
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(what[0]), int(what[0])))
    try:
        ingest(
            Path(source), Path(lake), StandardLayout(), Quiet(), lambda *_: None, settings=Settings("1GB", 2)
        )
    except MingjingError as error:
        sys.stderr.write(str(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
