"""Fields of forms inside a table."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def row_field(bound: BoundField) -> SafeString:
    """Show the control of a field alone: the heading of its column and its own label name it."""
    style = "form-select" if isinstance(bound.field.widget, forms.Select) else "form-control"
    attrs: dict[str, str | bool] = {
        "class": f"{style} is-invalid" if bound.errors else style,
        "aria-label": str(bound.label),
    }
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)
