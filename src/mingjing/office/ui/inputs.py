"""Inputs that browsers bring themselves."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar. It takes and gives 2026-04-07 only, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, "%Y-%m-%d")
