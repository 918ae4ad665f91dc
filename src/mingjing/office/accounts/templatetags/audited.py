"""How what changed is shown in the audit log."""

import json
from typing import Any

from django import template

from mingjing.office.accounts import actions

register = template.Library()


@register.filter
def canonical(value: Any) -> str:
    """Show a value as indented JSON with Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


@register.filter
def noun_name(code: str) -> str:
    """Show what an action concerned in Chinese."""
    return actions.noun(code)
