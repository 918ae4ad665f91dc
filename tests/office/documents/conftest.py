"""Fixtures of documents: the days, the case and the people of the cases' tests."""

from tests.office.cases.conftest import set_day, story

__all__ = ["set_day", "story"]
