"""Tasks: preview before sending, the board, the tree, each side's actions on a part."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Part, Suspicion, Task
from tests.office import province as making
from tests.office.leads.pages import cost, finished, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
TASK = {
    "title": "专项核查", "route": "three_level", "days": "20", "appeal_days": "5", "recheck_share": "10",
    "split": "city",
}  # fmt: skip


def seal(page: str) -> str:
    return page.split('name="seal" value="')[1].split('"', maxsplit=1)[0]


def test_who_gets_how_much_and_until_when_is_shown_before_it_is_sent(
    leads: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("officer", "province")
    keys = [lead.pk for lead in leads]
    assert "预览分送结果" in send(client, "leads:task-new", pick=keys, status=200)
    page = send(client, "leads:task-new", pick=keys, step="preview", status=200, **TASK)
    due = clocks.due_day(clocks.today(), 20)
    assert (
        "甲市医疗保障局" in page
        and "乙市医疗保障局" in page
        and f"{due.year}年{due.month}月{due.day}日" in page
    )
    assert not Task.objects.exists()
    where = send(client, "leads:task-new", pick=keys, step="send", seal=seal(page), **TASK)
    task = Task.objects.get()
    assert where == reverse("leads:task", args=[task.number])
    assert sorted(part.leads.count() for part in task.parts.all()) == [1, 3]


def test_what_changed_since_the_preview_is_shown_again(leads: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer", "province")
    keys = [lead.pk for lead in leads]
    page = send(client, "leads:task-new", pick=keys, step="preview", status=200, **TASK)
    Lead.objects.filter(pk=keys[0]).update(state=Lead.State.CLOSED)
    again = send(client, "leads:task-new", pick=keys, step="send", seal=seal(page), status=409, **TASK)
    assert "预览之后线索有变动" in again and not Task.objects.exists()


def test_a_second_click_sends_nothing_twice(leads: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer", "province")
    keys = [lead.pk for lead in leads]
    page = send(client, "leads:task-new", pick=keys, step="preview", status=200, **TASK)
    send(client, "leads:task-new", pick=keys, step="send", seal=seal(page), **TASK)
    assert "没有可下发的线索" in send(
        client, "leads:task-new", pick=keys, step="send", seal=seal(page), status=422, **TASK
    )
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"), [("title", ""), ("days", "0"), ("days", "251"), ("split", "nobody")]
)
def test_a_wrong_field_is_told(leads: list[Lead], signed_in: Enter, name: str, value: str) -> None:
    page = send(
        signed_in("officer", "province"), "leads:task-new", pick=[leads[0].pk], step="preview", status=422,
        **{**TASK, name: value},
    )  # fmt: skip
    assert "field-error" in page


def test_the_county_chooses_direct_receivers_of_its_own_division_only(
    province: Province, leads: list[Lead], signed_in: Enter
) -> None:
    page = text(signed_in("officer", "city1"), "leads:task-new")
    assert "全部直送：甲一县医疗保障局" in page and "乙一县" not in page and "按所属市" not in page
    text(signed_in("clerk", "H1"), "leads:task-new", status=403)
    text(signed_in("reviewer"), "leads:task-new", status=403)


def test_days_are_shown_as_a_date(signed_in: Enter) -> None:
    client = signed_in("officer", "province")
    due = clocks.due_day(clocks.today(), 7)
    assert f"{due.month}月{due.day}日" in text(client, "leads:due-day", days="7")
    assert "请填写" in text(client, "leads:due-day", days="0")


def test_the_board_shows_what_was_received_and_sent(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    assert "测试核查任务" in text(signed_in("officer"), "leads:tasks")
    assert "甲二县" not in text(signed_in("officer"), "leads:tasks", box="all")
    boss = signed_in("officer", "province")
    page = text(boss, "leads:tasks", box="sent")
    assert all(name in page for name in ("甲一县", "甲二县", "乙一县"))
    assert "没有符合条件的任务" in text(boss, "leads:tasks", box="sent", state="overdue")
    Part.objects.filter(receiver=province.bodies["county3"]).update(due_on=clocks.today() - timedelta(days=3))
    page = text(boss, "leads:tasks", box="sent", state="overdue")
    assert "乙一县" in page and "已逾期" in page and "甲一县" not in page
    assert "没有符合条件的任务" in text(signed_in("clerk", "H1"), "leads:tasks")


def test_board_task_and_part_cost_the_same_for_any_number(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    making.send(province, publish_some(leads=4))
    client = signed_in("officer", "province")
    task, part = Task.objects.get(), Part.objects.order_by("pk").first()
    assert part is not None
    few = [
        cost(client, "leads:tasks", box="sent"), cost(client, "leads:task", task.number),
        cost(client, "leads:part", part.pk),
    ]  # fmt: skip
    more = making.send(province, publish_some(leads=40, prefix="E"))
    making.send(province, publish_some(leads=8, prefix="G"))
    large = more.parts.order_by("pk").first()
    assert large is not None
    many = [
        cost(client, "leads:tasks", box="sent"), cost(client, "leads:task", more.number),
        cost(client, "leads:part", large.pk),
    ]  # fmt: skip
    assert many == few and max(few) <= 26


@pytest.fixture
def part(province: Province, leads: list[Lead]) -> Part:
    """What city1 received of a task that the province sent to the cities."""
    from mingjing.office.leads.services import dispatch

    boss = province.who("officer", "province")
    task = dispatch.dispatch(boss, title="专项核查", targets=dispatch.auto_targets(boss, leads, "city"))
    return task.parts.select_related("receiver").get(receiver=province.bodies["city1"])


def state(part: Part) -> str:
    return Part.objects.get(pk=part.pk).state


def test_the_city_signs_for_it_and_passes_it_on_after_a_preview(part: Part, signed_in: Enter) -> None:
    client = signed_in("officer", "city1")
    assert "签收" in text(client, "leads:part", part.pk)
    send(client, "leads:part-sign", part.pk)
    assert state(part) == "signed"
    page = send(client, "leads:part-divide", part.pk, step="preview", split="county", status=200)
    assert "甲一县医疗保障局" in page and "甲二县医疗保障局" in page and not part.children.exists()
    send(client, "leads:part-divide", part.pk, step="send", split="county", seal=seal(page))
    assert sorted(child.leads.count() for child in part.children.all()) == [1, 2]
    tree = text(signed_in("officer", "province"), "leads:task", part.task.number)
    assert tree.index("甲市医疗保障局") < tree.index("甲一县医疗保障局")


def test_it_is_returned_with_a_reason_and_sent_to_another(
    province: Province, part: Part, signed_in: Enter
) -> None:
    city, boss = signed_in("officer", "city1"), signed_in("officer", "province")
    assert "这个字段是必填项" in send(city, "leads:part-return", part.pk, status=422, reason="")
    send(city, "leads:part-return", part.pk, reason="不属本市")
    assert "不属本市" in text(boss, "leads:part", part.pk) and "被退回任务" in text(boss, "home")
    send(boss, "leads:part-reassign", part.pk, receiver=province.bodies["city2"].pk, reason="改派乙市")
    assert Part.objects.get(pk=part.pk).receiver == province.bodies["city2"]


def test_the_sender_urges_supervises_pauses_and_withdraws(part: Part, signed_in: Enter) -> None:
    boss, city = signed_in("officer", "province"), signed_in("officer", "city1")
    send(boss, "leads:part-remind", part.pk, text="请尽快签收")
    assert "这个字段是必填项" in send(boss, "leads:part-supervise", part.pk, status=422)
    send(boss, "leads:part-supervise", part.pk, reason="三日内签收并反馈")
    page = text(city, "leads:part", part.pk)
    assert "三日内签收并反馈" in page and "1 次" in page
    for step in ("催办", "中止计时", "转派", "撤回"):
        assert f"<summary>{step}" not in page, step
    send(boss, "leads:part-pause", part.pk, reason="等待上级答复")
    assert "计时中止" in text(city, "leads:part", part.pk)
    send(boss, "leads:part-resume", part.pk)
    send(city, "leads:part-withdraw", part.pk, status=403, reason="x")
    send(boss, "leads:part-withdraw", part.pk, reason="重新安排")
    assert state(part) == "withdrawn"


def test_it_is_split_and_merged_again(part: Part, signed_in: Enter) -> None:
    client = signed_in("officer", "city1")
    send(client, "leads:part-sign", part.pk)
    lead = part.leads.first()
    assert lead is not None
    where = send(client, "leads:part-split", part.pk, pick=[lead.pk])
    new = Part.objects.exclude(pk=part.pk).get(receiver=part.receiver)
    assert where == reverse("leads:part", args=[new.pk])
    assert f"分件 {new.pk}" in text(client, "leads:part", part.pk)
    send(client, "leads:part-merge", part.pk, part=[new.pk])
    assert part.leads.count() == 3 and state(new) == "withdrawn"


def test_the_county_reports_and_the_city_signs_off_or_rejects(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    part = sent[0].part
    assert part is not None
    county, boss = signed_in("officer"), signed_in("reviewer", "province")
    assert "4 条疑点未终审" in text(county, "leads:part", part.pk)
    send(county, "leads:part-report", part.pk, status=409)
    for one in Suspicion.objects.filter(lead__part=part).select_related("lead__institution"):
        finished(province, one)
    assert "可以上报" in text(county, "leads:part", part.pk)
    send(county, "leads:part-report", part.pk, text="核查完毕")
    page = text(boss, "leads:part", part.pk)
    assert "核查结果" in page and "审签" in page and "待审签任务" in text(boss, "home")
    assert "这个字段是必填项" in send(boss, "leads:part-reject", part.pk, status=422)
    send(boss, "leads:part-reject", part.pk, reason="补充笔录")
    assert state(part) == "signed"
    send(county, "leads:part-report", part.pk)
    send(boss, "leads:part-sign_off", part.pk, text="同意")
    send(boss, "leads:part-sign_off", part.pk, status=409)
    assert state(part) == "signed_off"
    assert "省级已审签" in text(county, "leads:detail", sent[0].number)


@pytest.mark.parametrize(("role", "place"), [("officer", "city2"), ("officer", "county3"), ("clerk", "H1")])
def test_a_part_out_of_scope_is_not_there(part: Part, signed_in: Enter, role: str, place: str) -> None:
    client = signed_in(role, place)
    text(client, "leads:part", part.pk, status=404)
    status = 404 if role == "officer" else 403
    if role == "officer":
        send(client, "leads:part-sign", part.pk, status=status)
    if place != "city2":
        text(client, "leads:task", part.task.number, status=404)


def test_looking_at_a_steps_address_takes_no_step(part: Part, signed_in: Enter) -> None:
    response: Any = signed_in("officer", "city1").get(reverse("leads:part-sign", args=[part.pk]))
    assert response.status_code == 302 and state(part) == "sent"
