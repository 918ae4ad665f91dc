"""A real lake of 500 synthetic people, made once per test process; without the quality report, which takes longest."""

import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from mingjing.analysis.ingest.layout import StandardLayout
from mingjing.analysis.ingest.run import Settings, ingest
from tests.office.register_lake import Quiet, no_report


@cache
def small_lake() -> Path:
    """Return the lake; tests read it and must not change it."""
    folder = Path(tempfile.mkdtemp(prefix="mingjing-small-lake-"))
    asked = ["synth", "--out", folder / "city", "--persons", 500, "--seed", 7]
    command = [sys.executable, "-m", "mingjing.cli.main", *map(str, asked)]
    subprocess.run(command, check=True, capture_output=True)
    lake = folder / "lake"
    ingest(folder / "city", lake, StandardLayout(), Quiet(), no_report, (), Settings("1GB", 2))
    (lake / "quality.json").write_text(json.dumps({"grade": "A", "score": 99.0}), encoding="utf-8")
    return lake
