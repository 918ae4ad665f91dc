"""Clocks start, rest, go on and stop; the calendar takes in a year whole or not at all."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import Workbook

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.clocks import holidays, services
from mingjing.office.clocks.days import add_working_days
from mingjing.office.clocks.models import Clock, Holiday
from tests.office.province import Province

pytestmark = pytest.mark.django_db


def clock(number: int = 1) -> Clock:
    return Clock.objects.get(noun="thing", object_id=number, kind="办理")


def test_a_clock_starts_once_per_object_and_kind_and_anew_when_started_again() -> None:
    due = services.start("thing", [1, 2], "办理", 5)
    assert due == add_working_days(services.today(), 5) == clock().due_on
    services.stop("thing", [1])
    assert clock().stopped_on and not services.stop("thing", [1])
    services.start("thing", [1], "办理", 3)
    assert clock().stopped_on is None and Clock.objects.count() == 2


def test_calendar_days_count_every_day() -> None:
    assert services.start("thing", [1], "办理", 7, Clock.Unit.CALENDAR) == services.today() + timedelta(
        days=7
    )


def test_a_rest_moves_the_due_day_by_the_working_days_it_lasted() -> None:
    services.start("thing", [1], "办理", 5)
    rest = services.pause(clock(), "等待补充资料")
    with pytest.raises(ConflictError):
        services.pause(clock(), "再次")
    assert not services.overdue("thing", on=date(2100, 1, 1)).exists(), "a clock at rest is never overdue"
    rest.since = services.today() - timedelta(days=14)
    rest.save()
    before = clock().due_on
    after = services.resume(clock())
    assert services.Days(before).count(before, after) == services.Days(before).count(
        rest.since, services.today()
    )
    with pytest.raises(ConflictError):
        services.resume(clock())


def test_a_stopped_clock_cannot_rest() -> None:
    services.start("thing", [1], "办理", 5)
    services.stop("thing", [1])
    with pytest.raises(ConflictError):
        services.pause(clock(), "晚了")


def test_due_overdue_and_reminders_are_told_apart() -> None:
    due = services.start("thing", [1], "办理", 5)
    services.start("thing", [2], "办理", 50)
    assert not services.overdue("thing", on=due).exists()
    assert services.overdue("thing", on=due + timedelta(days=1)).get().object_id == 1
    found = services.to_remind("thing", 3, on=due - timedelta(days=1))
    assert [one.object_id for one in found] == [1] and services.reminded(found) == 1
    assert not services.to_remind("thing", 3, on=due - timedelta(days=1)).exists()


def test_a_year_is_read_from_lines() -> None:
    found = holidays.from_text(
        "2027-02-05至2027-02-11 休 春节\n2027年2月20日 班 春节调休 # 通知第 3 号\n\n20270101，休，元旦"
    )
    assert len(found) == 9 and found[0] == holidays.Entry(date(2027, 1, 1), False, "元旦")
    assert found[-1] == holidays.Entry(date(2027, 2, 20), True, "春节调休")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有可导入"),
        ("2027-02-30 休", "第 1 行"),
        ("2027-01-01 可能", "休”或“班"),
        ("2027-01-05至2027-01-01 休", "不早于"),
        ("2027-01-01 休\n2027-01-01 班", "两次"),
        ("1999-01-01 休", "2004"),
        ("乱写", "第 1 行"),
    ],
)
def test_lines_that_cannot_be_read_are_named(text: str, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        holidays.from_text(text)


def workbook(rows: list[tuple[object, ...]]) -> io.BytesIO:
    book = Workbook()
    for row in [("起始日期", "截止日期", "休/班", "说明"), *rows]:
        book.active.append(row)  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    made.name = "2027.xlsx"
    made.seek(0)
    return made


def test_a_year_is_read_from_a_workbook() -> None:
    made = workbook(
        [(date(2027, 10, 1), date(2027, 10, 7), "休", "国庆节"), ("2027-10-09", None, "班", None)]
    )
    assert len(holidays.from_workbook(made)) == 8


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"hello"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        holidays.from_workbook(io.BytesIO(content))


def test_the_page_takes_in_a_year_and_takes_a_day_back(signed_in: Callable[..., Client]) -> None:
    client = signed_in("administrator", "province")
    shown = client.get("/calendar/?year=2027")
    assert shown.status_code == 200 and "尚未录入" in shown.content.decode()
    done = client.post("/calendar/enter", {"rows": "2027-01-01至2027-01-03 休 元旦"})
    assert done.status_code == 302 and Holiday.objects.count() == 3
    assert "尚未录入" not in client.get(done["Location"]).content.decode()
    wrong = client.post("/calendar/enter", {"rows": "2027-05-01 休\n不是日期 休"})
    assert wrong.status_code == 422 and "第 2 行" in wrong.content.decode() and Holiday.objects.count() == 3
    client.post("/calendar/enter", {"file": workbook([(date(2027, 1, 9), None, "班", "调休")])})
    assert Holiday.objects.get(day=date(2027, 1, 9)).working
    assert client.post("/calendar/2027-01-09/remove").status_code == 302
    assert client.post("/calendar/2027-01-09/remove").status_code == 422
    assert AuditEntry.objects.filter(noun="calendar").count() == 3


def test_only_the_administrator_rules_the_calendar(
    province: Province, signed_in: Callable[..., Client]
) -> None:
    assert signed_in("officer").get("/calendar/").status_code == 403
    with pytest.raises(ForbiddenError):
        holidays.enter(province.who("leader"), [holidays.Entry(date(2027, 1, 1), False)])
