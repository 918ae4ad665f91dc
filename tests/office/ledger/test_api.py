"""The money by the API: from a bank's file to the treasury, corrections, months, what is compared."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjing.office.clocks import services as clocks
from mingjing.office.ledger.models import Entry
from tests.office.ledger.conftest import CASE
from tests.office.ledger.test_bank import FILE

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def ask(client: Client, path: str, status: int = 200, **body: Any) -> Any:
    """Call an operation, with a body by POST, and return what it answers."""
    address = f"/api/v1/ledger/{path}"
    answer = (
        client.post(address, json.dumps(body), content_type="application/json")
        if body
        else client.get(address)
    )
    assert answer.status_code == status, answer.content.decode()[:1000]
    return answer.json()


def test_a_receipt_is_taken_in_confirmed_and_paid_on(owed: list[Entry], signed_in: SignedIn) -> None:
    officer, day = signed_in("officer"), str(clocks.today())
    upload = SimpleUploadedFile("流水.csv", FILE, "text/csv")
    seen = officer.post("/api/v1/ledger/bank/files?preview=true", {"file": upload}).json()
    assert seen["preview"]["fresh"] == 3 and seen["preview"]["total"] == "959.99" and seen["file"] is None
    taken = officer.post("/api/v1/ledger/bank/files", {"file": SimpleUploadedFile("流水.csv", FILE)}).json()
    assert taken["file"]["rows"] == 3 and not taken["repeated"]
    first, *_ = ask(officer, "bank/lines?state=waiting")["items"]
    line = ask(officer, f"bank/lines/{first['id']}")
    shares = [{"debt": one["debt"], "amount": one["amount"]} for one in line["matches"][0]["shares"]]
    entry = ask(officer, f"bank/lines/{first['id']}/confirm", 201, shares=shares)
    assert entry["amount"] == "700.00" and {one["case"] for one in entry["postings"]} == {CASE}
    ask(officer, f"bank/lines/{first['id']}/confirm", 409, shares=shares)
    keys = [one["key"] for one in ask(officer, "received")]
    deed = {"key": "r1", "on": day, "document": "缴款书1"}
    paid = ask(officer, "remittances", 201, pick=keys, **deed)
    assert {one["account"] for one in paid["postings"]} == {"received", "fund", "treasury"}
    ask(officer, "remittances", 404, pick=keys, **(deed | {"key": "r2"}))
    sums = {(one["account"], one["kind"]): one["amount"] for one in ask(officer, f"balances?case={CASE}")}
    assert sums["fund", "principal"] == "300.00" and sums["treasury", "fine"] == "400.00"
    undone = ask(signed_in("reviewer"), f"entries/{paid['id']}/reverse", reason="账户有误")
    assert (
        undone["reverses"] == paid["id"]
        and ask(officer, f"entries/{paid['id']}")["reversed_by"] == undone["id"]
    )
    assert all(one["holds"] for one in ask(officer, "checks"))


def test_debts_are_paid_and_corrected_and_what_was_too_much_goes_back(
    owed: list[Entry], signed_in: SignedIn
) -> None:
    officer, day = signed_in("officer"), str(clocks.today())
    debts = {one["kind"]: one for one in ask(officer, "debts")}
    moved = {"key": "f1", "on": day, "text": "居民医保", "debt": debts["principal"]["key"], "amount": "300.00", "fund": "390100"}  # fmt: skip
    ask(officer, "funds", 201, **moved)
    debt = next(one for one in ask(officer, "debts") if one["kind"] == "principal")
    assert debt["fund"] == "390100"
    pay = {
        "key": "p1",
        "on": day,
        "document": "回单",
        "debt": debt["key"],
        "way": "offset",
        "amount": "300.00",
    }
    number = ask(officer, "payments", 201, **pay)["number"]
    ask(officer, "payments", 404, **pay)
    assert number in {one["number"] for one in ask(officer, "entries?account=fund")["items"]}
    rows = ask(officer, "statements?by=fund&fund=390100")
    assert {(one["account"], one["closing"]) for one in rows if one["account"] == "fund"} == {
        ("fund", "300.00")
    }
    assert ask(officer, "institutions/H1")["items"][0]["institution"] == "H1"
    some = ask(officer, "institutions/H1?limit=3")
    rest = ask(officer, f"institutions/H1?limit=100&cursor={some['next']}")
    assert [*some["items"], *rest["items"]] == ask(officer, "institutions/H1?limit=100")["items"]
    by_hand = {"key": "m1", "on": day, "text": "自查", "movement": "declare", "kind": "principal", "amount": "5.00",
               "institution": "H1"}  # fmt: skip
    assert ask(officer, "entries", 201, **by_hand)["amount"] == "5.00"
    ask(officer, "entries", 422, **(by_hand | {"key": "m2", "movement": "receive"}))
    leader = signed_in("leader")
    assert ask(leader, "months/lock", period="2026-03")["locked_through"] == "2026-03"
    ask(leader, "months/unlock", 422, period="2026-03")
    assert ask(leader, "months/unlock", period="2026-03", reason="漏记")["locked_through"] == "2026-02"
