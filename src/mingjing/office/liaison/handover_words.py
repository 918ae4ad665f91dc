"""What is said of handovers in words: events, deadlines, names that are masked to those who need not know them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases import running
from mingjing.office.cases import words as cases
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.liaison import materials
from mingjing.office.liaison.models import Attachment, Handover, HandoverEvent
from mingjing.office.liaison.services.walking import NOUN
from mingjing.office.ui import values

EVENTS = {
    "draft": "拟制移送", "change": "修改移送", "attach": "上传材料", "detach": "删除材料", "submit": "报批", "approve": "批准移送",
    "give_back": "退回修改", "cancel": "撤销", "send": "发出移送", "receive": "签收", "accept": "受理", "refuse": "不予受理",
    "ask_more": "要求补充材料", "supplement": "补充移送材料", "turn_back": "退回移送", "conclude": "反馈处理结果", "oversee": "检察监督结果",
    "close": "办结", "withdraw": "撤回", "pass_on": "转下级办理", "feed_back": "反馈处理结果", "case": "归入案件", "to_evidence": "材料转为证据",
    "remind": "期限提醒", "overdue": "期限届满",
}  # fmt: skip
OF_POLICE = ("police_answer", "police_reconsider")
_OF_CASE = (*OF_POLICE, "hand_over")
_OF_BUREAU = ("reconsider", "transfer_send")
_SAID = {
    "reason": "理由",
    "days": "天数",
    "fine": "罚金",
    "amount": "金额",
    "bureau": "转办单位",
    "files": "材料件数",
    "document": "文书",
}
_MONEY = ("fine", "amount")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a page shows it."""

    at: datetime
    on: date
    title: str
    who: str
    text: str
    facts: str
    internal: bool
    files: list[Attachment]

    @property
    def later(self) -> bool:
        """Return whether it was put on file on another day than it happened."""
        return localdate(self.at) != self.on


def event_name(event: HandoverEvent) -> str:
    """Return what an event is called; a step of the case keeps its own name."""
    return cases.step_name(event.name) if event.step_id else EVENTS.get(event.name, event.name)


def happened(user: User, one: Handover, event: HandoverEvent) -> Happened:
    """Return an event in words; actor, organisation and files must be loaded."""
    body = event.organisation.name if event.organisation else ""
    who = " · ".join(filter(None, (body, event.actor.name if event.actor else "系统")))
    return Happened(
        event.at,
        event.on,
        event_name(event),
        who,
        plain(user, one, event.text),
        _facts(event.data),
        event.internal,
        list(event.files.all()),
    )


def _facts(data: dict[str, Any]) -> str:
    said = []
    for key, label in _SAID.items():
        value = data.get(key)
        if value in (None, "", 0, "0", "0.00", []):
            continue
        said.append(f"{label}：{values.yuan(value)} 元" if key in _MONEY else f"{label}：{value}")
    return "　".join(said)


def seen(user: User) -> Q:
    """Return which events somebody sees: what is internal is the own side's."""
    own = Q(organisation=user.organisation_id)
    inside = Q(organisation__kind=Organisation.Kind.BUREAU) if user.organisation.is_bureau else own
    return Q(internal=False) | own | inside


def limits(user: User, one: Handover) -> list[running.Limit]:
    """Return the deadlines of a handover, and of its suspected crime those that the case runs; running ones first."""
    today = clocks.today()
    found = [
        running.Limit(
            row.kind, materials.limit_name(row.kind), row.started_on, row.due_on, row.stopped_on, "",
            (row.due_on - today).days,
        )
        for row in Clock.objects.filter(noun=NOUN, object_id=one.pk)
    ]  # fmt: skip
    if one.track_id and one.case is not None:
        kinds = _OF_CASE + (_OF_BUREAU if user.organisation.is_bureau else ())
        found += [row for row in running.of(one.case) if row.kind in kinds]
    return sorted(found, key=lambda row: (row.stopped_on is not None, row.due_on))


def hidden(user: User, one: Handover) -> bool:
    """Return whether a private person's name is masked: to everybody outside the bureau that has it in hand."""
    return one.case is not None and cases.is_private(one.case) and user.organisation_id != one.bureau_id


def party(user: User, one: Handover) -> str:
    """Return whom a handover is about."""
    return cases.party(one.case) if one.case is not None and hidden(user, one) else one.party_name


def plain(user: User, one: Handover, text: str) -> str:
    """Return a text of a handover, the name of a private person masked."""
    if one.case is None or not hidden(user, one):
        return text
    return text.replace(one.case.party_name, cases.party(one.case))


def title(user: User, one: Handover) -> str:
    """Return the title of a handover, the name of a private person masked."""
    return plain(user, one, one.title)


def other_side(user: User, one: Handover) -> str:
    """Return the name of the other side."""
    if user.organisation_id == one.partner_id:
        return one.bureau.name
    return one.partner.name if one.partner else one.get_department_display()
