"""The workbook of a part: download, upload, preview, apply."""

import hashlib
import tempfile
import time
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import Part
from mingjing.office.leads.workbook.apply import apply
from mingjing.office.leads.workbook.hand_out import hand_out, own_part
from mingjing.office.leads.workbook.plan import plan
from mingjing.office.leads.workbook.read import MOST_BYTES, read
from mingjing.office.leads.workbook.write import checkable

KEPT_SECONDS = 7 * 24 * 3600
"""How long an upload waits to be confirmed."""


class UploadForm(forms.Form):
    """The filled workbook."""

    file = forms.FileField(label="已填工作簿（.xlsx）")


@require_http_methods(["GET", "POST"])
@allow(Permission.LEADS_CHECK)
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how to go about it; a POST takes the workbook and shows what it would change."""
    part = own_part(person(request), pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, part, _keep(person(request), form.cleaned_data["file"]))
    context = {"part": part, "form": form, "ready": checkable(part).count()}
    return render(request, "leads/workbook.html", context, status=422 if form.errors else 200)


@require_GET
@allow(Permission.LEADS_CHECK)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the workbook out; who took it is logged."""
    return hand_out(person(request), own_part(person(request), pk))


@require_POST
@allow(Permission.LEADS_CHECK)
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Apply what was previewed; when something changed meanwhile, show the new preview instead."""
    actor = person(request)
    part = own_part(actor, pk)
    path = _kept(actor, request.POST.get("upload", ""))
    try:
        done = apply(actor, part, path, request.POST.get("digest", ""))
    except ConflictError as error:
        messages.warning(request, str(error))
        return _preview(request, part, path)
    path.unlink(missing_ok=True)
    messages.success(request, f"已写入 {len(done.changes)} 条疑点的初审结果。")
    return redirect("leads:part", pk=part.pk)


def _preview(request: HttpRequest, part: Part, path: Path) -> HttpResponseBase:
    found = plan(part, read(path))
    context = {"part": part, "plan": found, "upload": path.stem}
    return render(request, "leads/workbook_preview.html", context)


def _folder(user: User) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "workbooks" / str(user.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(user: User, upload: UploadedFile) -> Path:
    """Keep the upload under its hash until it is confirmed; old ones go. Raises InvalidError when it is too large."""
    if (upload.size or 0) > MOST_BYTES:
        raise InvalidError("工作簿超过 50 MB", where="file", do="只保留需要填写的行，或分次上传")
    folder = _folder(user)
    for old in folder.glob("*"):
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    return Path(file.name).replace(folder / f"{digest.hexdigest()}.xlsx")


def _kept(user: User, name: str) -> Path:
    """Return the person's own upload. Raises InvalidError when it is gone."""
    wanted = {path.stem: path for path in _folder(user).glob("*.xlsx")}
    if name not in wanted:
        raise InvalidError("上传的工作簿已过期或已写入", do="重新上传")
    return wanted[name]
