"""The loss of a case from its confirmed lines: the fund's share, each line once, what is unknown named."""

from decimal import Decimal

import pytest
from django.test import RequestFactory

from mingjing.office.cases.commands import Party
from mingjing.office.cases.losses import from_lines
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import register
from mingjing.office.cases.tables import LINKED
from mingjing.office.leads.models import Lead, Line, Suspicion
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db


def linked(story: Story, lead: Lead) -> Case:
    """Confirm both suspicions of a lead, which share their lines, and make them a case."""
    both = list(lead.suspicions.order_by("pk"))
    Suspicion.objects.filter(lead=lead).update(state="final", verdict="true", cnfm_amt=Decimal(60))
    party = Party("institution", "organisation", "", institution=lead.institution_id)
    return register.open_case(story.officer, party, source="lead", found_on=story.now, suspicions=both)


def test_a_line_of_two_suspicions_is_lost_once_with_the_funds_share(story: Story, sent: list[Lead]) -> None:
    case = linked(story, sent[0])
    first, second = sent[0].suspicions.order_by("pk")
    # Line 0 was hit with 10.01 (fund 5.005, kept as 5.00 or 5.01) and with 20.02 (fund 10.01); half of the second holds.
    Line.objects.filter(suspicion=first, bkkp_sn="D000-L0").update(
        accepted_amt=Decimal("10.01"), hit_fund=Decimal("5.00")
    )
    Line.objects.filter(suspicion=second, bkkp_sn="D000-L0").update(accepted_amt=Decimal("10.01"))
    found = from_lines(case)
    assert found.loss.amount == Decimal("5.00") and found.lines == 1
    assert (
        found.loss.ref == "xz-35" and not found.loss.estimated and found.unknown == found.without_lines == ()
    )


def test_what_cannot_be_added_up_is_named(story: Story, sent: list[Lead]) -> None:
    case = linked(story, sent[0])
    first, second = sent[0].suspicions.order_by("pk")
    Line.objects.filter(suspicion=first, bkkp_sn="D000-L1").update(
        accepted_amt=Decimal("1.00"), hit_fund=None
    )
    second.lines.all().delete()
    found = from_lines(case)
    assert not found.loss.amount and found.unknown == ("D000-L1",)
    assert found.without_lines == (second.finding_id,)


def test_a_case_without_leads_has_no_lines(story: Story) -> None:
    assert from_lines(story.case).lines == 0


def test_an_estimate_is_no_part_of_what_a_cases_suspicions_detected(
    story: Story, sent: list[Lead], rf: RequestFactory
) -> None:
    case = linked(story, sent[0])
    first, second = sent[0].suspicions.order_by("pk")
    Suspicion.objects.filter(pk=first.pk).update(amount_basis="estimate", checkout_amt=Decimal("900.00"))
    Suspicion.objects.filter(pk=second.pk).update(amount_basis="lines", checkout_amt=Decimal("60.30"))
    request = rf.get("/")
    request.user = story.officer
    sheet = LINKED.read(request, case.links.select_related("suspicion__lead__institution"))
    assert sheet.totals["checkout_amt"] == Decimal("60.30")
