"""One report: the table or the briefing, what the checks say, who is missing, what may be done; and one cell of it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.reports import grid, policy, trace
from mingjing.office.reports.core import behind
from mingjing.office.reports.core.figures import WAN
from mingjing.office.reports.core.template import Column, Template, load
from mingjing.office.reports.forms import NoteForm, OptionsForm, ReasonForm
from mingjing.office.reports.models import Edition, Report
from mingjing.office.reports.services import drawing
from mingjing.office.reports.titles import form_title, with_latest
from mingjing.office.ui import columns as ui
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

_S = Edition.State


@allow(Permission.REPORTS_READ)
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the newest edition of a report, or that there is none yet."""
    user = person(request)
    found = policy.one(user, pk)
    return show(request, found, policy.newest(user, found))


@allow(Permission.REPORTS_READ)
@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Show one edition."""
    user = person(request)
    return show(request, policy.one(user, pk), policy.edition(user, pk, number))


def show(
    request: HttpRequest, found: Report, edition: Edition | None, tried: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Show a report, with the forms of what was tried and failed where there is one."""
    user = person(request)
    context: dict[str, Any] = {
        "report": found,
        "edition": edition,
        "title": form_title(found.form),
        "crumbs": [("统计报表", reverse("reports:list")), (found.organisation.name, "")],
        "steps": steps(user, found, edition),
        "editions": list(
            policy.editions(user).filter(report=found).defer("content", "figures", "base__content", "base__figures")
            .select_related("report__organisation", "drawn_by", "signed_by", "decided_by", "base").order_by("-number")
        ),
        "below": _below(user, found),
        "own": found.organisation_id == user.organisation_id,
        "may_write_letters": allowed(user.roles, Permission.LIAISON_HANDLE),
        "said": [
            (load(found.form).labels[name], load(found.form).choice(name, key))
            for name, key in found.options.items()
        ],
    }  # fmt: skip
    if edition is not None:
        context |= _filled(edition)
    context["forms"] = _forms(context["steps"], found, edition) | (tried or {})
    return render(request, "reports/report.html", context, status=422 if tried else 200)


def steps(user: User, found: Report, edition: Edition | None) -> set[str]:
    """Return what `user` may do with a report now."""
    possible = set[str]()
    own, state = found.organisation_id == user.organisation_id, edition.state if edition else ""
    newest = edition is None or not found.editions.filter(number__gt=edition.number).exists()
    if not newest:
        return possible
    if own and state in policy.SIGNED:
        possible.add("changes")
    if own and allowed(user.roles, Permission.REPORTS_PREPARE):
        if state in ("", _S.DRAFT, _S.RETURNED):
            possible.add("draw")
        above = Report.objects.filter(form=found.form, first=found.first, last=found.last)
        superiors = [int(one) for one in found.organisation.path.strip("/").split("/")[:-1]]
        if state in ("", _S.DRAFT) and not above.filter(organisation__in=superiors).exists():
            possible.add("options")
    if allowed(user.roles, Permission.REPORTS_SIGN) and edition is not None:
        if own and state == _S.DRAFT:
            possible.add("sign")
        if state == _S.SIGNED and found.organisation.parent_id == user.organisation_id:
            possible |= {"accept", "return"}
    return possible


