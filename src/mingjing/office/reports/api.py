"""Reports for programs: what the pages can do."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.reports import policy
from mingjing.office.reports.core import behind, template
from mingjing.office.reports.kinds import FIELDS, kinds
from mingjing.office.reports.models import Activity, Edition, Report
from mingjing.office.reports.services import activities, drawing, reports
from mingjing.office.reports.views.files import handed_out
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Line, Text, Yuan, file_answer

router = Router(tags=["统计报表"])
_READ, _PREPARE, _SIGN = Permission.REPORTS_READ, Permission.REPORTS_PREPARE, Permission.REPORTS_SIGN
_MOST = 500


class FormOut(Schema):
    """A form: its options with their choices, the first being the default."""

    name: str
    title: str
    kind: str
    period: str
    options: dict[str, dict[str, str]]


class BeginIn(Input):
    """A new report; `below` opens it for the bureaus below too."""

    form: Code
    first: Day
    last: Day
    options: dict[Code, Code] = {}
    below: bool = False


class EditionOut(Schema):
    """One edition of a report; `base` is the number of the edition it corrects."""

    number: int
    state: str
    base: int | None
    reason: str
    note: str
    decision: str
    digest: str
    errors: int
    missing: int
    drawn_at: datetime
    signed_at: datetime | None
    decided_at: datetime | None
    version: int


class ReportOut(Schema):
    """A report and the editions that the caller sees."""

    id: int
    form: str
    organisation: str
    place: str
    first: date
    last: date
    options: dict[str, str]
    editions: list[EditionOut]


class ChangeOut(Schema):
    """A cell that differs."""

    row: int
    label: str
    column: int
    title: str
    before: str
    after: str
    by: str
    joined: list[str]
    left: list[str]
    more: list[str]
    less: list[str]


class PieceOut(Schema):
    """One fact behind a cell, with the keys it rests on."""

    organisation: str
    institution: str
    name: str
    column: int
    amount: Decimal
    keys: list[str]


class CellOut(Schema):
    """A cell and what is behind it."""

    row: int
    column: int
    title: str
    shown: str
    pieces: list[PieceOut]


class OptionsIn(Input):
    """How the ambiguities are read."""

    options: dict[Code, Code]


class StepIn(Input):
    """A step on the version that was read, with an opinion or a reason."""

    version: Key
    text: Line = ""


class ReportReasonIn(Input):
    """Why."""

    reason: Line


class ActivityIn(Input):
    """An activity; which fields it has depends on its kind."""

    kind: Code
    on: Day
    document: Line
    institution: Code = ""
    case: Code = ""
    number: Key | None = None
    people: Key | None = None
    amount: Yuan | None = None
    patients: Yuan | None = None
    text: Text = ""


class ActivityOut(Schema):
    """An activity as it was put on file."""

    id: int
    kind: str
    on: date
    organisation: str
    institution: str
    case: str
    number: int | None
    people: int | None
    amount: Decimal | None
    patients: Decimal | None
    document: str
    text: str
    withdrawn: bool


@router.get("/reports/forms", response={200: list[FormOut], **PROBLEMS}, auth=Needs(_READ))
def list_forms(request: HttpRequest) -> list[dict[str, Any]]:
    """报表种类及其口径。"""
    forms = (template.load(name) for name in template.names())
    return [
        {
            "name": one.name, "title": one.label, "kind": one.kind, "period": one.period,
            "options": {name: {key: one.choice(name, key) for key in keys} for name, keys in one.options.items()},
        }
        for one in forms
    ]  # fmt: skip


@router.get("/reports", response={200: list[ReportOut], **PROBLEMS}, auth=Needs(_READ))
def list_reports(request: Any, form: Code = "", organisation: Code = "") -> list[dict[str, Any]]:
    """辖区内的报表，期间新的在前，最多 500 张。"""
    rows = policy.visible(request.auth).select_related("organisation")
    if form:
        rows = rows.filter(form=form)
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    return _reports(request.auth, list(rows.order_by("-last", "form", "organisation__path")[:_MOST]))


@router.post("/reports", response={201: ReportOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def begin(request: Any, body: BeginIn) -> Status[Any]:
    """新建报表，可同时布置给下级。"""
    made = reports.begin(request.auth, body.form, body.first, body.last, body.options, body.below)
    return Status(201, _report(request.auth, made))


@router.get("/reports/{pk}", response={200: ReportOut, **PROBLEMS}, auth=Needs(_READ))
def read_report(request: Any, pk: Key) -> dict[str, Any]:
    """一张报表和它的各版。"""
    return _report(request.auth, policy.one(request.auth, pk))


@router.post("/reports/{pk}/options", response={200: ReportOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def choose(request: Any, pk: Key, body: OptionsIn) -> dict[str, Any]:
    """改口径；布置给下级的一并改，须重新取数。"""
    made = reports.choose(request.auth, policy.one(request.auth, pk), body.options)
    return _report(request.auth, made)


@router.post("/reports/{pk}/draw", response={200: EditionOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def draw(request: Any, pk: Key) -> dict[str, Any]:
    """取数：按台账、案件、线索、补充登记和下级已审签的报表生成。"""
    return _edition(reports.draw(request.auth, policy.one(request.auth, pk)))


@router.get("/reports/{pk}/changes", response={200: list[ChangeOut], **PROBLEMS}, auth=Needs(_READ))
def list_changes(request: Any, pk: Key) -> list[behind.Change]:
    """本单位报表锁定以后的变化。"""
    return reports.since_signed(request.auth, policy.one(request.auth, pk))


@router.post("/reports/{pk}/corrections", response={200: EditionOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def correct(request: Any, pk: Key, body: ReportReasonIn) -> dict[str, Any]:
    """编制更正表。"""
    return _edition(reports.correct(request.auth, policy.one(request.auth, pk), body.reason))


@router.get("/reports/{pk}/editions/{number}", response={200: dict[str, Any], **PROBLEMS}, auth=Needs(_READ))
def read_edition(request: Any, pk: Key, number: Key) -> dict[str, Any]:
    """一版报表的全部数据、校验结果、未报单位，更正表附各格更正情况。"""
    edition = policy.edition(request.auth, pk, number)
    return {"edition": _edition(edition), "table": drawing.shown(edition)}


@router.get(
    "/reports/{pk}/editions/{number}/cells/{row}/{column}",
    response={200: CellOut, **PROBLEMS},
    auth=Needs(_READ),
)
def read_cell(request: Any, pk: Key, number: Key, row: Key, column: Key) -> dict[str, Any]:
    """一格数据背后的机构、凭证、案件、线索、登记。"""
    edition = policy.edition(request.auth, pk, number)
    figures = drawing.shown(edition)
    if row > len(figures["rows"]) or column > len(figures["columns"]):
        raise NotVisibleError("报表没有这一格", where=f"{row}/{column}")
    kept = drawing.kept(edition, column)
    head, shown = kept.template.columns[column - 1], figures["rows"][row - 1]["cells"][column - 1]["shown"]
    pieces = [_piece(one) for one in behind.pieces(kept, row, column)]
    return {"row": row, "column": column, "title": head.title, "shown": shown, "pieces": pieces}


@router.get(
    "/reports/{pk}/editions/{number}/file",
    response={200: bytes, **PROBLEMS},
    auth=Needs(_READ),
    openapi_extra=file_answer("*/*"),
)
def download(
    request: Any, pk: Key, number: Key, kind: Literal["excel", "word", "pdf"] = "excel"
) -> HttpResponseBase:
    """下载 Excel（统计表）、Word（简报）或者 PDF。"""
    return handed_out(request, request.auth, pk, number, kind)


@router.post(
    "/reports/{pk}/editions/{number}/sign", response={200: EditionOut, **PROBLEMS}, auth=Needs(_SIGN)
)
@decorate_view(once)
def sign(request: Any, pk: Key, number: Key, body: StepIn) -> dict[str, Any]:
    """审签锁定并上报。"""
    edition = policy.edition(request.auth, pk, number)
    return _edition(reports.sign(request.auth, edition, body.version, body.text))


@router.post(
    "/reports/{pk}/editions/{number}/accept", response={200: EditionOut, **PROBLEMS}, auth=Needs(_SIGN)
)
@decorate_view(once)
def accept(request: Any, pk: Key, number: Key, body: StepIn) -> dict[str, Any]:
    """审签直接下级的报表。"""
    edition = policy.edition(request.auth, pk, number)
    return _edition(reports.accept(request.auth, edition, body.version, body.text))


@router.post(
    "/reports/{pk}/editions/{number}/return", response={200: EditionOut, **PROBLEMS}, auth=Needs(_SIGN)
)
@decorate_view(once)
def give_back(request: Any, pk: Key, number: Key, body: StepIn) -> dict[str, Any]:
    """退回直接下级的报表。"""
    edition = policy.edition(request.auth, pk, number)
    return _edition(reports.give_back(request.auth, edition, body.version, body.text))


@router.get("/activities", response={200: list[ActivityOut], **PROBLEMS}, auth=Needs(_READ))
def list_activities(
    request: Any, kind: Code = "", since: Day | None = None, until: Day | None = None
) -> list[Any]:
    """补充登记，日期新的在前，最多 500 条。"""
    rows = policy.activities(request.auth).select_related("organisation", "institution", "case")
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(on__gte=since)
    if until:
        rows = rows.filter(on__lte=until)
    return [_activity(one) for one in rows.order_by("-on", "-pk")[:_MOST]]


@router.post("/activities", response={201: ActivityOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def register(request: Any, body: ActivityIn) -> Status[Any]:
    """登记检查、自查自纠、举报奖励、公开曝光等情况。"""
    made = activities.register(request.auth, activities.Given(**body.dict()))
    return Status(201, _activity(policy.activity(request.auth, made.pk)))


@router.get("/activities/kinds", response={200: dict[str, dict[str, str]], **PROBLEMS}, auth=Needs(_READ))
def list_kinds(request: HttpRequest) -> dict[str, dict[str, str]]:
    """补充登记的类别和各类的栏目。"""
    return {
        name: {"title": one.title, "institution": one.institution}
        | {field: one.label(field) for field in FIELDS if one.label(field)}
        for name, one in kinds().items()
    }


@router.get("/activities/{pk}", response={200: ActivityOut, **PROBLEMS}, auth=Needs(_READ))
def read_activity(request: Any, pk: Key) -> dict[str, Any]:
    """一条补充登记。"""
    return _activity(policy.activity(request.auth, pk))


@router.post("/activities/{pk}/withdraw", response={200: ActivityOut, **PROBLEMS}, auth=Needs(_PREPARE))
@decorate_view(once)
def withdraw(request: Any, pk: Key, body: ReportReasonIn) -> dict[str, Any]:
    """撤销一条补充登记。"""
    activities.withdraw(request.auth, policy.activity(request.auth, pk), body.reason)
    return _activity(policy.activity(request.auth, pk))


def _report(user: Any, one: Report) -> dict[str, Any]:
    return _reports(user, [one])[0]


def _reports(user: Any, found: list[Report]) -> list[dict[str, Any]]:
    """Return reports with their editions, in one query for all."""
    rows = policy.editions(user).filter(report__in=[one.pk for one in found]).select_related("base")
    editions: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in found}
    for edition in rows.defer("content", "figures", "base__content", "base__figures").order_by("number"):
        editions[edition.report_id].append(_edition(edition))
    return [
        {
            "id": one.pk, "form": one.form, "organisation": one.organisation.code, "place": one.organisation.name,
            "first": one.first, "last": one.last, "options": one.options, "editions": editions[one.pk],
        }
        for one in found
    ]  # fmt: skip


def _edition(one: Edition) -> dict[str, Any]:
    names = ("number", "state", "reason", "note", "decision", "digest", "errors", "missing", "drawn_at", "signed_at",
             "decided_at", "version")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"base": one.base.number if one.base else None}


def _piece(one: behind.Piece) -> dict[str, Any]:
    names = ("organisation", "institution", "name", "column", "amount")
    return {name: getattr(one, name) for name in names} | {"keys": list(one.keys)}


def _activity(one: Activity) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "on": one.on, "organisation": one.organisation.code,
        "institution": one.institution.code if one.institution else "", "case": one.case.number if one.case else "",
        "document": one.document, "text": one.text, "withdrawn": one.withdrawn_at is not None,
        **{name: getattr(one, name) for name in FIELDS},
    }  # fmt: skip
