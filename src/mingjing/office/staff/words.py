"""Words of staff that several pages share."""

from typing import Any

from django.utils.safestring import SafeString

from mingjing.office.staff.models import Event
from mingjing.office.ui.badges import badge

EVENTS = {
    "registered": "登记人员", "post": "登记任职", "post_end": "任职结束", "score_proposed": "提出记分",
    "scored": "记分", "score_reversed": "冲正记分", "score_refused": "记分未通过", "score_withdrawn": "撤回记分",
    "reversal_proposed": "提出冲正", "waived": "决定不予记分", "effect_proposed": "累计达到处理分值",
    "effect_superseded": "处理建议已被取代", "effect_decided": "作出处理决定", "effect_declined": "决定不予处理",
    "effect_lifted": "解除", "effect_restored": "重新登记备案", "effect_ended": "暂停期满",
    "notice_confirmed": "通知已签收", "objection_filed": "提出异议", "objection_advised": "异议核查",
    "objection_upheld": "异议成立", "objection_rejected": "异议不成立", "objection_withdrawn": "撤回异议",
    "restriction_followed": "处理决定送达，自动登记", "restriction_proposed": "登记限制措施",
    "restriction_approved": "批准限制措施", "restriction_refused": "未批准限制措施", "restriction_lifted": "解除限制措施",
}  # fmt: skip
# What institutions may read of a person's history; drafts and opinions are the bureau's own.
OPEN = frozenset({
    "scored", "score_reversed", "effect_decided", "effect_lifted", "effect_restored", "effect_ended", "notice_confirmed",
    "objection_filed", "objection_upheld", "objection_rejected", "objection_withdrawn",
})  # fmt: skip
_TONES = {
    "scored": "warn",
    "effect_decided": "bad",
    "effect_lifted": "good",
    "effect_restored": "good",
    "objection_upheld": "good",
}


def status_badge(row: Any) -> SafeString:
    """Return whether somebody annotated by `with_status` may bill."""
    if row.terminated:
        return badge("terminated", "已终止", "bad")
    if row.suspended:
        return badge("suspended", "已暂停", "warn")
    return badge("usual", "正常", "good")


def event(row: Event) -> dict[str, Any]:
    """Return an entry of a history as the page's timeline takes it."""
    who = f"{row.organisation.name if row.organisation else ''} {row.actor.name if row.actor else '系统'}".strip()
    return {
        "at": row.at, "title": EVENTS.get(row.name, row.name), "who": who, "text": row.text,
        "tone": _TONES.get(row.name, ""),
    }  # fmt: skip
