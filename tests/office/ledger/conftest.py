"""A fine and a refund in the ledger of a county."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mingjing.office.leads.models import Lead
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.post import Voucher, post
from tests.office.province import Province

DAY = date(2026, 3, 5)
CASE = "医保案〔2026〕1号"
FUND = "310100"


@pytest.fixture
def tags(province: Province, sent: list[Lead]) -> Callable[..., Tags]:
    """Tags of the first lead: tags(case=CASE, fund=FUND)."""
    lead = next(one for one in sent if one.institution.code == "H1")
    suspicion = lead.suspicions.order_by("id").first()
    assert suspicion is not None

    def make(**more: Any) -> Tags:
        return Tags(institution=lead.institution_id, **({"suspicion": suspicion.pk} | more))

    return make


@pytest.fixture
def book(province: Province) -> Callable[..., Entry]:
    """Book a voucher of the county: book("key", ("find", "principal", "10.00", tags), …, on=DAY)."""

    def make(key: str, *moves: tuple[str, str, str, Tags], on: date = DAY, text: str = "") -> Entry:
        made = [Move(name, kind, Decimal(amount), tags) for name, kind, amount, tags in moves]
        return post(province.who("officer"), Voucher(key, on, made, text)).entry

    return make


@pytest.fixture
def owed(book: Callable[..., Entry], tags: Callable[..., Tags]) -> list[Entry]:
    """300 yuan to be refunded and a fine of 600, both due."""
    refund, fine = tags(case=CASE, fund=FUND), tags(case=CASE, suspicion=None)
    made = [book("find", ("find", "principal", "500.00", tags()))]
    made.append(
        book("verify", ("verify", "principal", "400.00", tags()), ("clear", "principal", "100.00", tags()))
    )
    made.append(book("refuse", ("refuse", "principal", "100.00", tags(fund=FUND))))
    made.append(book("decide", ("decide", "principal", "300.00", refund), ("impose", "fine", "600.00", fine)))
    made.append(book("serve", ("serve", "principal", "300.00", refund), ("serve", "fine", "600.00", fine)))
    return made
