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
from mingjing.office.ui import values
from mingjing.office.ui.charts import Chart, bars

SHOWN = ("since", "until", "region", "behaviour", "institution", "severity", "rule", "task")
MOST = 12


@allow(Permission.DASHBOARD)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """Show how far the leads in scope are."""
    user = person(request)
    filters = LeadFilters(request.GET, user)
    board = funnel.board(user, filters.apply(policy.visible(user)), filters.query)
    context = {
        "filters": filters,
        "fields": [filters.form[name] for name in SHOWN],
        "board": board,
        "as_of": board.as_of,
        "steps": _steps(board, filters.query),
        "waiting_address": _address(filters.query, {"state": "reported"}),
        "parts": _parts(board, filters.query),
        "charts": _charts(board),
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
        nearer = asked.startswith(value) if name == "region" else name == "signed" and asked > value
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


def _parts(board: funnel.Board, query: str) -> list[dict[str, Any]]:
    """Return the three tables: by place, behaviour, month."""
    return [
        {"name": name, "title": title, "head": head, "rows": _rows(board, groups, query)}
        for name, title, head, groups in (
            ("region", "按地区", "地区", board.regions),
            ("behaviour", "按违法违规行为", "行为", board.behaviours),
            ("month", "按行为月份", "月份", board.months),
        )
    ]


def _rows(board: funnel.Board, groups: Iterable[funnel.Group], query: str) -> list[dict[str, Any]]:
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


def _charts(board: funnel.Board) -> list[Chart]:
    total = [(stage.title, board.total[stage.key]) for stage in board.stages]
    return [
        Chart(
            "funnel",
            "资金漏斗（万元）",
            bars([title for title, _ in total], {"金额": [_wan(one) for _, one in total]}, across=True),
            ("环节", "线索数", "金额（元）"),
            [
                (title, values.count(one.count), values.yuan(one.yuan))
                for title, one in total
                if board.total["found"].count
            ],
        ),
        _grouped("region", "按地区（万元）", board, board.regions[:MOST], across=True),
        _grouped("behaviour", "按违法违规行为（万元）", board, board.behaviours[:MOST], across=True),
        _grouped("month", "按行为月份（万元）", board, board.months[-24:], across=False),
    ]


def _grouped(
    name: str, title: str, board: funnel.Board, groups: list[funnel.Group], *, across: bool
) -> Chart:
    shown = ("found", "confirmed", "recovered")
    titles = {stage.key: stage.title for stage in board.stages}
    series = {titles[key]: [_wan(one.figures[key]) for one in groups] for key in shown}
    rows = [(one.title, *(values.yuan(one.figures[key].yuan) for key in shown)) for one in groups]
    heads = ("名称", *(f"{titles[key]}（元）" for key in shown))
    return Chart(name, title, bars([one.title for one in groups], series, across=across), heads, rows)


def _wan(figure: funnel.Figure) -> float:
    return float(round(figure.yuan / 10_000, 2))
