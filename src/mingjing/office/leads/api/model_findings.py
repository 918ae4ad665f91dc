"""A model's finding explained: what is unusual, beside whom, since when, honest causes, and the data of its pictures."""

from decimal import Decimal
from typing import Any

from ninja import Router, Schema

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy
from mingjing.office.leads.services import model_finding, model_scores
from mingjing.office.rest.types import PROBLEMS, Code, Key

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


class ScoredFeatureOut(Schema):
    """One of the heaviest features of a score."""

    zh: str
    shown: str
    z: float | None


class ScoredPeriodOut(Schema):
    """A score of one period, the highest of `parts`; null where too little could be judged, `out` when it is a finding."""

    period: str
    score: float | None
    out: bool
    parts: int
    coverage: float | None
    stab: float | None
    peers: str
    features: list[ScoredFeatureOut]


class ScoredModelOut(Schema):
    """What one model scored, by period, the newest first."""

    code: str
    title: str
    version: int
    zh: str
    rows: list[ScoredPeriodOut]


class ModelScoresOut(Schema):
    """The models' scores of one subject, flagged or not; `screening` is empty when none kept any."""

    screening: str
    groups: list[ScoredModelOut]


@router.get(
    "/institutions/{code}/scores",
    response={200: ModelScoresOut, **PROBLEMS},
    auth=Needs(Permission.SCREENINGS_READ),
)
def get_institution_scores(request: Any, code: Code) -> model_scores.Scores:
    """一家机构各模型各期的得分，未成为疑点的也列出。"""
    return model_scores.of_institution(request.auth, institutions.one(request.auth, code))


@router.get(
    "/persons/{psn_no}/scores",
    response={200: ModelScoresOut, **PROBLEMS},
    auth=Needs(Permission.PERSONS_READ),
)
def get_person_scores(request: Any, psn_no: Code) -> model_scores.Scores:
    """一名参保人各模型各期的得分；查看记入审计日志。"""
    return model_scores.of_person(request.auth, policy.person(request.auth, psn_no))


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
