"""Two tabs, double clicks: no step is taken twice, no number given twice. On a real database, with real threads."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from mingjing.kernel.errors import MingjingError
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, CaseSuspicion, Stage
from mingjing.office.cases.services import acting, deciding, procedure, register, tracks
from mingjing.office.cases.steps import taking
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.ledger.services import paying, pools
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> Counter[str]:
    """Do all at the same moment, each in a thread with a connection of its own; return how each ended."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except MingjingError as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_a_case_is_filed_and_decided_once_however_often_it_is_clicked(story: Story) -> None:
    story.to(Stage.FILING)
    leader = story.leader
    ended = together(*[lambda: procedure.approve_filing(leader, story.case, "同意")] * 4)
    assert ended == {"done": 1, "ConflictError": 3}
    story.to(Stage.HEARD)
    ended = together(*[lambda: deciding.decide(leader, story.case, story.choice)] * 4)
    assert ended == {"done": 1, "ConflictError": 3}
    assert story.fresh().rulings.filter(step="decision").count() == 1
    assert acting.replay(story.case) == Stage.DECIDED


def test_the_same_voucher_at_once_is_booked_once(story: Story) -> None:
    story.to(Stage.EXECUTING)
    ended = together(*[lambda: story.pay("fine", Decimal("500.00"), "V1")] * 4)
    assert ended == {"done": 1, "ConflictError": 3} and story.case.receipts.count() == 1


def test_a_way_of_handling_is_chosen_once(story: Story) -> None:
    officer = story.officer
    ended = together(*[lambda: tracks.choose(officer, story.case, "agreement", "轻微")] * 4)
    assert ended == {"done": 1, "ConflictError": 3}


def test_cases_opened_at_once_have_numbers_without_gap_and_a_suspicion_has_one(
    story: Story, sent: list[Lead]
) -> None:
    one = sent[0].suspicions.order_by("pk")[0]
    Suspicion.objects.filter(pk=one.pk).update(state="final", verdict="true", cnfm_amt=Decimal(30))
    officer, leader = story.officer, story.leader
    party = Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)
    ended = together(
        *[lambda: register.open_case(officer, party, source="lead", found_on=story.now, suspicions=[one])]
        * 3,
        lambda: register.waive(leader, one, "金额轻微"),
    )
    assert ended == {"done": 1, "ConflictError": 3}
    assert CaseSuspicion.objects.count() <= 1
    ended = together(
        *[lambda: register.open_case(officer, party, source="tip", found_on=story.now, source_text="来信")]
        * 4
    )
    assert ended == {"done": 4}
    last = sorted(Case.objects.values_list("number", flat=True))[-1]
    assert last.endswith(f"{Case.objects.count():04}")


def test_a_page_sent_from_four_tabs_at_once_is_done_once(story: Story) -> None:
    """Also where the step leaves the case at its stage: each tab has shown the same history."""
    story.to(Stage.NOTIFIED)
    officer, deed = story.officer, taking.deed("plead")
    seen = story.case.steps.order_by("-pk").values_list("pk", flat=True)[0]
    given = {"on": story.now, "text": "当事人的申辩", "seen": seen}
    ended = together(*[lambda: taking.take(officer, story.case, deed, given)] * 4)
    assert ended == {"done": 1, "ConflictError": 3}
    assert story.case.steps.filter(name="plead").count() == 1


def test_pages_of_the_case_and_of_the_ledger_at_once_do_not_wait_for_each_other_for_ever(
    story: Story,
) -> None:
    story.to(Stage.EXECUTING)
    officer, deed = story.officer, taking.deed("receive")
    (fine,) = [one for one in pools.of(officer.organisation, "due") if one.kind == "fine"]
    for number in range(5):
        told = paying.Deed(f"k{number}", story.now, "", "回单")
        given = {"kind": "fine", "amount": "10", "on": str(story.now), "voucher": f"v{number}"}
        ended = together(
            lambda told=told: paying.pay(officer, fine, "receive", Decimal("10.00"), told),  # type: ignore[misc]
            lambda given=given: taking.take(officer, story.case, deed, given),  # type: ignore[misc]
            lambda told=told: paying.pay(officer, fine, "receive", Decimal("10.00"), told),  # type: ignore[misc]
        )
        assert ended == {"done": 3}
    assert story.case.receipts.count() == 10
