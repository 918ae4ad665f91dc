"""Fixtures of the ingest tests."""

from pathlib import Path

import pytest

from tests.analysis.ingest.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an empty desk."""
    return Desk(tmp_path)
