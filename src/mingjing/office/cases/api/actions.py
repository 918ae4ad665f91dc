"""Steps of a case: which the caller may take now, what each asks for, taking one; the law beside them."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from mingjing.kernel.errors import ConflictError, InvalidError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import judging, policy
from mingjing.office.cases.api import action_schemas as schemas
from mingjing.office.cases.api.schemas import CaseFull
from mingjing.office.cases.guards.kit import cited
from mingjing.office.cases.law.deciding import Proposal
from mingjing.office.cases.models import Case, Measure
from mingjing.office.cases.steps import offers, taking
from mingjing.office.cases.steps.deeds import Deed
from mingjing.office.cases.steps.fields import StepForm
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Code

router = Router(tags=["办案环节"])
_READ = Needs(Permission.CASES_READ)


@router.get("/cases/{number}/actions", response={200: list[schemas.ActionOut], **PROBLEMS}, auth=_READ)
def list_actions(request: Any, number: Code) -> list[dict[str, Any]]:
    """案件当前环节的各个办理事项：可以办理、尚不能办理（附原因和条款）、由他人办理。"""
    case = policy.one(request.auth, number)
    return [_action(one) for one in offers.available(request.auth, case).all]


@router.get("/cases/{number}/actions/{name}", response={200: schemas.ActionFull, **PROBLEMS}, auth=_READ)
def get_action(request: Any, number: Code, name: Code) -> dict[str, Any]:
    """一个办理事项及其填写项目；案件不在该环节的答 409。"""
    case, deed = policy.one(request.auth, number), taking.deed(name)
    found = offers.offer(request.auth, case, deed)
    if found is None:
        raise ConflictError(f"案件处于“{case.get_stage_display()}”，不能{deed.label}", where=case.number)
    form = taking.blank(request.auth, case, deed)
    return _action(found) | {"fields": _fields(form)}


@router.post("/cases/{number}/actions/{name}", response={200: CaseFull, **PROBLEMS}, auth=_READ)
@decorate_view(once)
def take_action(
    request: Any, number: Code, name: Code, body: schemas.ActionIn, response: HttpResponse
) -> Case:
    """办理一个事项；If-Match 给出读取时的版本，案件已变动的不办理。"""
    user: User = request.auth
    case, deed = policy.one(user, number), taking.deed(name)
    Needs(deed.step.permission)(request)
    form = taking.take(user, case, deed, _data(user, deed, body), etag.wanted(request))
    if form.errors:
        raise InvalidError.from_problems(
            [
                Problem(str(error), "" if field == NON_FIELD_ERRORS else field)
                for field, errors in form.errors.items()
                for error in errors
            ]
        )
    found = policy.one(user, number)
    etag.tag(response, found.version)
    return found


@router.get("/cases/{number}/law", response={200: schemas.LawOut, **PROBLEMS}, auth=_READ)
def get_law(request: Any, number: Code) -> dict[str, Any]:
    """法律允许的处理（逐项违法行为）、历次处理意见和理由、已登记的措施。"""
    case = policy.one(request.auth, number)
    acts = zip(case.acts.all(), judging.proposals(case), strict=True)
    measures = Measure.objects.filter(track__case=case).select_related("track")
    return {
        "acts": [
            {"act": act.pk, "situation": act.situation, "proposals": [_proposal(one) for one in found]}
            for act, found in acts
        ],
        "crime": judging.crime(case),
        "rulings": list(case.rulings.all()),
        "measures": [
            {name: getattr(one, name) for name in ("kind", "amount", "since", "until", "target", "text")}
            | {"track": one.track.kind}
            for one in measures
        ],
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    stay = one.suspension
    return {
        "row": one.row, "title": one.title, "purpose": one.purpose, "basis": one.basis,
        "basis_text": cited(one.basis), "measures": one.measures, "refund": one.refund, "fine": one.fine,
        "tiers": one.tiers, "suspension_least": stay.least if stay else 0,
        "suspension_most": stay.most if stay else 0, "terminate": one.terminate, "ban_years": one.ban_years,
        "inference": one.inference, "notes": one.notes,
    }  # fmt: skip


def _action(one: offers.Offer) -> dict[str, Any]:
    return {
        "name": one.deed.slug, "label": one.label, "state": one.state, "who": one.who, "track": one.deed.kind,
        "hint": one.deed.hint, "checks": one.checks,
    }  # fmt: skip


def _fields(form: StepForm) -> list[dict[str, Any]]:
    """Return the fields of a form as a program fills them in: rows as one list, people by user name."""
    found = [
        {
            "name": one.name,
            "label": str(one.label),
            "required": one.field.required,
            "options": _options(one.field),
        }
        for one in form.plain()
        if one.name != "seen"
    ]
    if form.rows():
        title = str(getattr(form, "rows_title", ""))
        name = "plan" if title == "缴款计划" else "named"
        found.append({"name": name, "label": title, "required": name == "plan", "options": []})
    return found


def _options(field: forms.Field) -> list[str]:
    if isinstance(field, forms.ModelChoiceField):
        keys = [value for value, _ in field.widget.choices if value]
        return list(User.objects.filter(pk__in=keys).order_by("username").values_list("username", flat=True))
    choices = getattr(field.widget, "choices", ())
    return [str(value) for value, _ in choices if value != ""]


def _data(user: User, deed: Deed, body: schemas.ActionIn) -> dict[str, Any]:
    """Return what was given as the form takes it. Raises InvalidError for unknown people."""
    given = body.dict(exclude_none=True)
    data: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("members", "group"):
            data[name] = [_user(user, one, name) for one in value]
        elif name == "host":
            data[name] = _user(user, value, name)
        elif name == "plan":
            for number, row in enumerate(value):
                data |= {f"on_{number}": row["on"], f"amount_{number}": row["amount"]}
        elif name == "named":
            for number, row in enumerate(value):
                data |= {f"{key}_{number}": one for key, one in row.items()}
        else:
            data[name] = value
    return data


def _user(user: User, username: str, where: str) -> int:
    found = User.objects.filter(organisation=user.organisation_id, username=username).first()
    if found is None:
        raise InvalidError(f"本单位没有账号 {username}", where=where)
    return found.pk
