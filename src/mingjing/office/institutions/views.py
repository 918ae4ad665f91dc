"""Pages of the register: the list, and one institution with its water level, agreements, staff and panels."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.institutions import level, panels, policy
from mingjing.office.institutions.models import Agreement, Institution
from mingjing.office.institutions.panels import Sums
from mingjing.office.institutions.tables import STAFF, InstitutionFilter, label, register
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import asks_for, listing

_NONE = Sums()


@allow(Permission.INSTITUTIONS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the institutions in scope, with the leads that the person sees."""
    user = person(request)
    filters = Filters.of(InstitutionFilter, request.GET)
    rows = filters.apply(policy.visible(user).select_related("bureau"))
    found: dict[int, Sums] = {}
    leads = allowed(user.roles, Permission.LEADS_READ)
    asked: set[int] = set()

    def sums(key: int) -> Sums:
        if key not in asked:
            keys = [one.pk for one in sheet.objects] if not request.GET.get("export") else None
            asked.update(keys or policy.visible(user).values_list("pk", flat=True))
            found.update(panels.sums(user, list(asked)))
        return found.get(key, _NONE)

    sheet = register(sums, leads).read(request, rows)
    context = {"filters": filters, "may_load": allowed(user.roles, Permission.INSTITUTIONS_LOAD)}
    return listing(request, "institutions/list.html", sheet, context, title="机构档案")


@allow(Permission.INSTITUTIONS_READ)
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one institution."""
    user = person(request)
    one = policy.one(user, code)
    sheet = STAFF.read(request, one.staff.all())
    if asks_for(request, sheet) or request.GET.get("export"):
        return listing(request, "ui/table.html", sheet, title=f"{one.code}-执业人员")
    context = {
        "institution": one,
        "facts": _facts(one),
        "agreements": [_period(period) for period in one.agreements.all()],
        "level": level.read(one, request.GET.get("period", "")),
        "panels": [
            (panel, found) for panel in panels.panels() if (found := _filled(panel, user, one)) is not None
        ],
        "sheet": sheet,
        "crumbs": [("机构", reverse("institutions:list")), (one.name, "")],
    }
    return render(request, "institutions/detail.html", context)


def _filled(panel: panels.Panel, user: User, one: Institution) -> Mapping[str, Any] | None:
    return panel.context(user, one)


def _facts(one: Institution) -> list[tuple[str, Any]]:
    hospital = one.kind == Institution.Kind.HOSPITAL
    said = [
        ("机构编码", one.code),
        ("类型", one.get_kind_display()),
        ("医院等级", f"{label('hosp_lv', one.hosp_lv)}" if hospital and one.hosp_lv else ""),
        ("级别（官方统计口径）", one.get_level_group_display() if hospital and one.level_group else ""),
        ("所有制", one.get_ownership_display() if hospital else ""),
        ("连锁", one.get_chain_display() if not hospital and one.chain else ""),
        ("编制床位", one.beds if hospital else None),
        ("医保区划", one.admdvs),
        ("主管医保部门", one.bureau.name),
        ("统一社会信用代码", one.uscc),
        ("法定代表人", one.legrep_name),
        ("地址", one.addr),
        ("联网状态", label("fix_onln_open_flag", one.open_flag) if one.open_flag else ""),
        ("信用等级", one.cred_lv),
        ("定点起始", timezone.localtime(one.begntime).date() if one.begntime else None),
    ]
    return [(name, value) for name, value in said if value not in ("", None)]


def _period(period: Agreement) -> dict[str, Any]:
    today = date.today()
    over = period.enddate is not None and period.enddate < today
    now = period.begndate <= today and not over
    return {
        "from": period.begndate,
        "to": period.enddate,
        "state": label("cntr_stas", period.stas) if period.stas else "",
        "now": now,
        "over": over,
    }
