"""The officer's steps: check line by line, keep a draft, ask the institution, consult a third party, attach files."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import lines
from mingjing.office.leads.models import Draft, Line, Suspicion
from mingjing.office.leads.services import answer as answers
from mingjing.office.leads.services import check as checks
from mingjing.office.leads.services import evidence
from mingjing.office.leads.services.commands import Advice, Answer, Check
from mingjing.office.leads.views.attempts import attempt, simple, step_view
from mingjing.office.leads.views.suspicion import form_of

_NOT_KEPT = ("csrfmiddlewaretoken", "draft_seen", "draft_force", "then", "discard", "files")


@step_view(Permission.LEADS_CHECK)
def check(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
    """Record the first check with its lines."""
    form = form_of("check", request.POST)
    rows = lines.rows(one.lines.all()[: lines.MOST], request.POST.dict())
    given = lines.verdicts(rows)

    def act(now: Suspicion, values: dict[str, Any]) -> object:
        said = Check(
            values["verdict"],
            values["reason_code"],
            values["text"],
            given,
            values["version"],
            values["amount"],
        )
        return checks.check(person(request), now, said)

    return attempt(request, one, "check", form, "初审结论已提交", act, rows)


@step_view(Permission.LEADS_READ)
def draft(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
    """Keep what is typed so far. A newer draft of another window is never overwritten unseen."""
    user = person(request)
    kept = Draft.objects.filter(user=user, suspicion=one).first()
    is_htmx = bool(request.headers.get("HX-Request"))
    if "discard" in request.POST:
        checks.save_draft(user, one, {})
        messages.success(request, "草稿已丢弃")
        return redirect("leads:suspicion", one.pk)
    seen = request.POST.get("draft_seen", "")
    newer = kept is not None and kept.data and seen != _stamp(kept) and not request.POST.get("draft_force")
    if newer and is_htmx:
        return _status(request, one, kept, newer=True)
    if not newer:
        data = {name: value for name, value in request.POST.items() if name not in _NOT_KEPT}
        kept = checks.save_draft(user, one, data)
        if is_htmx:
            return _status(request, one, kept)
        messages.success(request, "草稿已保存")
    else:
        messages.error(request, "另一窗口保存了较新的草稿，本页内容没有覆盖它")
    return redirect("leads:suspicion", one.pk)


def _stamp(draft: Draft) -> str:
    return draft.saved_at.isoformat()


def _status(request: HttpRequest, one: Suspicion, kept: Draft | None, *, newer: bool = False) -> HttpResponse:
    context = {
        "suspicion": one,
        "draft": kept,
        "stamp": "" if newer or kept is None else _stamp(kept),
        "newer": newer,
        "now": timezone.localtime(),
    }
    return render(request, "leads/draft_status.html", context)


def _ask(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return checks.ask(person(request), [one], values["days"])


def _consult(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return checks.consult(person(request), [one], values["third_party"])


ask = simple("ask", Permission.LEADS_CHECK, "已发机构核实", _ask)
consult = simple("consult", Permission.LEADS_CHECK, "已交第三方复审", _consult)


def _advise(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    said = Advice(values["verdict"], values["amount"], values["text"], values["version"])
    return checks.advise(person(request), one, said)


advise = simple("advise", Permission.LEADS_ADVISE, "复审意见已提交", _advise)


@step_view(Permission.LEADS_ANSWER)
def answer(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
    """Record the institution's answer together with its files: both or none."""
    form = form_of("answer", request.POST)

    def act(now: Suspicion, values: dict[str, Any]) -> object:
        amount = values["amount"] if values["kind"] == "appealed" else None
        said = Answer(values["kind"], amount, values["reason"], values["version"])
        with transaction.atomic():
            if uploads := _uploads(request):
                evidence.attach_many(person(request), now, uploads)
            return answers.answer(person(request), now, said)

    return attempt(request, one, "answer", form, "答复已提交", act)


def _request_panel(request: HttpRequest, one: Suspicion, values: dict[str, Any]) -> object:
    return answers.request_panel(person(request), one, values["reason"])


request_panel = simple("request_panel", Permission.LEADS_ANSWER, "合议申请已提交", _request_panel)


def _uploads(request: HttpRequest) -> list[UploadedFile]:
    return [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]


@step_view(Permission.LEADS_READ)
def attach(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
    """Attach files to the suspicion, or to one of its lines."""
    uploads = _uploads(request)
    key = request.POST.get("line", "")
    line = Line.objects.filter(suspicion=one, pk=key).first() if key.isdecimal() else None
    try:
        if not uploads:
            raise InvalidError("请选择文件")
        evidence.attach_many(person(request), one, uploads, line)
    except InvalidError as error:
        for problem in error.problems:
            messages.error(request, "；".join(filter(None, (problem.what, problem.why, problem.do))))
    else:
        messages.success(request, f"已上传 {len(uploads)} 个文件")
    return redirect("leads:suspicion", one.pk)


@allow(Permission.LEADS_READ)
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a file out."""
    return evidence.open_file(person(request), pk)
