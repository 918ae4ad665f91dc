"""What a bureau sets for its documents: its letterhead, its own templates."""

from io import BytesIO
from itertools import groupby

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.views.attempts import attempt
from mingjing.office.documents import fill, handing, policy, preview, rendering
from mingjing.office.documents.forms import LetterheadForm, ReasonForm, TemplateForm
from mingjing.office.documents.kinds import Kind, every, kind
from mingjing.office.documents.models import Letterhead, Template
from mingjing.office.documents.services import letterheads
from mingjing.office.documents.services import templates as service
from mingjing.office.documents.services.letterheads import FIELDS
from mingjing.office.documents.specimen import fields, specimen


@allow(Permission.DOCUMENTS_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """Show and change what documents say of the bureau."""
    user = person(request)
    rows = list(Letterhead.objects.filter(organisation=user.organisation).select_related("actor")[:20])
    now = model_to_dict(rows[0], FIELDS) if rows else {"review_days": 60, "suit_months": 6}
    form = LetterheadForm(request.POST or None, initial=now)
    if request.method == "POST" and attempt(form, lambda given: letterheads.save(user, given)):
        messages.success(request, "已保存，此后签发的文书使用新的内容")
        return redirect("documents:letterhead")
    page = {"form": form, "rows": rows}
    return render(request, "documents/letterhead.html", page, status=422 if form.errors else 200)


@allow(Permission.DOCUMENTS_SETTINGS)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """List the kinds of documents with the template that holds for the bureau."""
    holds = policy.templates(person(request).organisation)
    rows = [(name, [(one, holds.get(one.key)) for one in found]) for name, found in _groups()]
    return render(request, "documents/templates.html", {"groups": rows})


def _groups() -> list[tuple[str, list[Kind]]]:
    order = list(dict.fromkeys(one.group for one in every().values()))
    rows = sorted(every().values(), key=lambda one: order.index(one.group))
    return [(name, list(found)) for name, found in groupby(rows, key=lambda one: one.group)]


@allow(Permission.DOCUMENTS_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, key: str) -> HttpResponse:
    """Show one template filled with an imagined case, the fields it may use, its versions; take a new one."""
    user, paper = person(request), kind(key)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and attempt(
        form, lambda given: service.upload(user, key, given["file"], given["note"])
    ):
        messages.success(request, "已启用新模板，此后的草稿按新模板生成")
        return redirect("documents:template", key)
    holds = policy.templates(user.organisation).get(key)
    own = Template.objects.filter(organisation=user.organisation, kind=key).select_related("actor")
    found = [(name, list(rows)) for name, rows in groupby(fields(paper), key=lambda one: one[0])]
    page = {
        "paper": paper, "holds": holds, "own": list(own), "form": form, "fields": found,
        "is_own": bool(holds and holds.organisation_id == user.organisation_id), "back": ReasonForm(label="恢复的原因"),
        "text": preview.page(fill.fill(rendering.template_bytes(kind(key), holds), specimen(paper))[0]),
    }  # fmt: skip
    return render(request, "documents/template.html", page, status=422 if form.errors else 200)


@allow(Permission.DOCUMENTS_SETTINGS)
@require_safe
def template_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the template that holds, to be edited."""
    holds = policy.templates(person(request).organisation).get(key)
    return handing.hand_out(
        BytesIO(rendering.template_bytes(kind(key), holds)), f"模板 {kind(key).title}.docx", handing.WORD
    )


@allow(Permission.DOCUMENTS_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the bureau's own template up."""
    kind(key)
    form = ReasonForm(request.POST)
    if request.method == "POST" and attempt(
        form, lambda given: service.restore(person(request), key, given["text"])
    ):
        messages.success(request, "已恢复使用上级或者标准模板")
    elif request.method == "POST":
        for errors in form.errors.values():
            messages.error(request, "；".join(map(str, errors)))
    return redirect("documents:template", key)
