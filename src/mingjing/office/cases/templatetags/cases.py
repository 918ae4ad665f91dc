"""How what is said of cases reads on a page."""

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from mingjing.analysis.knowledge.laws import articles
from mingjing.office.cases import running, tables, words
from mingjing.office.cases.dues import Due
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.models import Receipt

register = template.Library()
register.filter("limit_name", running.label)
register.filter("step_word", words.step_name)
register.filter("causes", words.causes)
register.filter("party", words.party)
register.filter("party_code", words.party_code)
register.filter("clauses", words.clauses)
register.filter("act_cause", words.cause)
register.filter("receipt_kind", lambda kind: str(Receipt.Kind(kind).label))


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


@register.simple_tag
def clause(ref: str, whole: bool = False) -> str:
    """Show a provision as it is cited; `whole` with its words."""
    said = words.clauses([ref])
    known = articles().get(ref)
    return f"{said}：{known.text.rstrip('。')}" if whole and known else said


@register.filter
def overdue_words(due: Due) -> str:
    """Return the part of what is owed that is the additional fine, in words."""
    return f"其中加处罚款 {due.overdue:,.2f} 元" if due.overdue else ""
