"""The transitions of a suspicion and of a part: one table each. Services are the only ones to walk them."""

from dataclasses import dataclass

from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import Part, Suspicion

S, P = Suspicion.State, Part.State


@dataclass(frozen=True, slots=True)
class Step:
    """From which states, to which, by whom; `label` is what the button says."""

    label: str
    sources: tuple[str, ...]
    target: str
    permission: Permission | None


SUSPICION: dict[str, Step] = {
    "ask": Step("发机构核实", (S.PENDING, S.CHECKED), S.ASKED, Permission.LEADS_CHECK),
    "answer": Step("提交答复", (S.ASKED,), S.ANSWERED, Permission.LEADS_ANSWER),
    "lapse": Step("逾期视同认可", (S.ASKED,), S.ANSWERED, None),
    "consult": Step("交第三方复审", (S.PENDING, S.ANSWERED, S.CHECKED), S.CONSULTING, Permission.LEADS_CHECK),
    "advise": Step("提交复审意见", (S.CONSULTING,), S.ADVISED, Permission.LEADS_ADVISE),
    "check": Step("提交初审", (S.PENDING, S.ANSWERED, S.ADVISED), S.CHECKED, Permission.LEADS_CHECK),
    "review": Step("提交复审", (S.CHECKED, S.ANSWERED, S.ADVISED), S.REVIEWED, Permission.LEADS_REVIEW),
    "send_back": Step(
        "退回重核", (S.CHECKED, S.ANSWERED, S.ADVISED, S.REVIEWED), S.PENDING, Permission.LEADS_REVIEW
    ),
    "request_panel": Step("申请合议", (S.REVIEWED,), S.PANEL, Permission.LEADS_ANSWER),
    "conclude_panel": Step("作出合议结论", (S.PANEL,), S.REVIEWED, Permission.LEADS_PANEL),
    "finalise": Step("终审", (S.REVIEWED,), S.FINAL, Permission.LEADS_REVIEW),
    "reopen": Step("抽查改判重核", (S.FINAL,), S.PENDING, Permission.LEADS_REVIEW),
}

PART: dict[str, Step] = {
    "sign": Step("签收", (P.SENT,), P.SIGNED, Permission.LEADS_SIGN_FOR),
    "return": Step("退回", (P.SENT, P.SIGNED), P.RETURNED, Permission.LEADS_DISPATCH),
    "withdraw": Step("撤回", (P.SENT,), P.WITHDRAWN, Permission.LEADS_DISPATCH),
    "reassign": Step("转派", (P.SENT, P.SIGNED, P.RETURNED), P.SENT, Permission.LEADS_DISPATCH),
    "report": Step("上报", (P.SIGNED,), P.REPORTED, Permission.LEADS_SIGN_FOR),
    "sign_off": Step("审签", (P.REPORTED,), P.SIGNED_OFF, Permission.LEADS_SIGN_OFF),
    "reject": Step("退回补核", (P.REPORTED, P.SIGNED_OFF), P.SIGNED, Permission.LEADS_SIGN_OFF),
}


def may(step: Step, state: str) -> bool:
    """Return whether the step can be taken from `state`."""
    return state in step.sources
