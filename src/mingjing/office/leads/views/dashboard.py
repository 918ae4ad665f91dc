"""The dashboard: the funnel and its parts, each figure leading to the leads that it counts."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import beside, policy
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.services import funnel
from mingjing.office.ui.charts import Chart, bars

SHOWN = ("since", "until", "home", "behaviour", "institution", "severity", "rule", "task")
DRAWN = ("found", "confirmed", "recovered")
MOST, MOST_MONTHS = 12, 24
KEPT_SECONDS = 300


@allow(Permission.DASHBOARD)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """Show how far the leads in scope are."""
    user = person(request)
    asked = request.GET.copy()
    if asked.get("home") == str(user.organisation_id):
        del asked["home"]
    filters = LeadFilters(asked, user)
    board = funnel.board(user, filters.apply(policy.visible(user)), filters.query)
    shown = mark_safe(_shown(user, filters, board))  # noqa: S308 - a template made it
    if request.headers.get("HX-Target", "").endswith("#board"):
        page = HttpResponse(shown)
    else:
        fields = [filters.form[name] for name in SHOWN]
        context = {
            "filters": filters,
            "fields": fields,
            "shown": shown,
            "as_of": board.as_of,
            "parts": beside.of("dashboard", user, None),
        }
        page = render(request, "leads/dashboard.html", context)
    patch_vary_headers(page, ["HX-Request", "HX-Target"])
    return page


def _shown(user: User, filters: LeadFilters, board: funnel.Board) -> str:
    """Return the board as HTML, made once for each time it was counted: it has hundreds of figures and addresses."""
    name = f"{funnel.name_of(user, filters.query)}:{board.at.timestamp()}"
    kept: str | None = cache.get(name)
    if kept is not None:
        return kept
    lists = Addresses(filters.query)
    context = {
        "filters": filters,
        "board": board,
        "steps": _steps(board, lists),
        "waiting_address": lists.of(board.waiting_filters),
        "charts": _charts(board, lists),
    }
    made = render_to_string("leads/dashboard_board.html", context)
    cache.set(name, made, KEPT_SECONDS)
    return made


class Addresses:
    """Addresses of the lead list under the filters of the board and more; there are hundreds on one page."""

    def __init__(self, query: str) -> None:
        self.kept = dict(QueryDict(query).lists())
        self.path = reverse("leads:list")

    def of(self, *more: dict[str, str]) -> str:
        """Return the address under these too; where both narrow the same thing, the narrower one counts."""
        asked = dict(self.kept)
        for name, value in (pair for one in more for pair in one.items()):
            before = str(asked[name][-1]) if name in asked else ""
            # The groups are the bodies right below one's own: what was asked lies within one of them.
            nearer = bool(before) if name == "home" else name == "signed" and before > value
            if not nearer:
                asked[name] = [value]
        return f"{self.path}?{urlencode(asked, doseq=True)}"


def _steps(board: funnel.Board, lists: Addresses) -> list[dict[str, Any]]:
    """Return the steps with figures, addresses and the share of what was found."""
    found = board.total["found"].yuan
    return [
        {
            "stage": stage,
            "figure": board.total[stage.key],
            "address": lists.of(stage.filters),
            "share": board.total[stage.key].yuan / found if found else None,
        }
        for stage in board.stages
    ]


def _charts(board: funnel.Board, lists: Addresses) -> list[Chart]:
    """Return a chart per way of splitting, with the table of all figures behind it."""
    months = board.months[-MOST_MONTHS:] if len(board.months) > MOST_MONTHS else board.months
    return [
        _chart(
            "place",
            "按地区" if board.by_region else "按机构",
            board,
            board.places,
            board.places[:MOST],
            lists,
        ),
        _chart("month", "按行为月份", board, board.months, months, lists),
        _chart("behaviour", "按违法违规行为", board, board.behaviours, board.behaviours[:MOST], lists),
    ]


def _chart(
    name: str,
    title: str,
    board: funnel.Board,
    groups: list[funnel.Group],
    drawn: list[funnel.Group],
    lists: Addresses,
) -> Chart:
    titles = {stage.key: stage.title for stage in board.stages}
    series = {
        titles[key]: [{"value": _wan(one.figures[key]), "href": lists.of(one.filters)} for one in drawn]
        for key in DRAWN
    }
    across = name != "month"
    some = f"金额最大的 {len(drawn)} 项" if across else f"最近 {len(drawn)} 个月"
    shown = f"{title}（图为{some}）" if len(drawn) < len(groups) else title
    option = bars([one.title for one in drawn], series, across=across, unit="万元")
    return Chart(
        name, shown, option, (title.removeprefix("按"),), _rows(board, groups, lists),
        tall=name == "behaviour", wide=name == "behaviour", table="leads/dashboard_table.html",
    )  # fmt: skip


def _rows(board: funnel.Board, groups: Iterable[funnel.Group], lists: Addresses) -> list[dict[str, Any]]:
    """Return each group's figures, each with the address of the leads that it counts."""
    return [
        {
            "title": group.title,
            "cells": [
                (
                    group.figures[stage.key],
                    lists.of(stage.filters, group.filters) if group.filters else "",
                )
                for stage in board.stages
            ],
        }
        for group in groups
    ]


def _wan(figure: funnel.Figure) -> float:
    return float(round(figure.yuan / 10_000, 2))
