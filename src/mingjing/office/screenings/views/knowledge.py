"""The knowledge base: its lists, and the dated, cited rows of one."""

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.analysis.knowledge.document import KnowledgeList, Row, lists
from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import rulebook
from mingjing.office.screenings.knowledge_rows import fits
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, Filters, day_field, text_field
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

_SHOWN = {"date": "day", "integer": "count", "decimal": "count", "text": "text"}
_ALWAYS = ("admdvs", "begndate", "enddate", "source")
_ASIDE = ("source", "match", "rule_code")


class ListFilter(FilterForm):
    """Filter of the lists."""

    q = text_field("名称、说明")


class RowFilter(FilterForm):
    """Filters of the rows of a list."""

    q = text_field("查找", "编码、名称、来源等任一列")
    on = day_field("在这一天有效")
    region = text_field("适用区划", "例如 420100")
    own = forms.BooleanField(label="只看本地行", required=False)


LISTS = Table(
    "lists",
    (
        Column("name", "代码", "code", sort="name", link=lambda row: reverse("screenings:knowledge-list", args=[row["name"]])),
        Column("title", "名称", sort="title"),
        Column("doc", "说明"),
        Column("rows", "行数", "count", sort="rows", sum="rows"),
        Column("own", "其中本地行", "count", sort="own", sum="own"),
        Column("rules", "用到的规则", "count", sort="rules"),
    ),
    size=100,
    unit="张知识表",
)  # fmt: skip


@allow(Permission.RULES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the lists."""
    filters = Filters.of(ListFilter, request.GET)
    text = str(filters.on.get("q", "")).lower()
    rules = rulebook.rules().values()
    rows = []
    for name, one in lists().items():
        if text in f"{name} {one.title} {one.doc}".lower():
            found, own = rulebook.knowledge_rows(name)
            readers = sum(name in rule.sql for rule in rules)
            rows.append(
                {
                    "name": name,
                    "title": one.title,
                    "doc": one.doc,
                    "rows": len(found),
                    "own": own,
                    "rules": readers,
                }
            )
    context = {"filters": filters, "crumbs": [("规则库", reverse("screenings:rules")), ("知识库", "")]}
    return listing(request, "screenings/knowledge.html", LISTS.read(request, rows), context, title="知识库")


@allow(Permission.RULES_READ)
@require_safe
def rows_of(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show the rows of one list."""
    one = lists().get(name)
    if one is None:
        raise NotVisibleError("没有这张知识表", where=name)
    filters = Filters.of(RowFilter, request.GET)
    every, own = rulebook.knowledge_rows(name)
    numbered = list(enumerate(every))
    wanted = filters.on
    kept = [row for place, row in numbered if fits(row, place >= len(every) - own, wanted)]
    context = {
        "filters": filters,
        "list": one,
        "readers": [rule for rule in rulebook.rules().values() if name in rule.sql],
        "crumbs": [
            ("规则库", reverse("screenings:rules")),
            ("知识库", reverse("screenings:knowledge")),
            (one.title, ""),
        ],
    }
    sheet = _table(one, every).read(request, kept)
    return listing(request, "screenings/knowledge_list.html", sheet, context, title=one.title)


def _table(one: KnowledgeList, rows: list[Row]) -> Table:
    """Return the list's columns that hold anything, and those that say where and when a row holds."""
    used = {name for name in one.accepted if any(row.get(name) not in (None, "") for row in rows)}
    columns = [
        Column(
            name,
            column.label or name,
            _SHOWN[column.type],
            sort=name,
            hint=column.zh,
            first=name not in _ASIDE,
        )
        for name, column in one.accepted.items()
        if name in one.columns or name in used or name in _ALWAYS
    ]
    return Table(
        "rows",
        tuple(columns),
        unit="行",
        empty=Empty(
            "没有符合条件的行",
            "随附的表是空的，须用 mingjing knowledge import 装入本地行。" if not rows else "",
        ),
    )
