"""Two tabs and two people at one handover: sent once, received once, one package. On a real database, with threads."""

import pytest

from mingjing.office.cases.services import tracks
from mingjing.office.liaison.models import HandoverEvent, Package
from mingjing.office.liaison.services import answering, sending
from mingjing.office.liaison.services.answering import Answer
from tests.office.cases.test_together import together
from tests.office.liaison.handover_world import Around
from tests.office.liaison.letters_world import upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_a_handover_is_sent_and_received_and_answered_once(around: Around) -> None:
    around.criminal()
    one, officer, police = around.draft(), around.story.officer, around.partner()
    ended = together(*[lambda: sending.send(officer, one, "移送")] * 3)
    assert ended == {"done": 1, "ConflictError": 2}
    assert Package.objects.count() == 1 and around.track.steps.filter(name="send").count() == 1
    ended = together(
        lambda: sending.received(police, one),
        lambda: sending.received(officer, one, None, "回执", [upload()]),
        lambda: tracks.police_receive(officer, around.track, around.story.now),
    )
    assert ended["done"] == 1 and around.track.steps.filter(name="police_receive").count() == 1
    ended = together(
        lambda: answering.answer(police, one, Answer(True, "立案告知书")),
        lambda: answering.answer(police, one, Answer(False, "不予立案通知书", "证据不足")),
        lambda: tracks.police(officer, around.track, True, "立案告知书"),
    )
    assert ended["done"] == 1
    told = HandoverEvent.objects.filter(name__in=("police_accept", "police_refuse"))
    assert told.count() == around.track.steps.filter(name__startswith="police_").count() - 1 == 1
