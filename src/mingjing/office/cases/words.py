"""What is said of cases in words: steps, causes, clauses, the entries of the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from mingjing.analysis.knowledge.laws import articles
from mingjing.office.cases.guards.kit import cited
from mingjing.office.cases.law.causes import Situation, situations
from mingjing.office.cases.models import Act, Case, EvidenceItem, Hold, Measure, Receipt, Remedy, Step, Track
from mingjing.office.cases.running import label as limit_name
from mingjing.office.cases.workflow import AGREEMENT, CASE, TRANSFER
from mingjing.office.ui import values

OTHER_STEPS = {
    "open": "登记案件",
    "import": "旧台账导入",
    "link": "关联疑点",
    "add_act": "登记违法事实",
    "change_act": "修改违法事实",
    "assign": "确定办案人员",
    "ask_recusal": "登记回避申请",
    "decide_recusal": "决定回避",
    "evidence": "登记证据",
    "verify_evidence": "查证证据",
    "hand_over_evidence": "移交证据",
    "hold": "采取证据保全措施",
    "extend_hold": "延长证据保全措施",
    "settle_hold": "处理证据保全措施",
    "extend": "延长办案期限",
    "deduct": "扣除办案期限",
    "go_on": "恢复计算期限",
    "choose_track": "确定处理方式",
    "drop_track": "变更处理方式",
    "measure": "实施处理措施",
    "partner_result": "登记其他部门处理结果",
    "handover": "部门移送并入本案",
    "charge": "计收加处罚款",
    "reduce": "核减应缴款项",
    "register_remedy": "登记行政复议、行政诉讼",
    "reply_remedy": "提交复议答复、诉讼答辩",
    "end_remedy": "登记复议、诉讼结果",
    "give_back": "退还已缴款项",
    "bank_receipt": "台账登记收款",
    "mark_grave": "认定案件情节",
    "remind": "期限提醒",
    "overdue": "期限届满",
    "hold_remind": "证据保全期限提醒",
    "hold_overdue": "证据保全期限届满",
    "undo_receipt": "到账冲正",
    "document": "签发、定稿文书",
    "document_served": "送达文书",
    "pages": "编定页号",
    "document_void": "作废文书",
}
"""What the history calls the steps that are no transition of the workflow."""
_TONES = {
    "decline": "warn", "terminate": "warn", "suspend": "warn", "return_filing": "warn", "return_review": "warn",
    "reopen": "warn", "withdraw": "warn", "police_refuse": "warn", "drop_track": "warn", "urge": "bad",
    "apply_court": "bad", "approve_filing": "good", "pass_review": "good", "decide": "good", "publish": "good",
    "close": "good", "archive": "good",
}  # fmt: skip
_CHOICES: dict[str, dict[str, str]] = {
    "hold.kind": dict(Hold.Kind.choices),
    "settle_hold.end": dict(Hold.End.choices),
    "choose_track.kind": dict(Track.Kind.choices),
    "drop_track.kind": dict(Track.Kind.choices),
    "measure.kind": dict(Measure.Kind.choices),
    "register_remedy.kind": dict(Remedy.Kind.choices),
    "reply_remedy.kind": dict(Remedy.Kind.choices),
    "end_remedy.kind": dict(Remedy.Kind.choices),
    "end_remedy.outcome": dict(Remedy.Outcome.choices),
    "give_back.kind": dict(Receipt.Kind.choices),
    "receive.kind": dict(Receipt.Kind.choices),
}
_SAID = {
    "due_on": "期限",
    "days": "天数",
    "on": "日期",
    "receiver": "签收人",
    "holder": "保管人",
    "department": "部门",
    "reason": "事由",
}
_MONEY = {
    "amount": "金额",
    "fine": "罚款",
    "refund": "责令退回",
    "confiscated": "没收违法所得",
    "loss": "基金损失",
}
_YUAN = "元"
_COUNTED = {
    "suspicions": "疑点 {} 条",
    "officers": "办案人员 {} 名",
    "members": "参加讨论 {} 人",
    "group": "专案组 {} 人",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the history; `after` is the stage that it led to."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    facts: str
    after: str


def step_name(name: str) -> str:
    """Return what a step is called."""
    known = CASE.get(name) or AGREEMENT.get(name) or TRANSFER.get(name)
    return known.label if known else OTHER_STEPS.get(name, name)


def name_steps(names: Mapping[str, str]) -> None:
    """Add what entries are called that nouns above keep in the history of cases; called when their app is ready."""
    OTHER_STEPS.update(names)


def happened(step: Step) -> Happened:
    """Return an entry of the history in words; actor, organisation and track must be loaded."""
    track = f"（{step.track.get_kind_display()}）" if step.track else ""
    body = step.organisation.name if step.organisation else ""
    who = " · ".join(filter(None, (body, step.actor.name if step.actor else "系统")))
    after = step.get_after_display() if step.after and step.after != step.before else ""
    return Happened(
        step.at,
        f"{step_name(step.name)}{track}",
        who,
        step.text,
        _TONES.get(step.name, ""),
        _facts(step),
        after,
    )


def _facts(step: Step) -> str:
    """Return what the history kept of a step, as far as people read it."""
    said: list[str] = []
    for key, value in step.data.items():
        if value in ("", None, [], 0, "0", "0.00"):
            continue
        words = _CHOICES.get(f"{step.name}.{key}")
        if words:
            said.append(str(words.get(str(value), value)))
        elif key == "kind" and step.name in ("extend", "deduct"):
            said.append(limit_name(str(value)))
        elif key in _MONEY:
            said.append(f"{_MONEY[key]} {values.yuan(value)} {_YUAN}")
        elif key in _SAID:
            said.append(f"{_SAID[key]} {value}")
        elif key == "evidence":
            said.append(f"证据 {value}")
        elif key in _COUNTED and isinstance(value, list):
            said.append(_COUNTED[key].format(len(value)))
    return "；".join(said)


def is_private(case: Case) -> bool:
    """Return whether the party is a private person, whose name and number are masked."""
    return case.subject in (Case.Subject.PERSON, Case.Subject.STAFF) or case.party == Case.Party.PERSON


def party(case: Case) -> str:
    """Return the party as lists show it: private persons masked."""
    return values.masked_name(case.party_name) if is_private(case) else case.party_name


def party_code(case: Case) -> str:
    """Return the certificate number as pages show it: private persons' masked."""
    return values.masked_id(case.party_code) if case.party_code and is_private(case) else case.party_code


