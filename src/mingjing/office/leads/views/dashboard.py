"""The dashboard: the funnel and its parts, each figure leading to the leads that it counts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.services import funnel
from mingjing.office.ui.charts import Chart, bars

SHOWN = ("since", "until", "home", "behaviour", "institution", "severity", "rule", "task")
DRAWN = ("found", "confirmed", "recovered")
MOST, MOST_MONTHS = 12, 24


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
    context = {
        "filters": filters,
        "fields": [filters.form[name] for name in SHOWN],
        "board": board,
        "as_of": board.as_of,
        "steps": _steps(board, filters.query),
        "waiting_address": _address(filters.query, board.waiting_filters),
        "charts": _charts(board, filters.query),
    }
    wanted = request.headers.get("HX-Target", "").endswith("#board")
    page = render(request, "leads/dashboard_board.html" if wanted else "leads/dashboard.html", context)
    patch_vary_headers(page, ["HX-Request", "HX-Target"])
    return page


def _address(query: str, more: dict[str, str]) -> str:
    """Return the lead list under these filters; where both narrow the same thing, the narrower one counts."""
    kept = QueryDict(query, mutable=True)
    for name, value in more.items():
        asked = str(kept.get(name, ""))
        # The groups are the bodies right below one's own: what was asked lies within one of them.
        nearer = bool(asked) if name == "home" else name == "signed" and asked > value
        if not nearer:
            kept[name] = value
    return f"{reverse('leads:list')}?{kept.urlencode()}"


def _steps(board: funnel.Board, query: str) -> list[dict[str, Any]]:
    """Return the steps with figures, addresses and the share of what was found."""
    found = board.total["found"].yuan
    return [
        {
            "stage": stage,
            "figure": board.total[stage.key],
            "address": _address(query, stage.filters),
            "share": board.total[stage.key].yuan / found if found else None,
        }
        for stage in board.stages
    ]


def _charts(board: funnel.Board, query: str) -> list[Chart]:
    """Return a chart per way of splitting, with the table of all figures behind it."""
    months = board.months[-MOST_MONTHS:] if len(board.months) > MOST_MONTHS else board.months
    return [
        _chart(
            "place",
            "按地区" if board.by_region else "按机构",
            board,
            board.places,
            board.places[:MOST],
            query,
        ),
        _chart("month", "按行为月份", board, board.months, months, query),
        _chart("behaviour", "按违法违规行为", board, board.behaviours, board.behaviours[:MOST], query),
    ]


def _chart(
    name: str,
    title: str,
    board: funnel.Board,
    groups: list[funnel.Group],
    drawn: list[funnel.Group],
    query: str,
) -> Chart:
    titles = {stage.key: stage.title for stage in board.stages}
    series = {
        titles[key]: [
            {"value": _wan(one.figures[key]), "href": _address(query, one.filters)} for one in drawn
        ]
        for key in DRAWN
    }
    across = name != "month"
    some = f"金额最大的 {len(drawn)} 项" if across else f"最近 {len(drawn)} 个月"
    shown = f"{title}（图为{some}）" if len(drawn) < len(groups) else title
    option = bars([one.title for one in drawn], series, across=across, unit="万元")
    return Chart(
        name, shown, option, (title.removeprefix("按"),), _rows(board, groups, query),
        tall=name == "behaviour", wide=name == "behaviour", table="leads/dashboard_table.html",
    )  # fmt: skip


def _rows(board: funnel.Board, groups: Iterable[funnel.Group], query: str) -> list[dict[str, Any]]:
    """Return each group's figures, each with the address of the leads that it counts."""
    return [
        {
            "title": group.title,
            "cells": [
                (
                    group.figures[stage.key],
                    _address(query, {**stage.filters, **group.filters}) if group.filters else "",
                )
                for stage in board.stages
            ],
        }
        for group in groups
    ]


def _wan(figure: funnel.Figure) -> float:
    return float(round(figure.yuan / 10_000, 2))
