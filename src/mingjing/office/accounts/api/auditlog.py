"""The audit log: read, narrowed, exported for verification offline."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema

from mingjing.office.accounts import auditing
from mingjing.office.accounts.auditing import Wanted
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Day, Limit, file_answer
from mingjing.office.ui.download import LinesDownload

router = Router(tags=["审计"])
_READ = Permission.AUDIT_READ


class EntryOut(Schema):
    """One entry of the chain: who did what to what, before and after, from where, and its hash."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    organisation: str
    action: str
    noun: str
    object_id: str
    before: Any
    after: Any
    address: str
    agent: str
    previous: str
    digest: str


class EntryPage(Schema):
    """A page of entries, newest first."""

    items: list[EntryOut]
    next: str


class EntryFilters(Schema):
    """Which entries; days inclusive, `person` an account or a name."""

    person: Code = ""
    action: Code = ""
    object: Code = ""
    since: Day | None = None
    until: Day | None = None


class EntryList(EntryFilters):
    """Which entries, page by page."""

    cursor: Code = ""
    limit: Limit = 100


@router.get("/audit", response={200: EntryPage, **PROBLEMS}, auth=Needs(_READ))
def list_entries(request: Any, filters: Query[EntryList]) -> dict[str, Any]:
    """审计日志，新的在前；只含本单位及下级单位人员的动作。"""
    wanted = Wanted(**filters.dict(exclude={"cursor", "limit"}))
    found, following = cursor.page(
        auditing.entries(request.auth, wanted), ("-seq",), filters.cursor, filters.limit
    )
    return {"items": found, "next": following}


@router.get(
    "/audit/export",
    response={200: bytes, **PROBLEMS},
    auth=Needs(_READ),
    openapi_extra=file_answer("application/x-ndjson"),
)
def export_entries(request: Any, filters: Query[EntryFilters]) -> LinesDownload:
    """导出为 JSON Lines，可用 mingjing audit verify 离线校验；导出本身记入日志。"""
    return auditing.export(request.auth, Wanted(**filters.dict()))
