"""The evidence register of a case: taking in, verifying, handing on, preserving, the files."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponseBase
from ninja import File, Form, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile
from pydantic import Field

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import chain, policy
from mingjing.office.cases.models import Case, EvidenceItem, Hold
from mingjing.office.cases.services import evidence, exhibits
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Line, file_answer

router = Router(tags=["证据"])
_READ = Needs(Permission.CASES_READ)
_WRITE = Needs(Permission.CASES_INVESTIGATE)
_APPROVE = Needs(Permission.CASES_APPROVE)
Name = Annotated[str, Field(max_length=255, pattern=r"^[^\x00]*$")]


class EvidenceOut(Schema):
    """One piece of evidence. `sha256` is of the file, or of `text` where there is none."""

    id: int
    number: int
    kind: str
    name: str
    text: str
    origin: str
    obtained_on: date
    file_name: str
    size: int
    sha256: str
    verified: bool
    collected_by: str
    witness: str

    @staticmethod
    def resolve_collected_by(one: EvidenceItem) -> str:
        """Return who collected it."""
        return one.collected_by.name

    @staticmethod
    def resolve_witness(one: EvidenceItem) -> str:
        """Return the second officer."""
        return one.witness.name


class CustodyOut(Schema):
    """One link of the chain of custody."""

    seq: int
    action: str
    holder: str
    place: str
    text: str
    sha256: str
    previous: str
    digest: str
    actor: str
    at: datetime


class HoldOut(Schema):
    """One measure of preservation; `end` is empty while it is open."""

    id: int
    kind: str
    since: date
    due_on: date
    extended: bool
    ended_on: date | None
    end: str


class EvidenceFull(EvidenceOut):
    """A piece of evidence with its chain of custody; `whole` says whether the chain holds."""

    custody: list[CustodyOut]
    holds: list[HoldOut]
    whole: bool

    @staticmethod
    def resolve_custody(one: EvidenceItem) -> list[Any]:
        """Return the chain in order."""
        names = ("seq", "action", "holder", "place", "text", "sha256", "previous", "digest", "at")
        links = one.custody.select_related("actor")
        return [{name: getattr(link, name) for name in names} | {"actor": link.actor.name} for link in links]

    @staticmethod
    def resolve_holds(one: EvidenceItem) -> list[Any]:
        """Return the measures in order."""
        return list(one.holds.all())

    @staticmethod
    def resolve_whole(one: EvidenceItem) -> bool:
        """Return whether the chain of custody holds."""
        try:
            chain.check(one)
        except ConflictError:
            return False
        return True


class EvidenceIn(Input):
    """What a piece of evidence is; none of it may stay empty.

    `kind`: document, object, audiovisual, electronic, testimony, statement, expert, record. `witness` is the account
    of the second officer, `obtained_on` YYYY-MM-DD.
    """

    kind: Code = ""
    name: Name = ""
    text: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    origin: Name = ""
    obtained_on: Day | None = None
    witness: Code = ""


class SaidIn(Input):
    """A step that needs words."""

    text: Line


class HandOverIn(SaidIn):
    """Who keeps it from now on, and where."""

    holder: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    place: Name = ""


class HoldIn(SaidIn):
    """Preserving 先行登记保存 (`preserve`) or sealing 封存 (`seal`)."""

    kind: Code


class SettleIn(SaidIn):
    """What became of it: secured, expert, sealed, returned, lapsed."""

    end: Code = ""


@router.get("/cases/{number}/evidence", response={200: list[EvidenceOut], **PROBLEMS}, auth=_READ)
def list_evidence(request: Any, number: Code) -> list[EvidenceItem]:
    """案件的证据目录。"""
    return list(policy.one(request.auth, number).evidence.select_related("collected_by", "witness"))


@router.post("/cases/{number}/evidence", response={201: EvidenceFull, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def register_evidence(
    request: Any, number: Code, body: Form[EvidenceIn], file: File[UploadedFile | None] = None
) -> Status[EvidenceItem]:
    """登记证据，可附电子文件；由本案两名办案人员共同取证。"""
    case = policy.one(request.auth, number)
    if body.obtained_on is None:
        raise InvalidError("请填写取得日期", where="obtained_on")
    given = body.dict(exclude={"witness"})
    made = evidence.register(request.auth, case, **given, witness=_witness(case, body.witness), upload=file)
    return Status(201, made)


@router.get("/cases/{number}/evidence/{pk}", response={200: EvidenceFull, **PROBLEMS}, auth=_READ)
def get_evidence(request: Any, number: Code, pk: Key) -> EvidenceItem:
    """一件证据及其保管链。"""
    return _item(request.auth, number, pk)


@router.get(
    "/cases/{number}/evidence/{pk}/file",
    response={200: bytes, **PROBLEMS},
    auth=_READ,
    openapi_extra=file_answer("*/*"),
)
def download_evidence(request: Any, number: Code, pk: Key) -> HttpResponseBase:
    """下载证据的电子文件；下载记入审计日志。"""
    return exhibits.open_file(request.auth, _item(request.auth, number, pk).pk)


@router.post("/cases/{number}/evidence/{pk}/verify", response={200: EvidenceFull, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def verify(request: Any, number: Code, pk: Key, body: SaidIn) -> EvidenceItem:
    """登记查证属实。"""
    return evidence.verify(request.auth, _item(request.auth, number, pk), body.text)


@router.post("/cases/{number}/evidence/{pk}/hand-over", response={200: EvidenceFull, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def hand_over(request: Any, number: Code, pk: Key, body: HandOverIn) -> EvidenceItem:
    """移交保管。"""
    evidence.hand_over(request.auth, _item(request.auth, number, pk), body.holder, body.place, body.text)
    return _item(request.auth, number, pk)


@router.post("/cases/{number}/evidence/{pk}/hold", response={200: EvidenceFull, **PROBLEMS}, auth=_APPROVE)
@decorate_view(once)
def hold(request: Any, number: Code, pk: Key, body: HoldIn) -> EvidenceItem:
    """批准先行登记保存、封存。"""
    evidence.hold(request.auth, _item(request.auth, number, pk), body.kind, body.text)
    return _item(request.auth, number, pk)


@router.post("/cases/{number}/evidence/{pk}/extend", response={200: EvidenceFull, **PROBLEMS}, auth=_APPROVE)
@decorate_view(once)
def extend(request: Any, number: Code, pk: Key, body: SaidIn) -> EvidenceItem:
    """批准延长封存。"""
    evidence.extend_hold(request.auth, _open_hold(_item(request.auth, number, pk)), body.text)
    return _item(request.auth, number, pk)


@router.post("/cases/{number}/evidence/{pk}/settle", response={200: EvidenceFull, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def settle(request: Any, number: Code, pk: Key, body: SettleIn) -> EvidenceItem:
    """处理保存、封存的物品。"""
    evidence.settle_hold(request.auth, _open_hold(_item(request.auth, number, pk)), body.end, body.text)
    return _item(request.auth, number, pk)


def _item(user: User, number: str, pk: int) -> EvidenceItem:
    """Return a piece of evidence of this case. Raises NotVisibleError."""
    case = policy.one(user, number)
    found = case.evidence.select_related("collected_by", "witness").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这件证据，或者不在您的管辖范围内", where=str(pk))
    found.case = case
    return found


def _open_hold(item: EvidenceItem) -> Hold:
    found = item.holds.filter(ended_on__isnull=True).first()
    if found is None:
        raise ConflictError("该证据没有尚未处理的保全措施", where=item.name)
    found.item = item
    return found


def _witness(case: Case, username: str) -> User:
    """Return the officer of this case with this account. Raises InvalidError."""
    found = case.officers.filter(user__username=username, until__isnull=True).select_related("user").first()
    if found is None:
        raise InvalidError("共同取证人须为本案办案人员", where="witness")
    return found.user
