"""How what is said of leads reads on a page."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from mingjing.office.leads import reasons
from mingjing.office.leads.filters import today
from mingjing.office.leads.models import Suspicion, Verdict
from mingjing.office.leads.tables import behaviour_name
from mingjing.office.leads.words import ACTIONS
from mingjing.office.ui.badges import badge

register = template.Library()
register.filter("behaviour_word", behaviour_name)
register.filter("reason_word", reasons.label)
_S = Suspicion.State
# What an outsider is told of the state: their own turn, or that the bureau is at work.
_OUTSIDE = {
    _S.ASKED: ("warn", "待机构答复"),
    _S.ANSWERED: ("info", "已答复，核查中"),
    _S.CONSULTING: ("warn", "待第三方复审"),
    _S.REVIEWED: ("info", "已出复审结果"),
    _S.PANEL: ("info", "合议中"),
    _S.FINAL: ("good", "已终审"),
}


@register.filter
def action_word(action: str) -> str:
    """Return an event's action in words."""
    return ACTIONS.get(action, action)


@register.filter
def answer_word(kind: str) -> str:
    """Return what an institution said, in words."""
    return str(dict(Suspicion.Answer.choices).get(kind, kind))


@register.filter
def verdict_word(verdict: str) -> str:
    """Return a verdict in words."""
    return str(dict(Verdict.choices).get(verdict, verdict))


@register.simple_tag
def outside_state(one: Suspicion) -> SafeString:
    """Show a suspicion's state as an outsider may know it."""
    tone, label = _OUTSIDE.get(Suspicion.State(one.state), ("info", "核查中"))
    return badge(one.state, label, tone)


@register.simple_tag
def days_left(day: date | None) -> SafeString:
    """Show how many days are left until a deadline, or how long it is past."""
    if day is None:
        return SafeString("")
    left = (day - today()).days
    if left < 0:
        return badge("overdue", f"已逾期 {-left} 天", "bad")
    return badge("due", "今日到期" if not left else f"还剩 {left} 天", "warn" if left <= 3 else "info")


@register.simple_tag
def step_address(step: str, pk: int) -> str:
    """Return the address that takes a step."""
    return reverse(f"leads:{step}", args=[pk])


@register.filter
def share_of(done: Any, all_: Any) -> int:
    """Return how much of a whole is done, in percent."""
    return int(100 * (done or 0) / all_) if all_ else 0


@register.filter
def urgent_words(number: int, key: str) -> str:
    """Return what is pressing about a number of things."""
    return f"{number:,} 条已到期" if key == "answer" else f"{number:,} 条已逾期"


@register.filter
def work_days(days: int) -> str:
    """Return a number of working days in words."""
    return f"{days} 个工作日"


@register.filter
def of_total(number: int) -> str:
    """Return the hint that names the whole of which something is a part."""
    return f"共 {number:,} 条"


@register.simple_tag
def part_address(step: str, pk: int) -> str:
    """Return the address that takes a step of a part."""
    return reverse(f"leads:part-{step}", args=[pk])


@register.filter
def times(number: int) -> str:
    """Return how often, in words."""
    return f"{number} 次"


@register.filter
def days_hint(days: int) -> str:
    """Return how many working days are left, in words."""
    return f"剩 {days} 个工作日" if days > 0 else "今日到期" if not days else ""