def title(case: Case, *, masked: bool) -> str:
    """Return what the case is called; `masked` hides the name of a private person."""
    return case.title.replace(case.party_name, party(case)) if masked else case.title


def cause(act: Act) -> Situation:
    """Return the situation of an act."""
    return situations()[act.situation]


def causes(acts: Iterable[Act]) -> str:
    """Return the causes 案由 of several acts, each once."""
    return "；".join(dict.fromkeys(cause(act).cause for act in acts))


def situation_texts(acts: Iterable[Act]) -> str:
    """Return the situations 违法情形 of several acts, each once."""
    return "；".join(dict.fromkeys(cause(act).text for act in acts))


def clauses(refs: Iterable[str]) -> str:
    """Return provisions as officers cite them; what is no provision of a law stays as it is in words."""
    return "、".join(_clause(ref) for ref in dict.fromkeys(refs) if ref)


@cache
def _clause(ref: str) -> str:
    if ref == "agreement":
        return "医疗保障服务协议"
    return cited((ref,)) if ref in articles() else ref


def articles_of(acts: Iterable[Act]) -> str:
    """Return the provisions that several acts are judged by, each once."""
    return clauses(ref for act in acts for ref in cause(act).law)


def situation_choices(subject: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the situations of one kind of subject, grouped by cause, as a form offers them."""
    grouped: dict[str, list[tuple[int, str]]] = {}
    for one in situations().values():
        if one.subject == subject:
            grouped.setdefault(one.cause, []).append((one.number, f"{one.number}. {one.text}"))
    return list(grouped.items())


def evidence_kind(kind: str) -> str:
    """Return a kind of evidence in words."""
    return str(EvidenceItem.Kind(kind).label)