def _forms(possible: set[str], found: Report, edition: Edition | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    version = {"version": edition.version if edition else 0}
    for name in possible & {"sign", "accept"}:
        made[name] = NoteForm(initial=version, auto_id=f"id_{name}_%s")
    if "return" in possible:
        made["return"] = ReasonForm(initial=version, auto_id="id_return_%s")
    if "options" in possible:
        made["options"] = OptionsForm(load(found.form), initial=found.options, auto_id="id_options_%s")
    return made


def _filled(edition: Edition) -> dict[str, Any]:
    figures = drawing.shown(edition)
    filled: dict[str, Any] = {
        "figures": figures,
        "errors": [one for one in figures["findings"] if one["error"]],
        "notices": [one for one in figures["findings"] if not one["error"]],
        "missing": figures["missing"],
        "changes": figures["changes"],
    }
    if figures["kind"] == "briefing":
        filled["said_words"] = figures["words"]
    else:
        filled["grid"] = grid.of(edition, figures)
    return filled


def _below(user: User, found: Report) -> list[dict[str, Any]]:
    """Return where the bureaus right below stand with the same report."""
    bodies = drawing.children(found.organisation)
    same = policy.visible(user).filter(form=found.form, first=found.first, last=found.last)
    there = {one.organisation_id: one for one in with_latest(same.filter(organisation__in=bodies))}
    rows = []
    for body in bodies:
        one: Any = there.get(body.pk)
        state = one.latest_state if one else ""
        rows.append(
            {"place": body.name, "report": one, "state": state or "none",
             "label": _S(state).label if state else "未编制",
             "tone": {"draft": "info", "signed": "warn", "accepted": "good", "returned": "bad"}.get(state, "plain")}
        )  # fmt: skip
    return rows


_AMOUNT = {
    "yuan": ui.Column("amount", "金额（元）", "yuan", sort="amount", sum="amount"),
    "count": ui.Column("amount", "数量", "count", sort="amount", sum="amount"),
}
PLACES = (
    ui.Column("code", "机构编码", "code", sort="code", link=lambda one: one.address),
    ui.Column("name", "机构名称", sort="name"),
    ui.Column("bureau", "填报单位", sort="bureau"),
    ui.Column("columns", "计入", read=lambda one: one.columns_said),
    ui.Column("sources", "依据（条）", "count", sort="sources"),
)
SOURCES = (
    ui.Column("number", "编号", "code", sort="number", link=lambda one: one.address),
    ui.Column("kind", "依据", sort="kind"),
    ui.Column("on", "日期", "day", sort="on"),
    ui.Column("institution", "机构", sort="institution"),
    ui.Column("text", "内容"),
)


def _table(head: Column, by_source: bool) -> Table:
    """Return the list behind a cell: with what each adds, unless it is only counted."""
    own = _AMOUNT["yuan" if head.unit in (WAN, "元") else "count"]
    added = (own,) if head.how in ("sum", "total") else ()
    if by_source:
        empty = Empty("没有依据", "该数据由其他栏目相加得出。")
        return Table("sources", (*SOURCES, *added), unit="条依据", empty=empty)
    empty = Empty("没有机构", "该数据不涉及机构。")
    return Table("places", (*PLACES, *added), unit="家机构", empty=empty)


@allow(Permission.REPORTS_READ)
@require_safe
def cell(request: HttpRequest, pk: int, number: int, row: int, column: int) -> HttpResponseBase:
    """Show what is behind one cell: institutions, or the entries, cases and leads they rest on."""
    user = person(request)
    edition = policy.edition(user, pk, number)
    figures = drawing.shown(edition)
    if not (1 <= row <= len(figures["rows"]) and 1 <= column <= len(figures["columns"])):
        raise NotVisibleError("报表没有这一格", where=f"{row}/{column}")
    kept = drawing.kept(edition, column)
    form = kept.template
    head, line = form.columns[column - 1], form.rows[row - 1]
    pieces = list(behind.pieces(kept, row, column))
    by_source = request.GET.get("by") == "source"
    counted = head.how in ("count", "union")
    rows: list[Any] = trace.sources(user, pieces, counted) if by_source else trace.places(user, pieces)
    context = {
        "edition": edition,
        "report": edition.report,
        "column": head,
        "row": line,
        "label": form.title_of(line),
        "value": figures["rows"][row - 1]["cells"][column - 1]["shown"],
        "how": explain(form, head, bool(line.children)),
        "by_source": by_source,
        "crumbs": [
            ("统计报表", reverse("reports:list")),
            (edition.report.organisation.name, reverse("reports:edition", args=[pk, number])),
            (f"第{row}行第{column}栏", ""),
        ],
    }
    sheet = _table(head, by_source).read(request, rows)
    return listing(request, "reports/cell.html", sheet, context, title=f"第{row}行第{column}栏")


def explain(form: Template, column: Column, group: bool) -> str:
    """Return in words how a cell comes about."""
    others = "、".join(f"第{one}栏" for one in column.others)
    said = {
        "count": "统计期间内有该情形的机构，同一家只计一次",
        "sum": "下列依据的数量或者金额相加",
        "union": f"{others}涉及的机构去重后的家数",
        "total": f"{others}相加",
        "text": "不列入各栏、在备注中说明的情况",
    }[column.how]
    return f"{said}{'；本行是下属各行之和' if group else ''}。"
