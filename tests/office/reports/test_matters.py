"""Letters and meetings count by themselves, each once, and lead back to where they are; what is on file is not registered again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.documents.services import drafting, issuing
from mingjing.office.liaison.services import letters, listings, replies
from mingjing.office.reports import trace
from mingjing.office.reports.core.figures import Fact, Period
from mingjing.office.reports.services.activities import Given, register
from mingjing.office.reports.sources import Activities, Matters, doubles
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = pytest.mark.django_db
MEASURES = ("letters", "supervision", "joint_meetings")


def around(day: date) -> Period:
    return Period(day - timedelta(days=20), day + timedelta(days=20))


def facts(province: Province, place: str = "county1", day: date | None = None) -> dict[str, Decimal]:
    """Return the sums of letters, supervision and meetings of a bureau, whatever they come from."""
    sums = dict.fromkeys(MEASURES, Decimal(0))
    user, period = province.who("officer", place), around(day or date.today())
    for source in (Matters(user), Activities(user)):
        for fact in source.facts(MEASURES, period):
            sums[fact.measure] += fact.amount
    return sums


def test_what_went_through_the_platform_counts_by_itself(province: Province, story: Story) -> None:
    day = story.case.found_on
    world.department(province, "partner", "police", "city1")
    letter = world.sent(province, case=story.case)
    world.sent(province, "contact")
    urge = world.sent(province, "urge", "county1", "city1")
    assert facts(province, day=day) == {"letters": 1, "supervision": 0, "joint_meetings": 0}, (
        "not received yet"
    )
    replies.receive(province.who("officer"), urge)
    world.held(province)
    assert facts(province, day=day) == {"letters": 1, "supervision": 1, "joint_meetings": 1}
    assert facts(province, "city1", day) == {"letters": 0, "supervision": 0, "joint_meetings": 0}
    letters.withdraw(province.who("leader"), letter, "发错")
    assert facts(province, day=day)["letters"] == 0


def test_the_paper_of_a_case_counts_once_sent_here_or_another_way(province: Province, story: Story) -> None:
    world.department(province, "partner", "police", "city1")
    world.letterhead(province, "county1")
    officer, leader, day = story.officer, province.who("leader"), story.case.found_on
    fields = {"受函单位": "市公安局", "问题": "问题", "建议": "建议", "回复期限": "2099-01-01"}
    paper = issuing.issue(
        leader, drafting.submit(officer, drafting.start(officer, story.case, "advice_letter", fields))
    )
    assert facts(province, day=day)["letters"] == 1
    letters.dispatch(officer, paper, province.bodies["partner"].pk)
    assert facts(province, day=day)["letters"] == 1


def test_what_is_on_file_is_not_registered_again(province: Province, story: Story) -> None:
    day = story.case.found_on
    world.department(province, "partner", "police", "city1")
    letter = world.sent(province)
    meeting = world.held(province)
    officer = province.who("officer")
    shown = letter.number.replace("〔", "[").replace("〕", "]")
    for given in (
        Given("letter", day, shown, number=1),
        Given("letter", day, f"{letter.number}等", number=3),
        Given("joint_meeting", meeting.on, "另一纪要", number=1),
        Given("joint_meeting", day - timedelta(days=3), meeting.document, number=1),
    ):
        with pytest.raises(ConflictError), transaction.atomic():
            register(officer, given)
    register(officer, Given("letter", day, "平台以外发出：甲医保建字〔2025〕9号", number=1))
    assert facts(province, day=day)["letters"] == 2


def test_a_registration_of_before_gives_way_to_what_came_on_file_later(
    province: Province, story: Story
) -> None:
    day, officer = story.case.found_on, province.who("officer")
    number = "检建〔2026〕7号"
    register(officer, Given("supervision", day, f"督办通知乙督〔2026〕2号、监察建议书 {number}", number=2))
    assert facts(province, day=day)["supervision"] == 2
    given = letters.Given("supervisory", "监察建议书", "漏洞", "整改", other_name="县监委")
    letters.enter(officer, given, letters.Paperwork(number, day, day))
    assert facts(province, day=day)["supervision"] == 2, "one by itself, one of the registration"


def test_of_a_number_within_another_only_the_longer_is_named() -> None:
    known = {"武医保建字〔2026〕1号", "武医保建字〔2026〕11号", "建字〔2026〕1号"}
    assert doubles.named(known, "武医保建字[2026]11号") == ["武医保建字〔2026〕11号"]
    assert len(doubles.named(known, "武医保建字〔2026〕1号、武医保建字〔2026〕11号")) == 2


def test_every_fact_leads_to_its_letter_or_meeting(province: Province, story: Story) -> None:
    world.department(province, "partner", "police", "city1")
    letter, meeting = world.sent(province, case=story.case), world.held(province)
    user = province.who("officer")
    found: list[Fact] = list(Matters(user).facts(MEASURES, around(story.case.found_on)))
    keys = tuple(key for fact in found for key in fact.keys)
    readers = {
        kind: dict(
            trace._READERS[kind][1](
                user, [key.partition(":")[2] for key in keys if key.startswith(kind + ":")]
            )
        )
        for kind in ("letter", "meeting")
    }
    assert readers["letter"][str(letter.pk)].address == f"/letters/{letter.pk}/"
    assert readers["meeting"][str(meeting.pk)].address == f"/meetings/{meeting.pk}/"
    stranger = province.who("officer", "county3")
    assert not dict(trace._READERS["letter"][1](stranger, [str(letter.pk)]))


def test_a_listing_adds_to_no_figure_of_its_own(province: Province, story: Story) -> None:
    listing = world.listed(province, story.case)
    listings.sign(province.who("officer"), listing)
    assert facts(province, day=story.case.found_on)["supervision"] == 0
