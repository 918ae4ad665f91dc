"""Actions on letters, listings, joint cases and meetings: what the caller may do, doing it, with files or without."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Router
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import InvalidError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import scope
from mingjing.office.liaison.api import matter_orders as orders
from mingjing.office.liaison.api import matter_schemas as schemas
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.models import Noun
from mingjing.office.liaison.views import joints, letters, listings, matters, meetings
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Code, Key, file_answer

router = Router(tags=["函件、督办、联合办案、会议"])
READ = Needs(Permission.LETTERS_READ)
_MATTERS = {
    "letters": letters.MATTER, "listings": listings.MATTER, "joint-cases": joints.MATTER, "meetings": meetings.MATTER,
}  # fmt: skip
_BODIES = (kit.BodyField, kit.BodiesField)


def _options(field: forms.Field) -> list[str]:
    found = [str(value) for value, _ in getattr(field, "choices", ()) if value != ""]
    if isinstance(field, _BODIES):
        return list(Organisation.objects.filter(pk__in=found).order_by("path").values_list("code", flat=True))
    return found


def _action(deed: kit.Deed, user: User, thing: Any) -> dict[str, Any]:
    fields = [
        {
            "name": one.name,
            "label": str(one.label),
            "required": one.field.required,
            "options": _options(one.field),
        }
        for one in deed.form(user, thing).visible_fields()
        if one.name != "attachments"
    ]
    return {"name": deed.name, "label": deed.label, "hint": deed.hint, "fields": fields}


def _data(form: kit.DeedForm, body: orders.MatterFilesIn, version: int | None) -> QueryDict:
    """Return what was given as the form takes it: bodies by code become ids, who came by attendee."""
    given = body.dict(exclude_none=True)
    data = QueryDict(mutable=True)
    if version is not None:
        data["version"] = str(version)
    for key, who in given.pop("came", {}).items():
        data[f"came-{key}"] = who
    for name, value in given.items():
        values = [str(one) for one in (value if isinstance(value, list) else [value])]
        data.setlist(name, body_keys(values) if isinstance(form.fields.get(name), _BODIES) else values)
    if body.asks is False:
        data.pop("asks", None)
    return data


def body_keys(codes: list[str]) -> list[str]:
    """Return the ids of bodies by code; an unknown one stays as it is and fits nothing."""
    known = dict(Organisation.objects.filter(code__in=codes).values_list("code", "pk"))
    return [str(known.get(one, f"?{one}")) for one in codes]


def do(
    request: Any, noun: str, pk: int, name: str, body: orders.MatterFilesIn, files: list[UploadedFile]
) -> Any:
    """Do one action. Raises what the service refuses."""
    matter, user = _MATTERS[noun], request.auth
    thing, deed = scope.one(user, matter.noun, pk, *matter.related), kit.find(matter.deeds, name)
    Needs(deed.permission_for(user))(request)
    data = _data(deed.form(user, thing), body, etag.wanted(request))
    form = kit.take(deed, user, thing, data, MultiValueDict({"attachments": list(files)}))
    if form.errors:
        raise refusal(form)
    thing.refresh_from_db()
    return thing


def refusal(form: forms.Form) -> Exception:
    """Return what a form was refused for."""
    refused: Exception | None = getattr(form, "refused", None)
    if refused is not None:
        return refused
    return InvalidError.from_problems(
        [
            Problem(str(error), "" if name == NON_FIELD_ERRORS else name)
            for name, errors in form.errors.items()
            for error in errors
        ]
    )


def trail(user: User, noun: str, thing: Any) -> dict[str, Any]:
    """Return deadlines, files and history as somebody may see them."""
    return {
        "clocks": matters.limits(noun, thing.pk),
        "files": [
            {"id": one.pk, "name": one.name, "part": one.part, "size": one.size, "sha256": one.sha256, "body": one.organisation.code}
            for _, one in matters.papers(user, noun, thing)
        ],
        "notes": [
            {
                "name": one.name, "title": one.title, "text": one.text, "inner": one.inner, "at": one.at,
                "who": one.actor.name if one.actor else "系统", "body": one.organisation.code if one.organisation else "",
            }
            for one in matters.events(user, noun, thing.pk)
        ],
    }  # fmt: skip


def _serve(noun: str, said: str) -> None:
    """Give the actions of one noun their addresses."""
    tag = noun.replace("-", "_")

    def list_actions(request: Any, pk: Key) -> list[dict[str, Any]]:
        matter = _MATTERS[noun]
        thing = scope.one(request.auth, matter.noun, pk, *matter.related)
        return [_action(one, request.auth, thing) for one in kit.offered(matter.deeds, request.auth, thing)]

    @decorate_view(once)
    def take_action(
        request: Any, pk: Key, name: Code, body: orders.MatterActionIn, response: HttpResponse
    ) -> dict[str, Any]:
        return _done(do(request, noun, pk, name, body, []), response)

    @decorate_view(once)
    def take_with_files(
        request: Any, pk: Key, name: Code, response: HttpResponse, file: File[list[UploadedFile]],
        body: Form[orders.MatterFilesIn],
    ) -> dict[str, Any]:  # fmt: skip
        return _done(do(request, noun, pk, name, body, file), response)

    list_actions.__doc__ = f"{said}：现在可以办理的事项及其填写项目。"
    take_action.__doc__ = f"{said}：办理一个事项；If-Match 给出读取时的版本，已变动的不办理。"
    take_with_files.__doc__ = f"{said}：办理一个事项，同时上传附件（每次最多 5 个）。"
    at = f"/{noun}/{{pk}}/actions"
    answers: Any = {200: schemas.MatterDone, **PROBLEMS}
    router.get(
        at,
        response={200: list[schemas.MatterActionOut], **PROBLEMS},
        auth=READ,
        operation_id=f"{tag}_list_actions",
    )(list_actions)
    router.post(f"{at}/{{name}}", response=answers, auth=READ, operation_id=f"{tag}_take_action")(take_action)
    router.post(f"{at}/{{name}}/files", response=answers, auth=READ, operation_id=f"{tag}_take_with_files")(
        take_with_files
    )


def _done(thing: Any, response: HttpResponse) -> dict[str, Any]:
    etag.tag(response, thing.version)
    return {"id": thing.pk, "code": thing.code, "state": thing.state, "version": thing.version}


for _noun, _said in (
    ("letters", "函件"),
    ("listings", "挂牌督办"),
    ("joint-cases", "联合办案"),
    ("meetings", "联席会议"),
):
    _serve(_noun, _said)


@router.get("/liaison-files/{pk}", response=PROBLEMS, auth=READ, openapi_extra=file_answer("*/*"))
def get_liaison_file(request: Any, pk: Key) -> HttpResponseBase:
    """函件、督办、联合办案、会议的附件；每次下载都留痕。"""
    return matters.hand(request.auth, pk)


__all__ = ["Noun", "body_keys", "do", "refusal", "router", "trail"]
