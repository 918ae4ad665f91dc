"""Page numbers of a case file: counted in the background or written by hand."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, demand, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy as cases
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.views import file
from mingjing.office.documents import jobs, paging
from mingjing.office.documents.services import counting
from mingjing.office.ui import pdf


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the page numbers of a file, or keep what was counted by hand."""
    user = person(request)
    case = cases.one(user, number)
    if request.method != "POST":
        return _show(request, case)
    demand(user, Permission.CASES_INVESTIGATE)
    try:
        counting.write(user, case, _given(request, case))
    except InvalidError as error:
        return _show(request, case, error, 422)
    messages.success(request, "已保存页数")
    return redirect("documents:pages", number)


def _given(request: HttpRequest, case: Case) -> dict[str, int]:
    """Return what changed. Raises InvalidError for what is no number."""
    found = {}
    for one in paging.sheets(case):
        text = request.POST.get(one.key, "").strip() or "0"
        if not (text.isascii() and text.isdecimal()) or len(text) > 5:
            raise InvalidError(f"“{one.title}”的页数须为数字", where=one.key)
        if int(text) != one.pages:
            found[one.key] = int(text)
    return found


def _show(
    request: HttpRequest, case: Case, error: InvalidError | None = None, status: int = 200
) -> HttpResponseBase:
    user = person(request)
    mine = user.pk in handlers(case) and allowed(user.roles, Permission.CASES_INVESTIGATE)
    sheets = paging.sheets(case)
    context = file.context(user, case, "documents") | {
        "volumes": [
            (title, [one for one in sheets if one.volume == key]) for key, title in paging.VOLUMES.items()
        ],
        "uncounted": sum(not one.pages for one in sheets),
        "may_write": mine and case.stage != Stage.ARCHIVED,
        "has_pdf": pdf.program() is not None,
        "problem": error.problems[0] if error else None,
    }
    return render(request, "documents/pages.html", context, status=status)


@allow(Permission.CASES_INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, number: str) -> HttpResponseBase:
    """Let the worker count; looking at the address leads to the page."""
    user = person(request)
    case = cases.one(user, number)
    if request.method == "POST":
        waiting = counting.begin(user, case)
        if waiting:
            jobs.count_pages.enqueue(case.pk)
        said = f"正在后台计算 {len(waiting)} 件的页数，稍后刷新本页" if waiting else "没有待计算的文书和证据"
        messages.success(request, said)
    return redirect("documents:pages", number)
