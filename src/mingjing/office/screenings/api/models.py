"""The big-data models: every card with its standing, one with what it weighs and what the newest run said."""

from decimal import Decimal
from typing import Any

from ninja import Router, Schema

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest.types import PROBLEMS, Code
from mingjing.office.screenings import modelbook

router = Router(tags=["规则与知识"])
_READ = Permission.RULES_READ


class ModelOut(Schema):
    """A model; `outcome` is what the newest full run says (to people of the bureaus), `rate` the share confirmed."""

    code: str
    version: int
    title: str
    behaviour: str
    status: str
    calibration: str
    checked: int
    rate: Decimal | None
    outcome: str


class ModelFeatureOut(Schema):
    """One signal that a model weighs."""

    zh: str
    formula: str
    family: str
    w: float
    cut: str
    tail: str
    kind: str
    source: str


class ModelUnitOut(Schema):
    """What a model scores."""

    name: str
    zh: str
    branch: str
    peers: str
    amount: str
    behaviours: str
    features: list[ModelFeatureOut]


class ModelFull(ModelOut):
    """A model's card."""

    question: str
    not_for: str
    population: str
    verify: str
    defence: str
    gaps: str
    units: list[ModelUnitOut]
    look_alikes: list[dict[str, str]]
    validation: dict[str, str]
    run: str


@router.get("/models", response={200: list[ModelOut], **PROBLEMS}, auth=Needs(_READ))
def list_models(request: Any) -> list[dict[str, Any]]:
    """大数据模型及其状态、核查确认情况。"""
    return [_model(one) for one in modelbook.entries(request.auth)[0]]


@router.get("/models/{code}", response={200: ModelFull, **PROBLEMS}, auth=Needs(_READ))
def get_model(request: Any, code: Code) -> dict[str, Any]:
    """一个模型的卡片：问题、特征、相似情形、检验结果。"""
    one, run = modelbook.entry(request.auth, code)
    card, inner = modelbook.card(one.model), request.auth.organisation.is_bureau
    texts = card["texts"]
    return _model(one) | {
        "question": texts["question"],
        "not_for": texts["not_for"],
        "population": texts["population"],
        "verify": texts["verify"] if inner else "",
        "defence": texts["defence"] if inner else "",
        "gaps": str(texts.get("gaps") or ""),
        "units": card["units"],
        "look_alikes": [{key: str(value) for key, value in row.items()} for row in card["look_alikes"]],
        "validation": {name: str(said) for name, said in card["validation"]},
        "run": run.number if run and inner else "",
    }


def _model(one: modelbook.Entry) -> dict[str, Any]:
    card = one.model.card
    return {
        "code": card.code,
        "version": card.version,
        "title": card.title,
        "behaviour": card.behaviour,
        "status": card.status,
        "calibration": one.calibration,
        "checked": one.checked,
        "rate": one.rate,
        "outcome": one.outcome,
    }
