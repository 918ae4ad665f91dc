"""Pages of the big-data models: all of them, one model's card."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.analysis.detectors.card_page import STATUS
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import modelbook
from mingjing.office.screenings.tables import amount, behaviour
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

Entry = modelbook.Entry
_BADGES = {"found": "done", "nothing_found": "none", "not_evaluated": "cancelling", "abstained": "shadow"}


def _table(inner: bool) -> Table:
    figures = (
        Column("calibration", "得分状态"),
        Column("rate", "确认率", "percent", sort="rate", hint="已核查疑点中属实、部分属实的比例"),
        Column("checked", "已核查疑点", "count", sort="checked"),
        Column("outcome", "最近筛查", "html", read=_outcome),
        Column("findings", "最近筛查疑点", "count", read=lambda e: e.run["findings"] if e.run else None),
        Column(
            "amount",
            "最近检出金额（元）",
            "yuan",
            read=lambda e: amount(e.run["checkout_amt"]) if e.run else None,
        ),
    )
    return Table(
        "modelbook",
        (
            Column(
                "code", "编码", "code", sort="code", link=lambda e: reverse("screenings:model", args=[e.code])
            ),
            Column("title", "名称", read=lambda e: e.model.card.title),
            Column("behaviour", "行为", read=lambda e: behaviour(e.model.card.behaviour)),
            Column("status", "状态", "html", read=lambda e: badge(e.status, STATUS[e.status])),
            Column("version", "版本", read=lambda e: e.model.card.version),
            *(figures if inner else ()),
        ),
        size=100,
        unit="个模型",
        empty=Empty("没有模型"),
    )


def _outcome(one: Entry) -> object:
    return badge(_BADGES[one.outcome], modelbook.OUTCOMES[one.outcome]) if one.outcome else "—"


@allow(Permission.RULES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show every model."""
    user = person(request)
    every, run = modelbook.entries(user)
    sheet = _table(user.organisation.is_bureau).read(request, every)
    crumbs = [("规则库", reverse("screenings:rules")), ("大数据模型", "")]
    context = {"run": run, "inner": user.organisation.is_bureau, "crumbs": crumbs}
    return listing(request, "screenings/models.html", sheet, context, title="大数据模型")


@allow(Permission.RULES_READ)
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one model's card."""
    user = person(request)
    one, run = modelbook.entry(user, code)
    inner = user.organisation.is_bureau
    context = {
        "one": one,
        "model": one.model.card,
        "card": modelbook.card(one.model),
        "behaviour": behaviour(one.model.card.behaviour),
        "run": run if inner else None,
        "did": next((row for row in modelbook.of_run(run) if row["code"] == code), None)
        if run and inner
        else None,
        "inner": inner,
        "crumbs": [
            ("规则库", reverse("screenings:rules")),
            ("大数据模型", reverse("screenings:models")),
            (code, ""),
        ],
    }
    return render(request, "screenings/model.html", context)
