"""Widgets look as Django's own templates make them, whatever stands in them."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from mingjing.office.ui.rendering import Renderer

EVIL = """<b>"'&</b>"""
WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput({"placeholder": EVIL, "autofocus": True, "hidden": False}), EVIL),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.NumberInput({"min": 0}), 0),
    (forms.DateInput({"type": "date"}), "2026-01-01"),
    (forms.PasswordInput(), "secret"),
    (forms.HiddenInput(), 12),
    (forms.FileInput({"accept": ".xlsx"}), None),
    (forms.Select(choices=[("", "全部"), ("1", EVIL), (2, "二")]), "2"),
    (forms.Select(choices=[("组", [("a", "甲"), (EVIL, "乙")]), ("c", "丙")]), EVIL),
    (forms.Select({"disabled": True}, choices=()), None),
    (forms.SelectMultiple(choices=[("1", "一"), ("2", "二")]), ["1", "2"]),
    (forms.CheckboxInput(), True),
    (forms.RadioSelect(choices=[("1", "一")]), "1"),
    (forms.Textarea(), EVIL),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_the_same_html(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        widget.render("名称", value, {"id": "id_x"}, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert _plain(ours) == _plain(theirs)


def _plain(html: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", html).strip()
