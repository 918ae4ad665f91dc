"""What tests of a case's money begin with, and how they look at the ledger."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mingjing.office.cases import dues
from mingjing.office.cases.commands import Choice, Party
from mingjing.office.cases.services import booking, people, register
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.ledger.models import Posting
from mingjing.office.ledger.services import reconciling, statements
from tests.office.cases.story import ORDINARY, Story
from tests.office.ledger.test_following import final, of_h1

SMALL = replace(ORDINARY, loss=Decimal("90.09"))
CHOICE = Choice("penalty", "从轻", fine=Decimal("90.09"), refund=Decimal("90.09"))
AUGUST = date(2026, 8, 3)


def net(account: str, **more: Any) -> Decimal:
    rows = Posting.objects.filter(account=account, **more)
    return Decimal(sum(row.debit - row.credit for row in rows)) / 100


def open_from_lead(story: Story, sent: list[Lead]) -> list[Suspicion]:
    """Let the case grow from the two suspicions of H1's lead, which share their lines."""
    found = [final(story.province, one) for one in of_h1(sent)]
    party = Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)
    story.case = register.open_case(story.officer, party, source="lead", found_on=story.now, suspicions=found)
    people.assign(story.officer, story.case, [story.officer, story.who("officer2")], story.officer)
    register.add_act(story.officer, story.case, SMALL)
    story.choice = CHOICE
    return found


@contextmanager
def before_the_ledger(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let cases book nothing, as it was before the ledger followed them."""
    with monkeypatch.context() as patch:
        for name in ("decided", "served", "received", "measured", "charge"):
            patch.setattr(booking, name, lambda *args, **more: None)
        yield


def balanced(story: Story) -> None:
    """Every yuan stands somewhere, and the case and the ledger owe the same."""
    assert [one for one in reconciling.checks(story.leader) if not one.holds] == []
    assert sum(statements.trial_balance(story.leader).values()) == 0
    case = story.fresh()
    owed = dues.outstanding(case, clocks.today())
    if case.served_on:
        assert net("due", claim=case.number, kind="fine") == owed.fine
        assert net("due", claim=case.number, kind="principal") >= owed.refund
        assert net("due", claim=case.number, kind="confiscation") == owed.confiscated
