"""What happened to a lead, in words."""

from dataclasses import dataclass
from datetime import datetime

from mingjing.office.leads.models import Event

ACTIONS = {
    "publish": "发布线索",
    "dispatch": "下发",
    "pass_on": "转下级",
    "sign": "签收",
    "return": "退回",
    "withdraw": "撤回",
    "reassign": "转派",
    "split": "拆分",
    "merge": "合并",
    "assign": "分派经办人",
    "ask": "发机构核实",
    "answer": "机构答复",
    "lapse": "逾期视同认可",
    "consult": "交第三方复审",
    "advise": "第三方复审",
    "check": "初审",
    "review": "复审",
    "send_back": "退回重核",
    "request_panel": "申请合议",
    "conclude_panel": "合议结论",
    "finalise": "终审",
    "uphold": "抽查维持",
    "reopen": "抽查改判重核",
    "attach": "上传附件",
    "deduct": "登记扣款",
    "revise": "登记补差",
    "report": "上报",
    "sign_off": "审签",
    "reject": "退回补核",
    "remind": "催办",
    "supervise": "督办",
    "pause": "中止计时",
    "resume": "恢复计时",
}
_TONES = {
    "return": "warn", "withdraw": "warn", "reject": "warn", "send_back": "warn", "reopen": "warn", "lapse": "warn",
    "supervise": "bad", "finalise": "good", "sign_off": "good",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the timeline."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str


def event_of(event: Event, inner: bool = True) -> Happened:
    """Return an event in words; its relations must be loaded. Outsiders read bodies, not names of officers."""
    action = ACTIONS.get(event.action, event.action)
    about = f"：{event.suspicion.rule_title}" if event.suspicion else ""
    body = event.organisation.name if event.organisation else ""
    name = event.actor.name if event.actor else "系统"
    who = " · ".join(filter(None, (body, name if inner or not body else "")))
    return Happened(event.at, f"{action}{about}", who, event.text, _TONES.get(event.action, ""))
