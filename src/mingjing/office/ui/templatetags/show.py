"""How values, states, forms and parts of pages are shown. Built in: no template has to load it."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.office.ui import badges, values

register = template.Library()
for _name in (
    "yuan", "wan", "count", "percent", "day", "moment", "masked_name", "masked_id"
):  # fmt: skip
    register.filter(_name, getattr(values, _name))
register.filter("or_dash", values.text)

_SELECTS = (forms.Select, forms.SelectMultiple)
_BOXES = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


@register.simple_tag
def badge(thing: Any, label: str = "", tone: str = "") -> SafeString:
    """Show a state: `{% badge lead %}`, `{% badge suspicion "verdict" %}` or `{% badge value "文字" %}`."""
    if hasattr(thing, "_meta"):
        return badges.badge_of(thing, label or "state")
    return badges.badge(thing, label, tone)


@register.simple_tag
def severity(value: Any) -> SafeString:
    """Show a severity."""
    return badges.severity(value)


@register.simple_tag
def fact(label: str, value: Any, css: str = "") -> SafeString:
    """Show one entry of a `<dl class="facts">`; `css` may be num, wide, code."""
    shown = value if isinstance(value, SafeString) else values.text(value)
    return format_html('<div class="fact {}"><dt>{}</dt><dd>{}</dd></div>', css, label, shown)


@register.simple_tag
def tab(address: str, label: str, active: Any = False, number: Any = None) -> SafeString:
    """Show one entry of a `<nav class="tabs">`; `number` stands behind the label."""
    current = SafeString(' aria-current="page"' if active else "")
    behind = (
        format_html('<span class="tab-number">{}</span>', values.count(number)) if number is not None else ""
    )
    return format_html('<a class="tab" href="{}"{}>{}{}</a>', address, current, label, behind)


@register.inclusion_tag("ui/tile.html")
def tile(label: str, value: Any, hint: str = "", address: str = "", tone: str = "") -> dict[str, Any]:
    """Show one figure with its name; with an address it leads to what it counts."""
    return {"label": label, "value": value, "hint": hint, "address": address, "tone": tone}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, wide: bool = False) -> dict[str, Any]:
    """Show one field of a form with label, help and errors."""
    widget = bound.field.widget
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_errors")
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not isinstance(widget, _BOXES):
        style = "form-select" if isinstance(widget, _SELECTS) else "form-control"
        attrs["class"] = (
            f"{widget.attrs.get('class', '')} {style}{' is-invalid' if bound.errors else ''}".strip()
        )
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "group": isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect),
        "tick": isinstance(widget, forms.CheckboxInput),
        "wide": wide or isinstance(widget, forms.Textarea | forms.CheckboxSelectMultiple),
    }


@register.inclusion_tag("ui/filters.html")
def filter_bar(filters: Any, sheet: Any) -> dict[str, Any]:
    """Show the filters of a list above its table."""
    form = filters.form
    first = getattr(form, "main", ()) or tuple(form.fields)[:5]
    rest = [form[name] for name in form.fields if name not in first]
    return {
        "filters": filters,
        "sheet": sheet,
        "first": [form[name] for name in form.fields if name in first],
        "rest": rest,
        "open": any(form.data.get(one.name) for one in rest) or any(one.errors for one in rest),
    }


@register.inclusion_tag("ui/progress.html")
def progress(done: Any, total: Any, label: str = "", address: str = "") -> dict[str, Any]:
    """Show how far something is; with an address the bar asks there again every two seconds."""
    return {"done": done or 0, "total": total or 0, "label": label, "address": address}
