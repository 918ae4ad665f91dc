"""挂牌督办, 联合办案, 联席会议: who may do what, what is kept of it, what waits for whom."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.cases.models import PartnerResult
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.leads import duties
from mingjing.office.leads.models import Lead
from mingjing.office.liaison import reminders, scope
from mingjing.office.liaison.models import Joint, Listing, Meeting, Note, Paper, Progress, Resolution
from mingjing.office.liaison.services import joints, listings, meetings
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(province: Province) -> Province:
    """The province with two departments that work on the platform and one that does not."""
    world.department(province, "partner", "police", "city1")
    world.department(province, "health", "health")
    world.department(province, "market", "market", staffed=False)
    return province


def refused(kind: type[Exception], act: Callable[..., Any], *given: Any, **more: Any) -> None:
    with pytest.raises(kind), transaction.atomic():
        act(*given, **more)


# 挂牌督办


def test_a_case_is_listed_from_above_and_taken_off_after_a_report(place: Province, story: Story) -> None:
    county, city = place.who("officer"), place.who("leader", "city1")
    refused(ForbiddenError, world.listed, place, story.case, "county1")
    refused(NotVisibleError, world.listed, place, story.case, "city2")
    listing = world.listed(place, story.case, report_days=5)
    refused(ConflictError, world.listed, place, story.case, "province")
    refused(ConflictError, listings.report, county, listing, "未签收")
    refused(ForbiddenError, listings.sign, place.who("officer", "city1"), listing)
    listings.sign(county, listing)
    refused(ConflictError, listings.sign, county, listing)
    listings.report(county, listing, "已经调取资料", files=[world.upload()])
    refused(ConflictError, listings.report, county, listing, "已办结", asks=True)
    refused(ConflictError, listings.delist, city, listing, "没有报请")
    type(story.case).objects.filter(pk=story.case.pk).update(decided_on=clocks.today())
    listings.report(county, listing, "已经作出决定", asks=True)
    refused(ForbiddenError, listings.delist, place.who("leader"), listing, "自己摘牌")
    listings.send_back(city, listing, "资金没有追回")
    assert Clock.objects.get(noun="listing", object_id=listing.pk, kind="due").stopped_on is None
    listings.report(county, listing, "资金已追回", asks=True)
    refused(InvalidError, listings.delist, city, listing, " ")
    done = listings.delist(city, listing, "办理到位，同意摘牌")
    assert (done.state, done.delisted_on) == (Listing.State.DELISTED, clocks.today())
    assert not Clock.objects.filter(noun="listing", object_id=listing.pk, stopped_on=None).exists()
    assert story.case.steps.filter(name__startswith="listing_").count() == 7
    assert world.listed(place, story.case, "province").state == Listing.State.OPEN


def test_a_bureau_lists_its_own_case_only_together_with_others(place: Province, story: Story) -> None:
    joined = world.listed(place, story.case, "county1", departments=(place.bodies["health"].pk,))
    assert scope.one(place.who("partner", "health"), "listing", joined.pk) == joined
    refused(NotVisibleError, scope.one, place.who("partner", "partner"), "listing", joined.pk)
    refused(NotVisibleError, scope.one, place.who("officer", "county2"), "listing", joined.pk)
    listings.sign(place.who("officer"), joined)
    type(story.case).objects.filter(pk=story.case.pk).update(decided_on=clocks.today())
    from mingjing.office.accounts.models import Grant

    Grant.objects.create(user=place.who("leader"), role="officer")
    listings.report(place.who("leader"), joined, "办结", asks=True)
    refused(ForbiddenError, listings.delist, place.who("leader"), joined, "自己报请自己摘牌")


def test_a_task_is_listed_and_an_ended_one_is_not(place: Province, sent: list[Lead]) -> None:
    part = next(one.part for one in sent if one.held_by == place.bodies["county1"])
    order = listings.Order("任务督办", "进度滞后", "限期办结", date(2099, 1, 1), "province", part=part.pk)
    listing = listings.list_matter(place.who("leader", "province"), order)
    assert listing.body == place.bodies["county1"]
    listings.sign(place.who("officer"), listing)
    refused(ConflictError, listings.report, place.who("officer"), listing, "没有上报", asks=True)
    listings.cancel(place.who("leader", "province"), listing, "挂错任务")
    type(part).objects.filter(pk=part.pk).update(state="withdrawn")
    refused(ConflictError, listings.list_matter, place.who("leader", "province"), order)
    both = listings.Order("督办", "理由", "要求", date(2099, 1, 1), "city", case="AJ-1", part=part.pk)
    refused(InvalidError, listings.list_matter, place.who("leader", "province"), both)


def test_a_listing_reminds_and_its_deadline_only_grows(place: Province, story: Story, set_day: Any) -> None:
    set_day(date(2026, 3, 2))
    listing = world.listed(place, story.case, days=10)
    city = place.who("leader", "city1")
    refused(InvalidError, listings.extend, city, listing, listing.due_on, "不变")
    refused(InvalidError, world.listed, place, story.case, "city1", -1)
    set_day(date(2026, 3, 16))
    reminders.run(date(2026, 3, 16))
    reminders.run(date(2026, 3, 16))
    assert (
        Note.objects.filter(object_id=listing.pk, noun="listing", name="overdue").count() == 2
    )  # signing, and the end
    late = [one for one in duties.of(place.who("officer")) if one.key == "listings_open"]
    assert [(one.count, one.urgent) for one in late] == [(1, 1)]
    listings.extend(city, listing, date(2026, 4, 1), "案情复杂")
    assert [one.urgent for one in duties.of(place.who("officer")) if one.key == "listings_open"] == [0]


def test_the_database_keeps_reports_of_progress(place: Province, story: Story) -> None:
    listing = world.listed(place, story.case)
    listings.sign(place.who("officer"), listing)
    made = listings.report(place.who("officer"), listing, "进展")
    refused(DatabaseError, Progress.objects.filter(pk=made.pk).update, text="另说")


# 联合办案


def test_joint_work_is_proposed_approved_by_another_and_joined(place: Province, story: Story) -> None:
    officer, leader, health = place.who("officer"), place.who("leader"), place.bodies["health"].pk
    refused(InvalidError, joints.propose, officer, story.case, "joint", "理由", "案情", [])
    refused(
        ForbiddenError,
        joints.propose,
        place.who("officer", "city1"),
        story.case,
        "joint",
        "理由",
        "案情",
        [health],
    )
    joint = joints.propose(officer, story.case, "joint", "理由", "案情通报", [health])
    refused(ConflictError, joints.propose, officer, story.case, "parallel", "理由", "案情", [health])
    refused(NotVisibleError, scope.one, place.who("partner", "health"), "joint", joint.pk)
    refused(ForbiddenError, joints.approve, officer, joint)
    joints.approve(leader, joint)
    refused(NotVisibleError, scope.one, place.who("partner", "partner"), "joint", joint.pk)
    refused(NotVisibleError, joints.join, place.who("partner", "partner"), joint, "王某")
    refused(ForbiddenError, joints.join, officer, joint, "代为参加", joint.members.get().pk)
    joints.join(place.who("partner", "health"), joint, "张某 1234")
    refused(ConflictError, joints.join, place.who("partner", "health"), joint, "张某 1234")


def test_each_departments_result_is_kept_with_the_case_once(place: Province, story: Story) -> None:
    officer, health = story.officer, place.who("partner", "health")
    joint = world.joined(place, story.case, "health")
    joints.invite(officer, joint, [place.bodies["market"].pk])
    market = joint.members.get(organisation=place.bodies["market"])
    joints.join(officer, joint, "赵某 1", market.pk)
    joints.give_result(health, joint, "记不良执业行为 3 分", clocks.today(), "卫罚〔2026〕1号", Decimal("0"))
    joints.give_result(
        officer, joint, "罚款", clocks.today(), "市监罚〔2026〕2号", Decimal("5000.00"), market.pk
    )
    refused(InvalidError, joints.give_result, health, joint, "未来", clocks.today() + timedelta(days=1))
    own = joint.members.get(organisation=place.bodies["health"])
    refused(ConflictError, joints.close, place.who("leader"), joint, "结果没有归入")
    refused(ForbiddenError, joints.keep_result, health, joint, own.pk)
    joints.keep_result(officer, joint, own.pk)
    refused(ConflictError, joints.keep_result, officer, joint, own.pk)
    refused(ConflictError, joints.give_result, health, joint, "又改", clocks.today())
    joints.keep_result(officer, joint, market.pk)
    assert sorted(PartnerResult.objects.values_list("department", "document")) == [
        ("health部门", "卫罚〔2026〕1号"), ("market部门", "市监罚〔2026〕2号"),
    ]  # fmt: skip
    assert joints.close(place.who("leader"), joint, "各部门均已处理").state == Joint.State.CLOSED
    refused(ConflictError, joints.share, officer, joint, "结束以后", [world.upload()])


def test_shared_material_is_seen_by_who_takes_part_only(place: Province, story: Story) -> None:
    joint = world.joined(place, story.case, "health")
    joints.invite(story.officer, joint, [place.bodies["partner"].pk])
    refused(InvalidError, joints.share, story.officer, joint, "没有文件", [])
    joints.share(story.officer, joint, "供查处执业行为使用", [world.upload()])
    paper = Paper.objects.get(noun="joint")
    assert scope.paper(place.who("partner", "health"), paper.pk) == paper
    invited = place.who("partner", "partner")
    assert scope.one(invited, "joint", joint.pk)
    refused(NotVisibleError, scope.paper, invited, paper.pk)
    refused(ConflictError, joints.share, invited, joint, "尚未参加", [world.upload()])
    refused(NotVisibleError, scope.paper, place.who("officer", "county2"), paper.pk)
    joints.decline(place.who("partner", "health"), joint, "退出")
    refused(NotVisibleError, scope.paper, place.who("partner", "health"), paper.pk)


def test_tasks_are_done_by_who_answers_for_them(place: Province, story: Story) -> None:
    joint, due = world.joined(place, story.case, "health"), clocks.today() + timedelta(days=5)
    partner = place.bodies["partner"].pk
    refused(InvalidError, joints.assign, story.officer, joint, "核查", partner, due)
    refused(
        InvalidError,
        joints.assign,
        story.officer,
        joint,
        "核查",
        place.bodies["health"].pk,
        clocks.today() - timedelta(days=1),
    )
    task = joints.assign(story.officer, joint, "核查医师执业", place.bodies["health"].pk, due)
    refused(ForbiddenError, joints.finish_task, story.officer, joint, task.pk, "代为完成")
    refused(ConflictError, joints.decline, place.who("partner", "health"), joint, "退出")
    refused(ConflictError, joints.close, place.who("leader"), joint, "没有完成")
    joints.finish_task(place.who("partner", "health"), joint, task.pk, "已经核查")
    refused(ConflictError, joints.drop_task, story.officer, joint, task.pk, "已完成的")
    assert not Clock.objects.filter(noun=joints.TASK, object_id=task.pk, stopped_on=None).exists()


# 联席会议


def test_a_meeting_is_called_held_and_followed_up(place: Province) -> None:
    officer, today = place.who("officer"), clocks.today()
    call = meetings.Call(
        "regular",
        "联席会议",
        today + timedelta(days=1),
        "议题",
        invited=[place.bodies["health"].pk],
        others=["县法院"],
    )
    refused(ForbiddenError, meetings.call, place.who("partner", "health"), call)
    refused(InvalidError, meetings.call, officer, meetings.Call("regular", "会", today, "议题"))
    meeting = meetings.call(officer, call)
    refused(ConflictError, meetings.hold, officer, meeting, "纪要", {})
    meetings.change(
        officer,
        meeting,
        meetings.Call(
            "regular", "联席会议", today, "议题", invited=[place.bodies["health"].pk], others=["县法院"]
        ),
    )
    rows = {one.name: one.pk for one in meeting.attendees.all()}
    refused(InvalidError, meetings.hold, officer, meeting, "纪要", {})
    refused(
        ForbiddenError,
        meetings.hold,
        place.who("partner", "health"),
        meeting,
        "纪要",
        {rows["health部门"]: "张某"},
    )
    meetings.hold(officer, meeting, "纪要", {rows["health部门"]: "张某"}, "纪〔2026〕1号")
    refused(ConflictError, meetings.cancel, officer, meeting, "已经召开")
    assert dict(meeting.attendees.values_list("name", "attended")) == {"health部门": True, "县法院": False}
    refused(InvalidError, meetings.resolve, officer, meeting, "事项", today, place.bodies["partner"].pk)
    refused(
        InvalidError,
        meetings.resolve,
        officer,
        meeting,
        "事项",
        today - timedelta(days=1),
        place.bodies["health"].pk,
    )
    one = meetings.resolve(officer, meeting, "联合检查", today, place.bodies["health"].pk)
    court = meetings.resolve(officer, meeting, "通报判决", today, None, "县法院")
    refused(ForbiddenError, meetings.report, officer, meeting, one.pk, "代为反馈")
    refused(NotVisibleError, meetings.report, place.who("partner", "health"), meeting, court.pk, "别人的事项")
    refused(ConflictError, meetings.conclude, officer, meeting, one.pk, True, "")
    meetings.report(place.who("partner", "health"), meeting, one.pk, "已经检查")
    refused(InvalidError, meetings.conclude, officer, meeting, one.pk, False, "")
    meetings.conclude(officer, meeting, one.pk, False, "没有结果")
    meetings.report(place.who("partner", "health"), meeting, one.pk, "检查 10 家")
    assert meetings.conclude(officer, meeting, one.pk, True, "").state == Resolution.State.DONE
    meetings.report(officer, meeting, court.pk, "法院来函告知")
    refused(ForbiddenError, meetings.drop, officer, meeting, court.pk, "不再执行")
    meetings.drop(place.who("leader"), meeting, court.pk, "已并入另一事项")


def test_a_department_sees_its_own_meetings_and_resolutions_only(place: Province) -> None:
    meeting = world.held(place, "health")
    assert scope.meetings(place.who("partner", "health")).get() == meeting
    assert not scope.meetings(place.who("partner", "partner")).exists()
    refused(NotVisibleError, scope.one, place.who("officer", "county2"), "meeting", meeting.pk)
    assert scope.resolutions(place.who("officer", "city1")).count() == 1
    assert [one.key for one in duties.of(place.who("partner", "health"))] == ["resolutions_open"]


def test_minutes_have_one_number_each(place: Province) -> None:
    world.held(place, "health")
    refused(ConflictError, world.held, place, "health")
    assert Meeting.objects.filter(state="held").count() == 1
