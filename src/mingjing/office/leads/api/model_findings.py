"""A model's finding explained: what is unusual, beside whom, since when, honest causes, and the data of its pictures."""

from decimal import Decimal
from typing import Any

from ninja import Router, Schema

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.services import model_finding
from mingjing.office.rest.types import PROBLEMS, Key

router = Router(tags=["疑点核查"])


class CauseOut(Schema):
    """An honest cause that was considered."""

    cause: str
    test: str
    said: str


class PictureOut(Schema):
    """The data of one picture: heads and rows of its table; `note` says what is left out."""

    kind: str
    title: str
    heads: list[str]
    rows: list[list[str]]
    note: str


class NamedVisitOut(Schema):
    """A visit that the finding rests on."""

    mdtrt_id: str
    lines: int
    amount: Decimal
    lead: str


class ModelFindingOut(Schema):
    """A model's finding in words and figures. To institutions and third parties only their own features."""

    code: str
    title: str
    version: str
    calibration: str
    branch: str
    score: float
    period: str
    since: str
    reliability: str
    unusual: list[str]
    peers: list[str]
    causes: list[CauseOut]
    unseen: str
    absent: list[str]
    verify: str
    defence: str
    pictures: list[PictureOut]
    visits: list[NamedVisitOut]
    visit_count: int
    member_count: int
    gone: str


@router.get(
    "/suspicions/{pk}/model", response={200: ModelFindingOut, **PROBLEMS}, auth=Needs(Permission.LEADS_READ)
)
def get_model_finding(request: Any, pk: Key) -> dict[str, Any]:
    """模型疑点的说明、图的数据和相关就诊；规则的疑点没有。"""
    found = model_finding.whole(request.auth, policy.suspicion(request.auth, pk))
    if found is None:
        raise NotVisibleError("这条疑点不是模型得出的", where=str(pk), do="看疑点的判定依据")
    told = found.told
    names = ("code", "title", "version", "calibration", "branch", "score", "period", "since", "reliability")
    lists = ("unusual", "peers", "unseen", "absent")
    return {name: getattr(told, name) for name in (*names, *lists)} | {
        "causes": [{"cause": cause, "test": test, "said": said} for cause, test, said in told.causes],
        "verify": told.verify if found.inner else "",
        "defence": told.defence if found.inner else "",
        "pictures": [
            {
                "kind": one.kind,
                "title": one.title,
                "heads": list(one.heads),
                "rows": [list(row) for row in one.rows],
                "note": one.note,
            }
            for one in found.pictures
        ],
        "visits": list(found.visits),
        "visit_count": found.visit_count,
        "member_count": found.member_count,
        "gone": found.gone,
    }
