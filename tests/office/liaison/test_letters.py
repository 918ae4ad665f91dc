"""Letters: signed by another, numbered once, received, answered, judged; nobody does another's part."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.clocks.models import Clock
from mingjing.office.documents.services import drafting, issuing
from mingjing.office.liaison import reminders, scope
from mingjing.office.liaison.models import Letter, Note, Reply
from mingjing.office.liaison.services import letters, replies
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = pytest.mark.django_db
S = Letter.State


@pytest.fixture
def place(province: Province) -> Province:
    """The province with a police department that works on the platform and a market department that does not."""
    world.department(province, "partner", "police", "city1")
    world.department(province, "market", "market", staffed=False)
    for body in ("county1", "city1"):
        world.letterhead(province, body)
    return province


def refused(kind: type[Exception], act: Callable[..., Any], *given: Any, **more: Any) -> None:
    with pytest.raises(kind), transaction.atomic():
        act(*given, **more)


def test_a_letter_is_signed_by_another_than_its_drafter_and_numbered_then(place: Province) -> None:
    officer, leader = place.who("officer"), place.who("leader")
    letter = letters.draft(officer, world.given(place))
    refused(ConflictError, letters.issue, leader, letter)
    refused(ForbiddenError, letters.submit, place.who("leader"), letter)
    letters.submit(officer, letter)
    refused(ForbiddenError, letters.issue, officer, letter)
    refused(NotVisibleError, letters.issue, place.who("leader", "county3"), letter)
    refused(NotVisibleError, letters.issue, place.who("leader", "city1"), letter)
    sent = letters.issue(leader, letter)
    assert (sent.state, sent.number) == (S.SENT, f"county1医保建字〔{date.today().year}〕1号")
    assert sent.file and sent.sha256
    refused(ConflictError, letters.issue, leader, letter)
    refused(ConflictError, letters.change, officer, letter, world.given(place))


def test_whoever_both_drafts_and_leads_does_not_sign_alone(place: Province) -> None:
    from mingjing.office.accounts.models import Grant

    Grant.objects.create(user=place.who("leader"), role="officer")
    letter = letters.draft(place.who("leader"), world.given(place))
    letters.submit(place.who("leader"), letter)
    refused(ForbiddenError, letters.issue, place.who("leader"), letter)


def test_numbers_are_counted_with_those_of_the_papers_of_cases(place: Province, story: Story) -> None:
    first = world.sent(place)
    officer, leader = place.who("officer"), place.who("leader")
    fields = {"受函单位": "市场监管局", "问题": "问题", "建议": "建议", "回复期限": "2099-01-01"}
    paper = issuing.issue(
        leader, drafting.submit(officer, drafting.start(officer, story.case, "advice_letter", fields))
    )
    second = world.sent(place)
    assert [one.rpartition("〕")[2] for one in (first.number, paper.number, second.number)] == [
        "1号",
        "2号",
        "3号",
    ]
    letter = letters.dispatch(officer, paper, place.bodies["partner"].pk)
    assert (letter.number, letter.state, letter.case) == (paper.number, S.SENT, story.case)
    refused(ConflictError, letters.dispatch, officer, paper, place.bodies["partner"].pk)
    refused(ConflictError, drafting.start, officer, story.case, "letter_advice")


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("urge", "partner"),
        ("urge", "city1"),
        ("advice", "county2"),
        ("supervisory", "partner"),
        ("prompt", "H1"),
    ],
)
def test_a_kind_goes_only_where_it_may(place: Province, kind: str, other: str) -> None:
    refused(InvalidError, letters.draft, place.who("officer"), world.given(place, kind, other))


def test_an_incomplete_letter_is_not_submitted(place: Province) -> None:
    from mingjing.office.documents.models import Letterhead

    letter = letters.draft(place.who("officer", "county2"), world.given(place))
    assert not Letterhead.objects.filter(organisation=place.bodies["county2"]).exists()
    refused(ConflictError, letters.submit, place.who("officer", "county2"), letter)
    refused(
        InvalidError,
        letters.draft,
        place.who("officer"),
        letters.Given("advice", " ", "问题", "建议", place.bodies["partner"].pk),
    )
    refused(
        InvalidError,
        letters.draft,
        place.who("officer"),
        letters.Given("advice", "题", "问题", "建议", place.bodies["partner"].pk, days=366),
    )


def test_the_department_signs_answers_and_answers_again(place: Province) -> None:
    officer, partner = place.who("officer"), place.who("partner", "partner")
    letter = world.sent(place)
    refused(ConflictError, replies.reply, partner, letter, "未签收就答复")
    refused(ForbiddenError, replies.receive, officer, letter)
    replies.receive(partner, letter)
    refused(ConflictError, replies.receive, partner, letter)
    refused(ForbiddenError, replies.reply, officer, letter, "代写")
    replies.reply(partner, letter, "正在整改", number="公函〔2026〕3号", files=[world.upload()])
    letter.refresh_from_db()
    assert (letter.state, letter.due_on) == (S.REPLIED, None)
    refused(ForbiddenError, replies.accept, partner, letter, "自己认定")
    refused(InvalidError, replies.ask_again, officer, letter, "没有数据", 0)
    replies.ask_again(officer, letter, "没有数据", 5)
    refused(ConflictError, replies.accept, officer, letter, "没有新的答复")
    replies.reply(partner, letter, "已经整改，附数据")
    done = replies.accept(officer, letter, "情况清楚")
    assert (done.state, done.asked_again) == (S.CLOSED, 1)
    assert list(done.replies.values_list("verdict", flat=True)) == ["again", "sufficient"]
    refused(ConflictError, replies.ask_again, officer, letter, "办结后", 5)


def test_a_bureaus_answer_is_signed_by_its_head_and_numbered(place: Province) -> None:
    officer, leader = place.who("officer"), place.who("leader")
    letter = world.sent(place, "urge", "county1", "city1")
    replies.receive(officer, letter)
    draft = replies.reply(officer, letter, "已经办结", files=[world.upload()])
    assert (draft.state, draft.number) == (Reply.State.SUBMITTED, "")
    above = scope.one(place.who("officer", "city1"), "letter", letter.pk)
    assert not above.replies.filter(state="sent").exists()
    refused(ConflictError, replies.reply, officer, letter, "再写一份")
    refused(ForbiddenError, replies.sign_reply, officer, letter)
    replies.take_back_reply(leader, letter, "数据不全")
    replies.reply(officer, letter, "已经办结，附数据")
    replies.sign_reply(leader, letter)
    draft = letter.replies.get(state="sent")
    assert draft.number.endswith(f"复字〔{date.today().year}〕1号") and draft.file
    letter.refresh_from_db()
    assert letter.state == S.REPLIED


def test_what_a_bureau_wrote_for_itself_nobody_else_reads(place: Province) -> None:
    letter = letters.draft(place.who("officer"), world.given(place))
    for user in (
        place.who("officer", "city1"),
        place.who("partner", "partner"),
        place.who("officer", "county2"),
    ):
        refused(NotVisibleError, scope.one, user, "letter", letter.pk)
    sent = world.sent(place)
    assert scope.one(place.who("officer", "city1"), "letter", sent.pk) == sent
    refused(NotVisibleError, scope.one, place.who("officer", "county2"), "letter", sent.pk)
    assert Note.objects.filter(object_id=sent.pk, noun="letter", inner=True).count() == 2


def test_of_a_department_outside_the_platform_the_sender_keeps_the_papers(place: Province) -> None:
    officer = place.who("officer")
    letter = world.sent(place, "advice", "market")
    replies.receive(officer, letter)
    replies.reply(officer, letter, "复函说已经整改", number="市监函〔2026〕1号", on=date.today())
    reply = letter.replies.get()
    assert reply.by_hand and reply.number == "市监函〔2026〕1号"
    letter.refresh_from_db()
    assert replies.accept(officer, letter, "已落实").state == S.CLOSED


def test_a_paper_letter_is_put_on_file_once_and_runs_from_its_receipt(place: Province) -> None:
    officer, today = place.who("officer"), date.today()
    had = letters.Paperwork(
        "检建〔2026〕1号", today - timedelta(days=9), today - timedelta(days=7), files=[world.upload()]
    )
    given = letters.Given("procuratorial", "检察建议书", "漏洞", "完善制度", other_name="县人民检察院")
    letter = letters.enter(officer, given, had)
    assert letter.state == S.RECEIVED and letter.due_on is not None
    assert letter.due_on >= today - timedelta(days=7) + timedelta(days=60)
    refused(ConflictError, letters.enter, officer, given, had)
    refused(
        ConflictError,
        letters.enter,
        officer,
        letters.Given("incoming", "函", "事", "求", place.bodies["partner"].pk),
        had,
    )
    replies.reply(officer, letter, "已经完善")
    replies.sign_reply(place.who("leader"), letter)
    letter.refresh_from_db()
    assert letter.state == S.CLOSED, "nobody here judges for a prosecutor outside the platform"


def test_a_department_sends_only_its_own_kinds(place: Province) -> None:
    partner, bureau = place.who("partner", "partner"), place.bodies["county1"].pk
    had = letters.Paperwork("公建〔2026〕1号", date.today())
    refused(
        InvalidError,
        letters.send_in,
        partner,
        letters.Given("supervisory", "监察建议书", "题", "求", bureau),
        had,
    )
    refused(
        InvalidError, letters.send_in, partner, letters.Given("advice", "建议函", "题", "求", bureau), had
    )
    letter = letters.send_in(partner, letters.Given("incoming", "协查函", "事由", "请求", bureau), had)
    assert replies.receive(place.who("officer"), letter).state == S.RECEIVED
    refused(
        ConflictError,
        letters.send_in,
        partner,
        letters.Given("incoming", "协查函", "事由", "请求", bureau),
        had,
    )


def test_a_letter_is_withdrawn_by_the_head_until_it_is_answered(place: Province) -> None:
    letter = world.sent(place)
    refused(ForbiddenError, letters.withdraw, place.who("officer"), letter, "写错了")
    refused(InvalidError, letters.withdraw, place.who("leader"), letter, " ")
    gone = letters.withdraw(place.who("leader"), letter, "发错单位")
    assert (
        gone.state == S.WITHDRAWN
        and not Clock.objects.filter(noun="letter", object_id=letter.pk, stopped_on=None).exists()
    )
    refused(ConflictError, replies.receive, place.who("partner", "partner"), letter)
    answered = world.sent(place)
    replies.receive(place.who("partner", "partner"), answered)
    replies.reply(place.who("partner", "partner"), answered, "答复")
    refused(ConflictError, letters.withdraw, place.who("leader"), answered, "太晚")


def test_of_two_tabs_the_second_is_told(place: Province) -> None:
    officer, letter = place.who("officer"), letters.draft(place.who("officer"), world.given(place))
    letters.change(officer, letter, world.given(place), version=letter.version)
    refused(ConflictError, letters.change, officer, letter, world.given(place), version=letter.version)
    refused(ConflictError, letters.submit, officer, letter, version=letter.version)


def test_the_database_keeps_what_was_sent(place: Province) -> None:
    letter = world.sent(place)
    for change in ({"title": "另一标题"}, {"number": "另号"}, {"state": "draft"}):
        refused(DatabaseError, Letter.objects.filter(pk=letter.pk).update, **change)
    refused(DatabaseError, Letter.objects.filter(pk=letter.pk).delete)
    refused(DatabaseError, Note.objects.filter(object_id=letter.pk).update, text="另说")


@pytest.mark.parametrize(
    ("kind", "sent", "due"),
    [
        ("advice", date(2026, 1, 26), date(2026, 2, 25)),  # 30 calendar days
        (
            "advice",
            date(2026, 1, 20),
            date(2026, 2, 24),
        ),  # the 30th day falls into Spring Festival and rolls on
        (
            "prompt",
            date(2026, 9, 23),
            date(2026, 10, 14),
        ),  # 10 working days over Mid-Autumn and National Day, 10 October worked
    ],
)
def test_deadlines_run_over_holidays(place: Province, set_day: Any, kind: str, sent: date, due: date) -> None:
    set_day(sent)
    letter = world.sent(place, kind)
    found = replies.receive(place.who("partner", "partner"), letter)
    assert found.due_on == due


def test_people_are_reminded_once_before_and_once_after_the_end(place: Province, set_day: Any) -> None:
    set_day(date(2026, 3, 2))
    letter = world.sent(place, "prompt")
    replies.receive(place.who("partner", "partner"), letter)

    def told() -> list[str]:
        return list(
            Note.objects.filter(object_id=letter.pk, actor=None).order_by("pk").values_list("name", flat=True)
        )

    assert reminders.run(date(2026, 3, 5)) == 0 and not told()
    reminders.run(date(2026, 3, 12))
    reminders.run(date(2026, 3, 12))
    assert told() == ["remind"]
    set_day(date(2026, 3, 18))
    reminders.run(date(2026, 3, 18))
    reminders.run(date(2026, 3, 19))
    assert told() == ["remind", "overdue"]
    replies.extend(place.who("officer"), Letter.objects.get(pk=letter.pk), date(2026, 4, 1), "事项复杂")
    refused(
        InvalidError,
        replies.extend,
        place.who("officer"),
        Letter.objects.get(pk=letter.pk),
        date(2026, 3, 20),
        "更短",
    )
    replies.reply(place.who("partner", "partner"), letter, "迟到的答复")
    set_day(date(2026, 5, 1))
    reminders.run(date(2026, 5, 1))
    assert told() == ["remind", "overdue"]


def test_a_file_of_another_kind_leaves_nothing_behind(place: Province) -> None:
    letter = world.sent(place)
    partner: User = place.who("partner", "partner")
    replies.receive(partner, letter)
    refused(InvalidError, replies.reply, partner, letter, "答复", files=[world.upload("程序.exe")])
    assert not letter.replies.exists()
