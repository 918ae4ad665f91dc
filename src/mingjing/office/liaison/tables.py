"""The lists of handovers: the bureaus' register 移送台账, and what a partner department has before it."""

from django.urls import reverse
from django.utils.safestring import SafeString

from mingjing.office.cases import words
from mingjing.office.liaison.models import Handover, State
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table

_TONES = {
    State.DRAFT: "plain", State.SUBMITTED: "warn", State.APPROVED: "warn", State.SENT: "info", State.RECEIVED: "info",
    State.ACCEPTED: "good", State.REFUSED: "bad", State.RECONSIDERING: "info", State.SUPERVISED: "info",
    State.RETURNED: "warn", State.CONCLUDED: "good", State.CANCELLED: "plain",
}  # fmt: skip


def state(one: Handover) -> SafeString:
    """Return the state of a handover as a badge."""
    return badge(one.state, one.get_state_display(), _TONES[State(one.state)])


def _title(one: Handover) -> str:
    """A private person's name is never in a list."""
    case = one.case
    private = case is not None and words.is_private(case)
    return (
        one.title.replace(case.party_name, words.party(case)) if case is not None and private else one.title
    )


def _address(one: Handover) -> str:
    return reverse("liaison:handover", args=[one.number])


REGISTER = Table(
    "handovers",
    (
        Column("number", "移送编号", "code", sort="number", link=_address),
        Column("title", "标题", read=_title, sort="title"),
        Column("direction", "方向", read=lambda one: one.get_direction_display(), sort="direction"),
        Column("kind", "类型", read=lambda one: one.get_kind_display(), sort="kind"),
        Column("partner", "协同部门", read=lambda one: one.partner.name if one.partner else one.get_department_display(), sort="partner__name"),
        Column("state", "状态", "html", read=state, sort="state"),
        Column("case", "案件", "code", read=lambda one: one.case.number if one.case else "", sort="case__number"),
        Column("sent_on", "移送日期", "day", sort="sent_on"),
        Column("received_on", "签收日期", "day", sort="received_on"),
        Column("answered_on", "答复日期", "day", sort="answered_on"),
        Column("concluded_on", "办结日期", "day", sort="concluded_on", first=False),
        Column("channel", "方式", read=lambda one: one.get_channel_display(), sort="channel", first=False),
        Column("set_off_amt", "罚款折抵罚金", "yuan", sort="set_off_amt", first=False),
        Column("bureau", "医保部门", read=lambda one: one.bureau.name, sort="bureau__path"),
    ),
    sort="-number",
    unit="件",
    empty=Empty("没有符合条件的移送", "可以放宽或清除筛选条件；从案卷的“协作”页移送案件。"),
)  # fmt: skip
DESK = Table(
    "desk",
    tuple(one for one in REGISTER.columns if one.key not in ("case", "channel", "partner")),
    sort="-number",
    unit="件",
    empty=Empty("没有移送事项", "医疗保障部门移送本部门的、本部门移送的事项都在这里。"),
)
