"""What other departments hand to a bureau: drawn up and sent by them, taken up as a case with its material, answered."""

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import evidence, people
from mingjing.office.liaison import policy
from mingjing.office.liaison.models import Handover, Partner, State
from mingjing.office.liaison.services import answering, drafting, incoming, sending
from mingjing.office.liaison.services.answering import Answer, Outcome
from tests.office.liaison.handover_world import Around, verify
from tests.office.liaison.letters_world import upload

pytestmark = pytest.mark.django_db


def said(around: Around, place: str = "county1", **more: str) -> incoming.Said:
    given = {
        "kind": "clue",
        "title": "某药店倒卖药品线索",
        "party_name": "某药店",
        "text": "侦查中发现",
    } | more
    return incoming.Said(around.province.bodies[place].pk, **given)


def sent(around: Around, **more: str) -> Handover:
    police = around.partner()
    one = incoming.draft(police, said(around, **more))
    drafting.attach(police, one, "letter", [upload("移送函.pdf")])
    drafting.attach(police, one, "evidence", [upload("笔录.pdf")])
    if more.get("kind") == "reverse":
        drafting.attach(police, one, "opinion", [upload("不起诉决定书.pdf")])
    return incoming.send(police, one)


def test_a_clue_of_the_police_becomes_a_case_with_its_material(around: Around) -> None:
    one, story = sent(around), around.story
    assert len(verify(one.packages.get())) == 2
    one = sending.received(story.officer, one, story.now)
    party = Party("institution", "organisation", "", institution=around.province.institutions["H1"].pk)
    case = incoming.take_up(story.officer, one, party)
    assert (case.source, case.stage) == (Case.Source.TRANSFER, "clue") and one.number in case.source_text
    one = Handover.objects.get(pk=one.pk)
    assert (one.state, one.case) == (State.ACCEPTED, case)
    people.assign(story.officer, case, [story.officer, story.who("officer2")], story.officer)
    file = one.attachments.get(key="evidence")
    item = incoming.to_evidence(
        story.officer, file, kind="document", name="讯问笔录", text="证明倒卖", witness=story.who("officer2")
    )
    assert item.sha256 == file.sha256 and evidence.verify(story.officer, item, "核对一致")
    one = incoming.feed_back(story.officer, one, "已立案查处", [upload("告知书.pdf")])
    assert one.state == State.CONCLUDED
    seen = policy.one(around.partner(), one.number)
    assert seen.events.filter(internal=False, name="feed_back").exists()


def test_a_department_sends_nothing_without_its_letter_and_only_its_own(around: Around) -> None:
    police = around.partner()
    one = incoming.draft(police, said(around))
    with pytest.raises(ConflictError, match="移送函"):
        incoming.send(police, one)
    with pytest.raises(NotVisibleError):
        policy.one(around.story.officer, one.number)
    with pytest.raises(NotVisibleError):
        incoming.send(around.partner("health"), one)
    with pytest.raises(InvalidError):
        incoming.draft(police, said(around, "county3"))
    with pytest.raises(ForbiddenError):
        incoming.draft(around.story.officer, said(around))
    with pytest.raises(InvalidError):
        incoming.draft(police, said(around, kind="crime"))
    Partner.objects.filter(organisation=around.bodies["police"]).delete()
    with pytest.raises(ConflictError, match="部门类别"):
        incoming.draft(police, said(around))


def test_what_was_sent_is_neither_changed_nor_withdrawn_once_it_is_received(around: Around) -> None:
    one, police = sent(around), around.partner()
    with pytest.raises(ConflictError):
        incoming.change(police, one, said(around))
    with pytest.raises(ConflictError):
        drafting.attach(police, one, "other", [upload()])
    one = sending.received(around.story.officer, one)
    with pytest.raises(ConflictError):
        incoming.withdraw(police, one, "误送")
    with pytest.raises(ConflictError):
        answering.answer(police, one, Answer(True, "自己受理"))


def test_an_officer_neither_declines_nor_passes_on_a_leader_does(around: Around) -> None:
    one = sent(around)
    officer, leader = around.story.officer, around.story.leader
    one = sending.received(officer, one)
    with pytest.raises(ForbiddenError):
        incoming.decline(officer, one, "不属于医保")
    with pytest.raises(InvalidError):
        incoming.pass_on(leader, one, around.province.bodies["county3"].pk, "转办")
    one = incoming.decline(leader, one, "不属于医保基金")
    assert one.state == State.REFUSED
    with pytest.raises(ConflictError):
        incoming.take_up(officer, one, Party("person", "person", "张某"))


def test_what_came_to_the_city_goes_down_to_its_county(around: Around) -> None:
    health = around.partner("health")
    one = incoming.draft(health, said(around, "city1"))
    drafting.attach(health, one, "letter", [upload("移送函.pdf")])
    one = incoming.send(health, one)
    city = around.story.who("leader", "city1")
    one = incoming.pass_on(city, one, around.province.bodies["county1"].pk, "请办理")
    assert (one.bureau, one.state) == (around.province.bodies["county1"], State.SENT)
    assert sending.received(around.story.officer, one).state == State.RECEIVED
    with pytest.raises(ForbiddenError):
        sending.received(around.story.who("officer", "city1"), one)


def test_a_crime_that_was_not_prosecuted_comes_back_into_its_case(around: Around) -> None:
    around.criminal()
    out = answering.answer(around.partner(), around.received(), Answer(True, "立案告知书"))
    out = answering.conclude(around.partner(), out, Outcome("withdrawn", "撤销案件决定书", "情节轻微"))
    with pytest.raises(InvalidError, match="原移送"):
        incoming.draft(around.partner(), said(around, kind="reverse"))
    back = sent(around, kind="reverse", origin=out.number)
    back = sending.received(around.story.officer, back)
    case = around.case
    joined = incoming.join(around.story.officer, back, case, "不起诉后移送行政处理")
    assert joined.case == case and case.steps.filter(name="handover").count() == 1
    assert set(case.handovers.values_list("direction", flat=True)) == {"out", "in"}
