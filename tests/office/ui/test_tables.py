"""Tables: what the address asks for is what stands there, on every page, in every file."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from openpyxl import load_workbook

from mingjing.kernel.errors import InvalidError
from mingjing.office.leads.models import Lead
from mingjing.office.ui import export, tables
from mingjing.office.ui.columns import Column
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Sheet, Table, picked

TABLE = Table(
    "leads",
    (
        Column("number", "线索编号", "code", sort="number", link=lambda one: f"/leads/{one.number}/"),
        Column("institution.name", "机构", sort="institution__name"),
        Column("state", "状态", "badge", sort="state"),
        Column("checkout_amt", "检出金额", "yuan", sort="checkout_amt", sum="checkout_amt"),
        Column("person.psn_name", "姓名", "masked_name", first=False),
    ),
    sort="number",
    size=3,
    pick=True,
    empty=Empty("还没有线索", "请先发布筛查结果。"),
)


def ask(query: str = "", **headers: str) -> HttpRequest:
    return RequestFactory().get(f"/leads/?{query}", headers=headers)


def read(query: str = "", rows: Any = None) -> Sheet:
    return TABLE.read(ask(query), Lead.objects.all() if rows is None else rows)


@pytest.fixture
def many(publish_some: Callable[..., list[Lead]]) -> list[Lead]:
    """Eight leads of growing amount."""
    made = publish_some(leads=8, suspicions=1, lines=1)
    for place, lead in enumerate(made):
        Lead.objects.filter(pk=lead.pk).update(checkout_amt=Decimal(place))
    return made


@pytest.mark.django_db
def test_pages_follow_one_another_without_gap_or_overlap(many: list[Lead]) -> None:
    seen = [row.number for page in (1, 2, 3) for row in read(f"page={page}").objects]
    assert seen == sorted(lead.number for lead in many)
    assert read().pages == 3
    assert [one.number for one in read("page=99").objects] == seen[6:]


@pytest.mark.django_db
def test_nonsense_in_the_address_is_the_first_page_in_the_usual_order(many: list[Lead]) -> None:
    usual = [one.pk for one in read().objects]
    for query in ("page=abc", "page=-3", "page=0", "sort=password", "sort=-", "columns=none"):
        assert [one.pk for one in read(query).objects] == usual
    assert [one.key for one in read("columns=none").columns] == [one.key for one in TABLE.columns[:4]]


@pytest.mark.django_db
def test_the_address_sorts_and_a_second_click_turns_it_round(many: list[Lead]) -> None:
    sheet = read("sort=-checkout_amt")
    assert [int(one.checkout_amt) for one in sheet.objects] == [7, 6, 5]
    heads = {head.column.key: head for head in sheet.heads()}
    assert heads["checkout_amt"].order == "descending"
    assert "sort=checkout_amt" in heads["checkout_amt"].query
    assert heads["person.psn_name" if "person.psn_name" in heads else "state"].order == ""


@pytest.mark.django_db
def test_chosen_columns_keep_the_first_one(many: list[Lead]) -> None:
    sheet = read("columns=checkout_amt,person.psn_name")
    assert [one.key for one in sheet.columns] == ["number", "checkout_amt", "person.psn_name"]
    assert next(iter(sheet.rows())).cells[2][1] == "张*丰"


@pytest.mark.django_db
def test_sums_are_over_everything_filtered_not_the_page(many: list[Lead]) -> None:
    sheet = read()
    assert sheet.total == 8
    assert [cell for _, cell in sheet.footer][3] == "28.00"


@pytest.mark.django_db
def test_when_there_are_many_the_total_comes_by_a_second_call(
    many: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGE", 4)
    sheet = read("page=2")
    assert sheet.many
    page = listing(ask("page=2"), "ui/table.html", sheet)
    text = page.content.decode()  # type: ignore[attr-defined]
    assert "正在统计" in text
    assert 'hx-get="?page=2&amp;part=totals"' in text
    totals = listing(ask("part=totals"), "ui/table.html", read("part=totals")).content.decode()  # type: ignore[attr-defined]
    assert "共 <b>8</b> 条" in totals
    assert "28.00" in totals
    assert read("page=3").steps["next"] == ""


@pytest.mark.django_db
def test_a_list_of_things_is_sorted_and_paged_like_a_query(many: list[Lead]) -> None:
    sheet = read("sort=-checkout_amt&page=2", list(Lead.objects.all()))
    assert [int(one.checkout_amt) for one in sheet.objects] == [4, 3, 2]
    assert sheet.totals["checkout_amt"] == 28


@pytest.mark.django_db
def test_htmx_gets_the_table_alone_and_caches_know(many: list[Lead]) -> None:
    asked = ask("", **{"HX-Request": "true", "HX-Target": "section#table-leads"})
    page = listing(asked, "ui/problem.html", TABLE.read(asked, Lead.objects.all()))
    assert page.content.decode().strip().startswith('<section id="table-leads"')  # type: ignore[attr-defined]
    assert "HX-Target" in page.headers["Vary"]


@pytest.mark.django_db
def test_nothing_found_says_what_to_do(db: None) -> None:
    text = listing(ask("state=closed"), "ui/table.html", read("state=closed")).content.decode()  # type: ignore[attr-defined]
    assert "还没有线索" in text
    assert "清除筛选条件" in text


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db
def test_files_hold_every_row_and_no_formula(many: list[Lead]) -> None:
    Lead.objects.filter(pk=many[0].pk).update(number="=1+1")
    said: list[int] = []
    response = listing(
        ask("export=csv"), "x.html", read("export=csv&columns=checkout_amt"), on_export=said.append
    )
    rows = list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))
    assert rows[0] == ["线索编号", "检出金额"]
    assert len(rows) == 9
    assert "'=1+1" in {row[0] for row in rows}
    assert said == [8]
    sheet = load_workbook(io.BytesIO(body(listing(ask("export=xlsx"), "x.html", read("export=xlsx")))))
    cells = list(sheet.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(cells) == 9
    assert cells[1][2] == "待下发"
    assert {row[0] for row in cells} >= {"=1+1"}
    assert all(cell.data_type != "f" for row in sheet.active.iter_rows() for cell in row)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_file_too_large_is_refused_with_what_to_do(
    many: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST", 7)
    with pytest.raises(InvalidError, match="分批导出"):
        listing(ask("export=csv"), "x.html", read("export=csv"))


@pytest.mark.django_db
def test_a_selection_is_what_was_ticked_in_scope_or_all_of_the_filter(many: list[Lead]) -> None:
    mine = Lead.objects.filter(pk__in=[lead.pk for lead in many[:4]])

    def narrow(data: QueryDict) -> Any:
        return mine.filter(checkout_amt__gte=data.get("least", "0"))

    ticked = QueryDict(f"pick={many[1].pk}&pick={many[7].pk}&pick=x")
    assert [one.pk for one in picked(ticked, mine, narrow)] == [many[1].pk]
    everything = QueryDict("all=1&filters=least%3D2")
    assert {one.pk for one in picked(everything, mine, narrow)} == {many[2].pk, many[3].pk}
