"""What waits for the caller in cases, and the standards of the caller's place."""

from typing import Any

from ninja import Router, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import DocumentError, InvalidError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import standards_shown, waiting, words
from mingjing.office.cases.api import action_schemas as schemas
from mingjing.office.cases.services.standards import register
from mingjing.office.clocks import services as clocks
from mingjing.office.rest.types import PROBLEMS, Code, Day

router = Router(tags=["案件待办与标准"])
_READ = Needs(Permission.CASES_READ)


@router.get("/cases/inbox", response={200: list[schemas.WaitingOut], **PROBLEMS}, auth=_READ)
def inbox(request: Any) -> list[dict[str, Any]]:
    """等调用者签批、审核、办理的案件，同一事项中期限近的在前。"""
    return [
        {
            "group": kind.group, "kind": kind.key, "label": kind.label, "action": kind.step,
            "number": one.case.number, "party": words.party(one.case), "stage": one.case.stage,
            "due_on": one.due_on, "overdue": one.overdue,
        }
        for kind, rows in waiting.inbox(request.auth)
        for one in rows
    ]  # fmt: skip


@router.get("/cases/standards", response={200: list[schemas.StandardOut], **PROBLEMS}, auth=_READ)
def list_standards(request: Any, on: Day | None = None, place: Code = "") -> list[dict[str, Any]]:
    """某日（默认今天）适用的裁量档次、诈骗罪数额标准、程序参数；place 默认调用者所在地，nation 为国家标准。"""
    own = request.auth.organisation.admdvs
    known = standards_shown.places(own)
    if place and place not in known:
        raise InvalidError("没有这个地区的标准", where="place", do=f"可选：{'、'.join(known)}")
    return _standards("" if place == standards_shown.NATION else place or own, on)


def _standards(admdvs: str, on: Any) -> list[dict[str, Any]]:
    day = on or clocks.today()
    shown = []
    for name, title in standards_shown.TITLES.items():
        try:
            found = standards_shown.in_force(name, admdvs, day)
        except DocumentError as error:
            raise InvalidError.from_problems(error.problems) from None
        layers = [
            {
                "admdvs": one.admdvs, "begndate": one.begndate, "enddate": one.enddate, "source": one.source,
                "holds": one.holds(admdvs, day),
            }
            for one in standards_shown.layers(name, admdvs)
        ]  # fmt: skip
        shown.append(
            {
                "name": name, "title": title, "values": found.values, "inference": found.inference,
                "layers": layers,
            }
        )  # fmt: skip
    return shown


@router.post(
    "/cases/standards",
    response={201: list[schemas.StandardOut], **PROBLEMS},
    auth=Needs(Permission.CASES_STANDARDS),
)
@decorate_view(once)
def register_standard(request: Any, body: schemas.StandardIn) -> Status[Any]:
    """登记本省标准，自某日起适用，不能改写；答以该日适用的全部标准。"""
    register(request.auth, body.name, body.begndate, body.source, _values(body))
    return Status(201, _standards(request.auth.organisation.admdvs, body.begndate))


def _values(body: schemas.StandardIn) -> dict[str, Any]:
    if body.name == "discretion":
        return {
            article: {name: [str(one) for one in pair] for name, pair in tiers.dict().items()}
            for article, tiers in body.discretion.items()
        }
    if body.name == "crime":
        levels = {"large": body.large, "huge": body.huge, "special": body.special}
        return {name: str(value) for name, value in levels.items() if value is not None}
    made: dict[str, Any] = {}
    limits = {kind: spec.dict(exclude_none=True) for kind, spec in body.deadlines.items()}
    if limits:
        made["deadlines"] = limits
    for name in ("hearing", "panel"):
        if given := getattr(body, name):
            made[name] = {party: str(value) for party, value in given.items()}
    if body.least_panel:
        made["least_panel"] = body.least_panel
    return made
