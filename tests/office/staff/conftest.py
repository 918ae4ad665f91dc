"""Fixtures of staff: days that a test sets, doctors at the hospitals of the small province."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingjing.office.accounts.models import User
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Staff
from mingjing.office.staff.models import Effect, Member, Proposal, Score
from mingjing.office.staff.services import effects, register, scoring
from mingjing.office.staff.services.commands import Given
from tests.office.cases.conftest import story
from tests.office.province import Province
from tests.office.rest.conftest import program

__all__ = ["program", "story"]
DOCTOR, NURSE = "D420100000001", "N420100000002"


@pytest.fixture
def set_day(monkeypatch: Any) -> Callable[[date], None]:
    """Let it be a given day."""
    return lambda day: monkeypatch.setattr(clocks, "today", lambda: day)


@pytest.fixture(autouse=True)
def _registers(settings: Any, tmp_path: Path) -> None:
    settings.REGISTERS = tmp_path / "registers"


@dataclass
class World:
    """A doctor at H1 (county1) and H4 (county3), a nurse at H2 (county1), and the people who score them."""

    province: Province
    set_day: Callable[[date], None]

    def who(self, role: str, place: str = "county1") -> User:
        return self.province.who(role, place)

    def on(self, day: date) -> "World":
        self.set_day(day)
        return self

    @property
    def doctor(self) -> Member:
        return Member.objects.get(code=DOCTOR)

    def given(
        self, item: str = "agreement", duty: str = "main", document: str = "协〔2026〕1号", **more: Any
    ) -> Given:
        fields = {
            "code": DOCTOR, "name": "张医生", "institution": "H1", "item": item, "duty": duty,
            "happened_on": clocks.today(), "reason": "负有责任", "document": document, **more,
        }  # fmt: skip
        return Given(**fields)

    def propose(self, *args: Any, **more: Any) -> Proposal:
        return scoring.propose(self.who("officer"), self.given(*args, **more))

    def score(self, *args: Any, **more: Any) -> Score:
        return scoring.approve(self.who("reviewer"), self.propose(*args, **more))

    def nine(self) -> Effect:
        """Score the doctor with nine points; return the suspension that is proposed."""
        self.score("lent_name", "main")
        return Effect.objects.get(state="proposed")

    def decide(self, effect: Effect, months: int, since: date | None = None) -> Effect:
        return effects.decide(self.who("leader"), effect, months, since or clocks.today(), "依规处理")


@pytest.fixture
def world(province: Province, set_day: Callable[[date], None]) -> World:
    """The doctor and the nurse, loaded from the data's register, on 10 April 2026."""
    for code, place, name, kind in (
        (DOCTOR, "H1", "张医生", "1"), (DOCTOR, "H4", "张医生", "1"), (NURSE, "H2", "李护士", "2"),
    ):  # fmt: skip
        Staff.objects.create(
            institution=province.institutions[place], code=code, name=name, kind=kind, stas="1"
        )
    register.follow()
    return World(province, set_day).on(date(2026, 4, 10))
