"""Cases of an older ledger: the template, the preview with every fault of every row, taking them over."""

import hashlib
import time
from io import BytesIO
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import oldledger
from mingjing.office.cases.services import importing
from mingjing.office.ui.download import Download

_KEPT_SECONDS = 24 * 3600
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OldLedgerForm(forms.Form):
    """The workbook."""

    file = forms.FileField(
        label="旧案件台账（.xlsx）", help_text=f"按模板填写，一次不超过 {oldledger.MOST_ROWS} 行"
    )


@allow(Permission.CASES_FILE)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """Hand out the workbook to fill in."""
    return Download(BytesIO(oldledger.template()), "旧案件台账导入模板.xlsx", _XLSX)


@allow(Permission.CASES_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponseBase:
    """Ask for a workbook; a POST shows what it would do."""
    user = person(request)
    form = OldLedgerForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if (upload.size or 0) > oldledger.MOST_BYTES:
                raise InvalidError("文件超过 5 MB", where="file", do="分次导入")
            content = b"".join(upload.chunks())
            rows = importing.preview(user, upload.name, BytesIO(content))
        except InvalidError as error:
            form.add_error("file", "；".join(filter(None, (error.problems[0].what, error.problems[0].do))))
        else:
            context |= {
                "rows": rows, "name": upload.name, "upload": _keep(user, content).stem,
                "wrong": sum(bool(one.errors) for one in rows),
                "fresh": sum(not one.known and not one.errors for one in rows),
                "known": sum(one.known for one in rows),
            }  # fmt: skip
    return render(request, "cases/import.html", context, status=422 if form.errors else 200)


@allow(Permission.CASES_FILE)
@require_POST
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Take over what was previewed."""
    user = person(request)
    kept = {path.stem: path for path in _folder(user).glob("*.bin")}
    path = kept.get(request.POST.get("upload", ""))
    if path is None:
        raise InvalidError("上传的文件已过期或者已导入", do="重新选择文件")
    rows = importing.take_in(
        user, request.POST.get("name", "")[:255] or "旧案件台账", BytesIO(path.read_bytes())
    )
    path.unlink(missing_ok=True)
    fresh = sum(not one.known for one in rows)
    messages.success(request, f"已导入 {fresh} 件案件，此前已导入 {len(rows) - fresh} 件，没有变动")
    return redirect("cases:list")


def _folder(user: User) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "old-ledgers" / str(user.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(user: User, content: bytes) -> Path:
    """Keep an upload under its hash until it is confirmed; old ones go."""
    folder = _folder(user)
    for old in folder.glob("*.bin"):
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()}.bin"
    path.write_bytes(content)
    return path
