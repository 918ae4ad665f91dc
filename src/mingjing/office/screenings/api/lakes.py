"""Lakes: which there are, what is known of them, registering one, bringing the register of institutions up to one."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest.types import PROBLEMS, Code, Input, Key, Line
from mingjing.office.screenings import lake_status, policy
from mingjing.office.screenings.lake_status import LakeStatus
from mingjing.office.screenings.models import Lake
from mingjing.office.screenings.services import lakes

router = Router(tags=["数据"])
_LOAD = Permission.INSTITUTIONS_LOAD


class LakeOut(Schema):
    """A lake that runs may read."""

    id: int
    name: str


class LakeIn(Input):
    """A lake to register: a folder on the server that `mingjing ingest` made, and the bureau it belongs to."""

    name: Line
    path: Line
    organisation: Code


class LakeState(LakeOut):
    """A lake with what is known of it; `trouble` says why it cannot be read, `register_load` how the last load went."""

    path: str
    organisation: str
    batches: int
    rows: int
    quality: dict[str, Any]
    trouble: str
    register_load: str
    register_at: datetime | None
    register_told: Any


@router.get("/lakes", response={200: list[LakeOut], **PROBLEMS}, auth=Needs(Permission.SCREENINGS_READ))
def list_lakes(request: Any) -> list[Lake]:
    """可用于筛查的数据。"""
    return list(policy.lakes(request.auth))


@router.get("/lakes/status", response={200: list[LakeState], **PROBLEMS}, auth=Needs(_LOAD))
def list_lake_states(request: Any) -> list[dict[str, Any]]:
    """各数据的批次、行数、质量，以及最近一次更新机构档案的结果。"""
    return [_state(one) for one in lake_status.every(request.auth)]


@router.post("/lakes", response={201: LakeState, **PROBLEMS}, auth=Needs(Permission.LAKES))
@decorate_view(once)
def register_lake(request: Any, body: LakeIn) -> Status[Any]:
    """登记一份数据。"""
    bureau = request.auth.organisation.bureaus().filter(code=body.organisation).first()
    if bureau is None:
        raise NotVisibleError("辖区内没有这个医保部门", where="organisation")
    return Status(201, _state(lake_status.of(lakes.add(request.auth, body.name, body.path, bureau))))


@router.post("/lakes/{pk}/register", response={202: LakeState, **PROBLEMS}, auth=Needs(_LOAD))
@decorate_view(once)
def load_register(request: Any, pk: Key) -> Status[Any]:
    """按这份数据更新机构档案；在后台进行，结果见 /lakes/status。"""
    lake = policy.lake(request.auth, pk)
    lakes.load_register(request.auth, lake)
    return Status(202, _state(lake_status.of(lake)))


def _state(one: LakeStatus) -> dict[str, Any]:
    last = one.loaded
    return {
        "id": one.lake.pk,
        "name": one.lake.name,
        "path": one.lake.path,
        "organisation": one.lake.organisation.code,
        "batches": one.batches,
        "rows": one.rows,
        "quality": one.quality,
        "trouble": one.trouble,
        "register_load": last.action if last else "",
        "register_at": last.at if last else None,
        "register_told": last.after if last else None,
    }
