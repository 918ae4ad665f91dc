"""Vouchers, balances, statements."""

from typing import Any, Literal

from django.http import QueryDict
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.ledger import policy, reading
from mingjing.office.ledger.api.schemas import (
    BalanceOut,
    DeedIn,
    LedgerStatementOut,
    Month,
    PostingOut,
    VoucherFull,
    VoucherIn,
    VoucherOut,
    VoucherPage,
    VoucherReverseIn,
)
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.filters import EntryFilters
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services import statements
from mingjing.office.ledger.services.paying import Deed, Wanted, by_hand
from mingjing.office.ledger.services.post import reverse
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Day, Key, Limit

router = Router(tags=["资金台账"])
READ, POST = Needs(Permission.LEDGER_READ), Needs(Permission.LEDGER_POST)


class EntryFiltersIn(Schema):
    """Which vouchers; every filter given must hold."""

    q: Code | None = None
    claim: Code | None = None
    institution: Code | None = None
    account: Code | None = None
    kind: Code | None = None
    fund: Code | None = None
    first: Day | None = None
    last: Day | None = None
    state: Literal["standing", "reversed", "reversal"] | None = None
    cursor: Code = ""
    limit: Limit = 50


def deed(body: DeedIn) -> Deed:
    """Return when, why, by which paper, under which key."""
    return Deed(body.key, body.on, body.text, body.document)


def whole(one: Entry, own: bool = True) -> dict[str, Any]:
    """Return a voucher with its postings; `own`: of the reader's own bureau."""
    found = Entry.objects.select_related("organisation", "actor", "reversed_by").get(pk=one.pk)
    rows = found.postings.select_related("institution", "suspicion__lead", "line")
    return VoucherOut.of(found) | {"postings": [PostingOut.of(row, own) for row in rows]}


@router.get("/ledger/balances", response={200: list[BalanceOut], **PROBLEMS}, auth=READ)
def balances(request: Any, institution: Code = "", case: Code = "", fund: Code = "") -> list[dict[str, Any]]:
    """各科目余额，可按机构、案件、基金。"""
    rows = policy.postings(request.auth)
    if institution:
        rows = rows.filter(institution=institutions.one(request.auth, institution))
    if case:
        rows = rows.filter(case_key=case)
    if fund:
        rows = rows.filter(fund=fund)
    found = []
    for line in reading.balances(rows):
        found += [
            {"account": line.account, "title": line.title, "kind": kind, "amount": amount}
            for kind, amount in line.codes
        ]
    return found


@router.get("/ledger/entries", response={200: VoucherPage, **PROBLEMS}, auth=READ)
def list_entries(request: Any, filters: Query[EntryFiltersIn]) -> dict[str, Any]:
    """凭证，新登记的在前，按游标翻页。"""
    given = QueryDict(mutable=True)
    wanted = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    given.update({name: str(value) for name, value in wanted.items()})
    rows = EntryFilters(given, request.auth).apply(policy.visible(request.auth))
    joined = rows.select_related("organisation", "actor", "reversed_by").prefetch_related("postings")
    found, following = cursor.page(joined, ("-id",), filters.cursor, filters.limit)
    return {"items": [VoucherOut.of(one) for one in found], "next": following}


@router.get("/ledger/entries/{pk}", response={200: VoucherFull, **PROBLEMS}, auth=READ)
def get_entry(request: Any, pk: Key) -> dict[str, Any]:
    """一张凭证及其分录，每笔注明机构、案件、线索、疑点、费用明细。"""
    one = policy.one(request.auth, pk)
    return whole(one, own=one.organisation_id == request.auth.organisation_id)


@router.post("/ledger/entries", response={201: VoucherFull, **PROBLEMS}, auth=POST)
@decorate_view(once)
def add_entry(request: Any, body: VoucherIn) -> Status[dict[str, Any]]:
    """手工登记凭证（自查自纠、举报奖励等）。"""
    tags = Tags(None, body.party, body.suspicion, None, body.case, body.fund)
    if body.institution:
        place = institutions.one(request.auth, body.institution)
        tags = Tags(place.pk, place.name, body.suspicion, None, body.case, body.fund)
    wanted = Wanted(body.movement, body.kind, body.amount, tags)
    return Status(201, whole(by_hand(request.auth, [wanted], deed(body)).entry))


@router.post(
    "/ledger/entries/{pk}/reverse",
    response={200: VoucherFull, **PROBLEMS},
    auth=Needs(Permission.LEDGER_REVERSE),
)
@decorate_view(once)
def reverse_entry(request: Any, pk: Key, body: VoucherReverseIn) -> dict[str, Any]:
    """冲正凭证，须由记账人以外的人员办理；返回冲正凭证。"""
    return whole(reverse(request.auth, policy.one(request.auth, pk), body.reason, body.on))


class StatementFilters(Schema):
    """By what, for which months, of whom."""

    by: Literal["institution", "case", "fund", "period", "suspicion"] = "institution"
    first: Month | None = None
    last: Month | None = None
    institution: Code | None = None
    case: Code | None = None
    fund: Code | None = None


@router.get("/ledger/statements", response={200: list[LedgerStatementOut], **PROBLEMS}, auth=READ)
def statement(request: Any, filters: Query[StatementFilters]) -> list[dict[str, Any]]:
    """对账单：期初、借方、贷方、期末，按机构、案件、基金、月份、疑点。"""
    only: dict[str, Any] = filters.dict(exclude_none=True, include={"case", "fund"})
    if filters.institution:
        only["institution"] = institutions.one(request.auth, filters.institution).pk
    rows = statements.statement(request.auth, filters.by, filters.first or "", filters.last or "", **only)
    codes: dict[Any, str] = {}
    if filters.by == "institution":
        keys = {one.key for one in rows}
        codes = dict(Institution.objects.filter(pk__in=keys).values_list("pk", "code"))
    return [
        {
            "key": codes.get(one.key, "" if one.key is None else str(one.key)), "account": one.account, "kind": one.kind,
            "opening": one.opening, "debit": one.debit, "credit": one.credit, "closing": one.closing,
        }
        for one in rows
    ]  # fmt: skip


class MovementPage(Schema):
    """One institution's account: a page of its postings."""

    items: list["MovementOut"]
    next: str


class MovementOut(PostingOut):
    """One posting with the voucher that it belongs to."""

    entry: int
    number: str
    on: str
    text: str


class MovementsIn(Schema):
    """Which page."""

    cursor: Code = ""
    limit: Limit = 50


@router.get("/ledger/institutions/{code}", response={200: MovementPage, **PROBLEMS}, auth=READ)
def institution(request: Any, code: Code, filters: Query[MovementsIn]) -> dict[str, Any]:
    """一家机构的往来明细，按登记先后，按游标翻页。"""
    rows = reading.postings_of(request.auth, institution=institutions.one(request.auth, code))
    found, following = cursor.page(rows, ("id",), filters.cursor, filters.limit)
    items = [
        PostingOut.of(row, own=True)
        | {"entry": row.entry_id, "number": row.entry.number, "on": str(row.entry.on), "text": row.entry.text}
        for row in found
    ]
    return {"items": items, "next": following}
