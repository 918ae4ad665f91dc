"""Scores by Excel: the sheet to fill in, and its way back."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.staff.forms import SheetForm
from mingjing.office.staff.services import sheet
from mingjing.office.staff.views.frame import attempt, frame
from mingjing.office.ui.download import Download

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allow(Permission.STAFF_SCORE)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """Hand out the empty sheet."""
    return Download(BytesIO(sheet.template(person(request))), "人员记分导入.xlsx", EXCEL)


@allow(Permission.STAFF_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponseBase:
    """Take a filled sheet in; wrong rows are named and nothing is kept."""
    user = person(request)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    made: list[Any] = []

    def act(data: dict[str, Any]) -> object:
        made.extend(sheet.take_in(user, data["file"], data["file"].size))
        return made

    if form.is_bound and attempt(request, form, act, "已导入，等待审核"):
        messages.info(request, f"共提出 {len(made)} 项记分")
        return redirect("staff:proposals")
    context = frame(user, "proposals", ("Excel 导入", "")) | {
        "form": form, "title": "导入记分", "submit": "导入", "back": reverse("staff:proposals"), "template": True,
        "note": "下载模板填写后上传。有一行不正确就全部不导入，并逐行说明原因；导入的记分仍须另一名人员审核。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)
