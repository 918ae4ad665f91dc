"""A real lake of 500 synthetic people, made once per test process."""

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

RULES = "CHG-001,CHG-005"  # cheap ones that find something there


def mingjing(*arguments: object) -> None:
    """Run a verb."""
    subprocess.run(
        [sys.executable, "-m", "mingjing.cli.main", *map(str, arguments)], check=True, capture_output=True
    )


@cache
def small_lake() -> Path:
    """Return the lake; other tests may read it and must not change it."""
    folder = Path(tempfile.mkdtemp(prefix="mingjing-small-lake-"))
    mingjing("synth", "--out", folder / "city", "--persons", 500, "--seed", 7)
    mingjing("ingest", folder / "city", "--lake", folder / "lake", "--memory", "1GB", "--threads", 2)
    return folder / "lake"
