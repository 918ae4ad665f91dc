"""Fixtures of cases: days that a test sets, a case at hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingjing.office.clocks import services as clocks
from tests.office.cases.story import Story
from tests.office.province import Province
from tests.office.rest.conftest import program

__all__ = ["program"]


@pytest.fixture
def set_day(monkeypatch: Any) -> Callable[[date], None]:
    """Let it be a given day."""
    return lambda day: monkeypatch.setattr(clocks, "today", lambda: day)


@pytest.fixture
def story(province: Province, set_day: Callable[[date], None]) -> Story:
    """A case of county1 against hospital H1 in its clue check, one ordinary act, two officers."""
    return Story(province, set_day).open()
