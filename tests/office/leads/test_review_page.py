"""The second person's page: opinions side by side, overrule, send back, panel, final; re-checks."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from mingjing.office.leads.models import Lead, Recheck, Suspicion
from tests.office.leads.pages import appeal, ask, checked, finished, fresh, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def one(province: Province, sent: list[Lead]) -> Suspicion:
    """A suspicion that was appealed and checked."""
    found = sent[0].suspicions.select_related("lead__institution").get(rule_code="TST-001")
    ask(province, found)
    appeal(province, found, "20.02", "有医嘱可查")
    checked(province, found)
    return found


def test_check_and_answer_stand_side_by_side(one: Suspicion, signed_in: Enter) -> None:
    page = text(signed_in("reviewer"), "leads:suspicion", one.pk)
    sides = page[page.index("对照各方意见") :]
    assert "内部初审意见" in sides and "有医嘱可查" in sides and "异议 20.02" in sides


def test_the_reviewer_overrules_with_a_reason(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    said = {"verdict": "partly", "amount": "40.04", "text": "一次有医嘱", "version": fresh(one).version}
    assert "须选择原因" in send(client, "leads:review", one.pk, status=422, **said)
    send(client, "leads:review", one.pk, reason_code="part_recorded", **said)
    now = fresh(one)
    assert (now.state, now.verdict, now.cnfm_amt) == ("reviewed", "partly", Decimal("40.04"))
    send(client, "leads:finalise", one.pk, text="同意", version=now.version)
    assert fresh(one).state == "final"


def test_a_second_click_on_final_does_nothing(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    send(client, "leads:review", one.pk, verdict="true", version=fresh(one).version)
    version = fresh(one).version
    send(client, "leads:finalise", one.pk, version=version)
    send(client, "leads:finalise", one.pk, status=409, version=version)


def test_a_check_is_sent_back_with_a_reason(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    assert "这个字段是必填项" in send(client, "leads:send_back", one.pk, status=422)
    send(client, "leads:send_back", one.pk, reason="证据不足", version=fresh(one).version)
    assert fresh(one).state == "pending"
    assert "证据不足" in text(signed_in("officer"), "leads:suspicion", one.pk)


def test_who_checked_is_offered_no_review(province: Province, one: Suspicion, signed_in: Enter) -> None:
    Suspicion.objects.filter(pk=one.pk).update(checker=province.who("reviewer"))
    client = signed_in("reviewer")
    assert "对照各方意见" not in text(client, "leads:suspicion", one.pk)
    send(client, "leads:review", one.pk, status=403, verdict="true", version=fresh(one).version)


def test_a_sample_is_drawn_shown_and_upheld_or_opened_again(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    for other in Suspicion.objects.filter(lead__in=sent[:2]).select_related("lead__institution"):
        finished(province, other, "false")
    part = sent[0].part
    assert part is not None
    client = signed_in("reviewer2")
    number = part.task.number
    assert "抽取" in text(client, "leads:task", number)
    send(client, "leads:recheck", number, seed="20261122")
    drawn = Recheck.objects.get()
    assert len(drawn.picked) == 1
    picked = Suspicion.objects.get(finding_id=drawn.picked[0])
    page = text(client, "leads:task", number)
    assert "20261122" in page and picked.lead.number in page
    assert "抽查复核" in text(client, "leads:suspicion", picked.pk)
    # Who made it final has no say in its re-check.
    assert "维持原结论" not in text(signed_in("reviewer"), "leads:suspicion", picked.pk)
    send(client, "leads:uphold", picked.pk, text="病历属实，维持")
    send(client, "leads:reopen", picked.pk, reason="发现新证据", version=fresh(picked).version)
    assert fresh(picked).state == "pending"
