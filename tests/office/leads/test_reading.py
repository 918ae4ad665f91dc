"""What pages read costs the same few queries however many leads there are, and shows nothing out of scope."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services import answer, check, reading
from mingjing.office.leads.services.commands import Answer, Check
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db


def cost(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        do()
    return len(queries)


def test_work_board_and_similar_cost_the_same_for_more_leads(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    first = publish_some(leads=12)
    making.send(province, first)
    asks: list[Callable[[], object]] = [
        lambda: reading.work(province.who("officer")),
        lambda: reading.board(province.who("officer", "province")),
        lambda: reading.similar(province.who("officer"), first[0]),
        lambda: reading.timeline(province.who("officer"), first[0]),
    ]
    few = [cost(ask) for ask in asks]
    making.send(province, publish_some(leads=24, prefix="E"))
    assert [cost(ask) for ask in asks] == few


def test_work_tells_each_what_waits_for_them(province: Province, sent: list[Lead]) -> None:
    officer, clerk = province.who("officer"), province.who("clerk", "H1")
    assert {duty.key: duty.count for duty in reading.work(officer)} == {"check": 4, "report": 1}
    one, two = Suspicion.objects.filter(lead=sent[0])
    check.ask(officer, [one])
    check.check(officer, two, Check("false", "record_supports"))
    assert {duty.key: duty.count for duty in reading.work(clerk)} == {"answer": 1}
    assert {duty.key: duty.count for duty in reading.work(province.who("reviewer"))} == {"review": 1}
    assert not reading.work(province.who("clerk", "H3"))


def test_the_board_adds_up_its_leads(province: Province, sent: list[Lead]) -> None:
    rows = reading.board(province.who("officer", "province"))
    assert sum(row.leads for row in rows) == 4 and sum(row.suspicions for row in rows) == 8
    assert sum(row.checkout_amt for row in rows) == sum(lead.checkout_amt for lead in sent)
    assert all(row.left == 20 and not row.overdue for row in rows)
    assert {row.part.receiver.code for row in reading.board(province.who("officer", "city2"))} == {
        "B-county3"
    }


def test_outsiders_read_only_their_part_of_the_history(province: Province, sent: list[Lead]) -> None:
    officer, clerk = province.who("officer"), province.who("clerk", "H1")
    one, two = Suspicion.objects.filter(lead=sent[0])
    check.ask(officer, [one])
    answer.answer(clerk, one, Answer("accepted"))
    check.check(officer, Suspicion.objects.get(pk=one.pk), Check("false", "record_supports", "内部意见"))
    lead = Lead.objects.get(pk=sent[0].pk)
    assert [event.action for event in reading.timeline(clerk, lead)] == ["ask", "answer"]
    assert "内部意见" in [event.text for event in reading.timeline(officer, lead)]
    assert not reading.opinions(clerk, one)[1:] and reading.opinions(officer, one)[1:]
    assert two.pk


def test_similar_leads_share_rules_at_the_same_institution(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    leads = publish_some(leads=3, institution="H1", suspicions=2)
    publish_some(leads=2, institution="H2", prefix="X")
    found = reading.similar(province.who("analyst", "province"), leads[0])
    assert {one.lead.pk for one in found} == {leads[1].pk, leads[2].pk}
    assert list(found[0].rules) == ["TST-001", "TST-002"]
    assert not reading.similar(province.who("officer", "county3"), leads[0])
