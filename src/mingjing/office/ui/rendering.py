"""Renders the plain widgets of forms by hand: a list's filters have hundreds of options, each a template to Django."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "input",
        "text",
        "number",
        "email",
        "url",
        "password",
        "hidden",
        "date",
        "datetime",
        "time",
        "file",
    )
)
_SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Gives the same HTML as Django's own templates do."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        """Return a widget's HTML."""
        if template_name == _SELECT:
            return mark_safe(_select(context["widget"]))  # noqa: S308 - every value is escaped
        if template_name in _INPUTS:
            return mark_safe(_input(context["widget"]))  # noqa: S308 - every value is escaped
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 - a template made it


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escape(str(widget["value"]))}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attrs(widget)}>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{escape(widget["name"])}"{_attrs(widget)}>']
    for title, options, _ in widget["optgroups"]:
        if title:
            parts.append(f'<optgroup label="{escape(title)}">')
        parts += [_option(one) for one in options]
        if title:
            parts.append("</optgroup>")
    return "\n".join([*parts, "</select>"])


def _option(one: Mapping[str, Any]) -> str:
    return f'<option value="{escape(str(one["value"]))}"{_attrs(one)}>{escape(one["label"])}</option>'


def _attrs(widget: Mapping[str, Any]) -> str:
    """Attributes as Django writes them: True stands alone, False not at all."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
