"""How what is said of cases reads on a page."""

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from mingjing.office.cases import running, tables, words
from mingjing.office.cases.law.causes import situations

register = template.Library()
register.filter("limit_name", running.label)
register.filter("step_word", words.step_name)
register.filter("causes", words.causes)
register.filter("clauses", words.clauses)
register.filter("act_cause", words.cause)


@register.simple_tag
def case_days_left(day: date | None) -> SafeString:
    """Show how many days are left until a deadline, or how long it is past."""
    return tables.days_left(day)


@register.filter
def late_words(number: int) -> str:
    """Return how many are late, in words."""
    return f"{number} 件逾期"


@register.filter
def situation_text(number: Any) -> str:
    """Return a situation in words."""
    found = situations().get(int(number))
    return found.text if found else str(number)
