"""What is kept of a report gives the same report again, and what is behind a cell adds up to it. All three forms."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.office.reports.core import behind, briefing, checks, content, figures, template
from mingjing.office.reports.core.content import Content, Part
from mingjing.office.reports.core.figures import Fact, Subject
from tests.office.reports import samples
from tests.office.reports.samples import PERIOD, YUAN

FORMS = {name: template.load(name) for name in template.names()}


@st.composite
def contents(draw: st.DrawFn, form: str = "campaign", places: str = "exact") -> Content:
    """Two bureaus with a register each, both acting on each other's institutions too."""
    found = FORMS[form]
    options = {name: draw(st.sampled_from(choices)) for name, choices in found.options.items()}
    if "places" in options:
        options["places"] = places
    registers = [
        [one.subject for one in draw(samples.facts(prefix)) if one.measure == "registered"] for prefix in "AB"
    ]
    everybody = [one for some in registers for one in some if one]
    parts = []
    for number, register in enumerate(registers):
        facts = [Fact("registered", one, keys=(f"institution:{one.key}",)) for one in register if one]
        for key in range(draw(st.integers(0, 12))):
            measure = draw(st.sampled_from(found.measures()))
            column = next(
                (one for one in found.columns if one.measure == found.moved(measure, options)), None
            )
            counted = column is None or column.how == "count"
            who = draw(st.sampled_from(everybody)) if everybody and (counted or draw(st.booleans())) else None
            if (who is None and counted) or measure in ("registered", "left"):
                continue
            amount = Decimal(1) if counted else draw(YUAN)
            facts.append(Fact(measure, who, amount, (f"entry:{number}:{key}",)))
        parts.append(Part(f"B-{number}", f"县{number}", tuple(facts), {}))
    return Content(dict(template.document(form)), PERIOD.first, PERIOD.last, "甲市", options, tuple(parts))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_checks_of_every_form_hold_and_cells_are_the_sum_of_what_is_behind_them(
    form: str, data: st.DataObject
) -> None:
    kept = data.draw(contents(form))
    table = content.table(kept)
    assert not [one.text for one in checks.check(table) if one.error]
    rows = data.draw(
        st.lists(st.sampled_from(range(1, len(table.template.rows) + 1)), min_size=1, max_size=3)
    )
    columns = data.draw(
        st.lists(st.sampled_from(table.template.columns), min_size=1, max_size=24, unique=True)
    )
    for row in rows:
        for column in columns:
            cell, found = table.cell(row, column.number), list(behind.pieces(kept, row, column.number))
            if column.how in ("sum", "total"):
                assert sum((one.amount for one in found), Decimal(0)) == cell.value
            elif column.how in ("count", "union"):
                assert {one.institution for one in found} == cell.subjects
                if table.options.get("handled") != "sum" or column.how == "count":
                    assert len(cell.subjects) == cell.value
            if column.how != "text":
                assert {key for one in found for key in one.keys} == cell.keys


@settings(max_examples=40, deadline=None)
@given(contents(), contents(places="two"))
def test_what_is_kept_gives_the_same_report_again(exact: Content, two: Content) -> None:
    for kept in (exact, two):
        again = content.read(content.as_json(kept))
        assert content.as_json(again) == content.as_json(kept)
        before, after = content.table(kept), content.table(again)
        assert (before.cells, before.said, before.extra) == (after.cells, after.said, after.extra)
        assert not behind.changes(before, after)
        listed = sum((one.amount for _, one in behind.listed(kept) if one.column == 14), Decimal(0))
        assert kept.options["places"] == "two" or listed == before.cell(1, 14).value


@settings(max_examples=40, deadline=None)
@given(contents("briefing1371"))
def test_a_briefing_says_every_figure_as_its_cell_has_it(kept: Content) -> None:
    table = content.table(kept)
    for said in briefing.paragraphs(table):
        assert "{" not in said.text and "。" not in said.text[:1] and "，。" not in said.text
        for span in said.spans:
            if span.row:
                column = table.template.columns[span.column - 1]
                value = checks.shown(table.cell(span.row, span.column).value, column.unit)
                assert span.text == f"{value}{column.unit}"


def test_a_change_names_the_cells_the_institutions_and_the_sources() -> None:
    one, other = Subject("H1", "1", "1", "3"), Subject("H2", "1", "1", "3")
    register = [Fact("registered", who) for who in (one, other)]
    before = samples.fill([*register, Fact("fine", one, Decimal(10000), ("entry:1:JZ-1",))])
    after = samples.fill(
        [
            *register,
            Fact("fine", one, Decimal(5000), ("entry:2:JZ-2",)),
            Fact("fined", other, keys=("case:AJ-1",)),
        ]
    )
    found = {(change.row, change.column): change for change in behind.changes(before, after)}
    assert set(found) == {(row, column) for row in (1, 2, 3, 4) for column in (3, 8, 13, 16)}
    money, count = found[4, 16], found[4, 8]
    assert (money.before, money.after, money.by, money.more, money.less) == (
        "1", "0.5", "-0.5", ("entry:2:JZ-2",), ("entry:1:JZ-1",)
    )  # fmt: skip
    assert count.joined == ("H2",) and behind.said("entry:2:JZ-2") == "凭证JZ-2"
    assert not behind.changes(after, after) and figures.EMPTY.value == 0
