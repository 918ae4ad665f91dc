"""How values, states and fields are shown."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines

from mingjing.office.leads.models import Lead, Part, Suspicion, Task, Verdict
from mingjing.office.screenings.models import Screening
from mingjing.office.ui import badges, values
from mingjing.office.ui.filters import (
    FilterForm,
    Filters,
    amount_field,
    choice_field,
    day_field,
    several_field,
    text_field,
)


def show(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "—"), (0, "0.00"), (Decimal("1234567.5"), "1,234,567.50"), (Decimal("-3.1"), "-3.10")],
)
def test_yuan_have_two_places_and_separators(value: object, shown: str) -> None:
    assert values.yuan(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("9999.99"), "9,999.99 元"),
        (Decimal(10_000), "1.00 万元"),
        (Decimal("12345678.9"), "1,234.57 万元"),
        (Decimal(250_000_000), "2.50 亿元"),
    ],
)
def test_headlines_are_in_wan_and_yi(value: Decimal, shown: str) -> None:
    assert values.wan(value) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张", "张*"), ("张三", "张*"), ("张三丰", "张*丰"), ("欧阳娜娜", "欧**娜"), ("", "—")],
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert values.masked_name(name) == shown


def test_certificates_are_masked_and_short_ones_altogether() -> None:
    assert values.masked_id("330102199001011234") == "3301**********1234"
    assert values.masked_id("A1234567") == "A*******"


def test_moments_are_local() -> None:
    assert values.moment(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == "2026-11-23 00:30"
    assert values.day(date(2026, 11, 2)) == "2026-11-02"


def test_every_state_has_a_tone_of_its_own_choice() -> None:
    choices = [
        Lead.State,
        Suspicion.State,
        Part.State,
        Task.State,
        Screening.State,
        Verdict,
        Suspicion.Answer,
    ]
    states = {value for one in choices for value in one.values if value}
    assert states <= set(badges.TONES)


def test_a_badge_says_its_state_in_words_and_escapes_them() -> None:
    assert "待下发" in show("{% badge lead %}", lead=Lead(state="published"))
    assert "属实" in show('{% badge one "verdict" %}', one=Suspicion(verdict="true"))
    assert "&lt;b&gt;" in show("{% badge state label %}", state="x", label="<b>")


class Wanted(FilterForm):
    """Filters of every kind."""

    q = text_field("编号")
    state = choice_field("状态", Lead.State.choices)
    kinds = several_field("类型", Lead.Kind.choices)
    since = day_field("自")
    until = day_field("至")
    least = amount_field("不低于")
    lookups: ClassVar = {
        "q": ("number__startswith", "mdtrt_id"),
        "state": "state",
        "kinds": "kind",
        "since": "occurred_on__gte",
    }
    ranges = (("since", "until"),)


def test_filters_become_chips_each_with_the_way_to_take_it_off() -> None:
    filters = Filters.of(
        Wanted, QueryDict("state=closed&kinds=encounter&kinds=institution&q=&page=3&least=12.5")
    )
    assert [(chip.label, chip.value) for chip in filters.chips()] == [
        ("状态", "已办结"), ("类型", "就诊、机构"), ("不低于", "12.50"),
    ]  # fmt: skip
    assert filters.chips()[0].without == "kinds=encounter&kinds=institution&least=12.5"


@pytest.mark.django_db
def test_filters_narrow_and_wrong_ones_find_nothing(leads: list[Lead]) -> None:
    def found(query: str) -> int:
        return Filters.of(Wanted, QueryDict(query)).apply(Lead.objects.all()).count()

    assert found("") == 4
    assert found("q=MD001") == 1
    assert found("kinds=institution") == 0
    assert found("kinds=institution&kinds=encounter") == 4
    assert found("since=2026-03-03") == 0
    assert found("since=2026-05-01&until=2026-04-01") == 0
    assert found("state=nonsense") == 0


class Asked(forms.Form):
    """A form with a help text and a required field."""

    title = forms.CharField(label="名称", help_text="不超过 20 字")
    agree = forms.BooleanField(label="同意")


def test_fields_have_labels_help_and_errors_that_belong_to_them() -> None:
    text = show("{% field form.title %}{% field form.agree %}", form=Asked({}))
    assert '<label for="id_title">' in text
    assert 'aria-describedby="id_title_help id_title_errors"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_title_errors"' in text


def test_a_form_lists_its_errors_on_top_with_links_to_the_fields() -> None:
    text = show('{% include "ui/form.html" %}', form=Asked({}))
    assert "有 2 处需要修改" in text
    assert 'href="#id_title"' in text
