"""The procedure of a case and of its tracks: one table of transitions each. Services are the only ones to walk them."""

from dataclasses import dataclass, replace

from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.guards.decision import (
    as_discussed,
    discussed_when_grave,
    in_time,
    informed_before_penalty,
    legal_review_passed,
    no_fine_instead_of_transfer,
    no_second_fine,
    not_heavier,
    outcome_fits_tracks,
    panel_is_whole,
    published_and_standing,
    ruling_lawful,
    served_lawfully,
)
from mingjing.office.cases.guards.execution import (
    execution_not_stopped,
    money_given_back,
    paid_or_excused,
    payment_overdue,
    plan_covers_debt,
    remedies_over,
    tracks_finished,
    urged_in_vain,
)
from mingjing.office.cases.guards.filing import (
    evidence_is_whole,
    handled_by_agreement,
    has_acts,
    has_verified_evidence,
    holds_settled,
    loss_known,
    not_barred,
    purpose_decided,
    transfer_considered,
    within_competence,
)
from mingjing.office.cases.guards.hearing import (
    has_right_to_hearing,
    hearing_asked_in_time,
    hearing_is_due,
    hearing_noticed_in_time,
    host_is_neutral,
    pleading_over,
)
from mingjing.office.cases.guards.kit import Guard
from mingjing.office.cases.guards.papers import asked
from mingjing.office.cases.guards.people import (
    by_a_handler,
    decided_by_another,
    recusals_decided,
    reviewed_by_another,
    two_officers,
)
from mingjing.office.cases.guards.simple import (
    party_heard_on_spot,
    simple_recorded,
    simple_unrecorded,
    small_enough,
)
from mingjing.office.cases.guards.tracks import (
    agreement_paid,
    group_of_two,
    has_measures,
    longer_as_allowed,
    materials_complete,
    party_heard,
    received_once,
    reconsidered_in_time,
    transfer_has_its_time,
)
from mingjing.office.cases.models import Stage, Track

S, T, P = Stage, Track.State, Permission


@dataclass(frozen=True, slots=True)
class Step:
    """From which stages, to which (None: it stays), by whom; what forbids it; which deadlines it starts and stops."""

    label: str
    sources: tuple[str, ...]
    target: str | None
    permission: Permission
    guards: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


_HANDLER = (by_a_handler, two_officers)
_DECISION = (
    ruling_lawful, outcome_fits_tracks, no_fine_instead_of_transfer, no_second_fine, legal_review_passed,
)  # fmt: skip
_OPEN = (S.INVESTIGATING, S.SUSPENDED)

CASE: dict[str, Step] = {
    "decline": Step("不予立案", (S.CLUE, S.FILING), S.DECLINED, P.CASES_APPROVE, (decided_by_another,), (), ("clue",)),
    "propose_filing": Step(
        "报批立案", (S.CLUE,), S.FILING, P.CASES_FILE,
        (by_a_handler, has_acts, within_competence, not_barred, two_officers),
    ),
    "return_filing": Step("退回补充核查", (S.FILING,), S.CLUE, P.CASES_APPROVE, (decided_by_another,)),
    "approve_filing": Step(
        "批准立案", (S.FILING,), S.INVESTIGATING, P.CASES_APPROVE,
        (decided_by_another, has_acts, within_competence, not_barred, two_officers), ("decision",), ("clue",),
    ),
    "punish_on_spot": Step(
        "当场处罚（简易程序）", (S.CLUE,), S.SERVED, P.CASES_INVESTIGATE,
        (*_HANDLER, recusals_decided, has_acts, within_competence, not_barred, purpose_decided, loss_known,
         has_verified_evidence, evidence_is_whole, holds_settled, transfer_considered, ruling_lawful, small_enough,
         outcome_fits_tracks, no_fine_instead_of_transfer, no_second_fine, party_heard_on_spot),
        ("simple_filing", "publish"), ("clue",),
    ),
    "record_simple": Step(
        "当场处罚报备", (S.SERVED, S.EXECUTING, S.EXECUTED), None, P.CASES_INVESTIGATE,
        (by_a_handler, simple_unrecorded), (), ("simple_filing",),
    ),
    "suspend": Step("中止调查", (S.INVESTIGATING,), S.SUSPENDED, P.CASES_APPROVE, (decided_by_another,)),
    "resume": Step("恢复调查", (S.SUSPENDED,), S.INVESTIGATING, P.CASES_APPROVE, (decided_by_another,)),
    "terminate": Step(
        "终止调查", _OPEN, S.TERMINATED, P.CASES_APPROVE, (decided_by_another, holds_settled), (), ("decision",)
    ),
    "report": Step(
        "提交调查终结报告", (S.INVESTIGATING,), S.REPORTED, P.CASES_INVESTIGATE,
        (*_HANDLER, recusals_decided, has_acts, purpose_decided, loss_known, has_verified_evidence,
         evidence_is_whole, holds_settled, transfer_considered),
    ),
    "submit_review": Step(
        "送法制审核", (S.REPORTED,), S.LEGAL_REVIEW, P.CASES_INVESTIGATE, _HANDLER, ("legal_review",)
    ),
    "settle": Step(
        "按协议处理办结", (S.REPORTED,), S.EXECUTED, P.CASES_APPROVE, (decided_by_another, handled_by_agreement),
        (), ("decision",),
    ),
    "pass_review": Step(
        "审核同意", (S.LEGAL_REVIEW,), S.REVIEWED, P.CASES_LEGAL_REVIEW, (reviewed_by_another,), (), ("legal_review",)
    ),
    "return_review": Step(
        "审核退回", (S.LEGAL_REVIEW,), S.INVESTIGATING, P.CASES_LEGAL_REVIEW, (reviewed_by_another,), (),
        ("legal_review",),
    ),
    "notify": Step(
        "事先告知", (S.REVIEWED,), S.NOTIFIED, P.CASES_APPROVE, (decided_by_another, *_DECISION), (), ()
    ),
    "plead": Step("登记陈述申辩", (S.NOTIFIED, S.HEARING), None, P.CASES_INVESTIGATE, _HANDLER),
    "waive_pleading": Step("登记放弃陈述申辩和听证", (S.NOTIFIED,), None, P.CASES_INVESTIGATE, _HANDLER),
    "request_hearing": Step(
        "登记听证申请", (S.NOTIFIED,), S.HEARING, P.CASES_INVESTIGATE,
        (*_HANDLER, has_right_to_hearing, hearing_asked_in_time),
    ),
    "announce_hearing": Step(
        "通知听证", (S.HEARING,), None, P.CASES_APPROVE, (decided_by_another, hearing_noticed_in_time, host_is_neutral)
    ),
    "withdraw_hearing": Step("登记撤回听证申请", (S.HEARING,), S.NOTIFIED, P.CASES_INVESTIGATE, _HANDLER),
    "hold_hearing": Step(
        "登记听证笔录和意见", (S.HEARING,), S.HEARD, P.CASES_LEGAL_REVIEW, (reviewed_by_another, hearing_is_due)
    ),
    "conclude_pleading": Step(
        "复核陈述申辩", (S.NOTIFIED,), S.HEARD, P.CASES_INVESTIGATE, (*_HANDLER, pleading_over), (),
        ("statement", "hearing_request"),
    ),
    "reopen": Step(
        "退回补充调查", (S.REVIEWED, S.NOTIFIED, S.HEARD, S.DISCUSSED), S.INVESTIGATING, P.CASES_APPROVE,
        (decided_by_another,), (), ("statement", "hearing_request"),
    ),
    "discuss": Step(
        "登记集体讨论", (S.HEARD, S.DISCUSSED), S.DISCUSSED, P.CASES_PANEL,
        (decided_by_another, panel_is_whole, *_DECISION, not_heavier),
    ),
    "decide": Step(
        "作出处理决定", (S.REVIEWED, S.HEARD, S.DISCUSSED), S.DECIDED, P.CASES_APPROVE,
        (decided_by_another, informed_before_penalty, *_DECISION, not_heavier, discussed_when_grave, as_discussed,
         in_time),
        ("serve",), ("decision", "statement", "hearing_request"),
    ),
    "serve": Step(
        "送达", (S.DECIDED,), S.SERVED, P.CASES_INVESTIGATE, (*_HANDLER, served_lawfully), ("publish",), ("serve",)
    ),
    "publish": Step("公开", (S.SERVED,), S.EXECUTING, P.CASES_APPROVE, (decided_by_another,), (), ("publish",)),
    "withhold": Step("不公开", (S.SERVED,), S.EXECUTING, P.CASES_APPROVE, (decided_by_another,), (), ("publish",)),
    "withdraw": Step(
        "撤回公开", (S.EXECUTING, S.EXECUTED, S.CLOSED, S.ARCHIVED), None, P.CASES_APPROVE, (published_and_standing,)
    ),
    "receive": Step("登记到账", (S.SERVED, S.EXECUTING), None, P.CASES_INVESTIGATE, (by_a_handler,)),
    "defer": Step(
        "批准延期、分期缴纳", (S.SERVED, S.EXECUTING), None, P.CASES_APPROVE, (decided_by_another, plan_covers_debt)
    ),
    "urge": Step("催告", (S.EXECUTING,), None, P.CASES_INVESTIGATE, (*_HANDLER, execution_not_stopped, payment_overdue), ("urge",)),
    "apply_court": Step(
        "申请法院强制执行", (S.EXECUTING,), None, P.CASES_APPROVE, (decided_by_another, remedies_over, payment_overdue, urged_in_vain)
    ),
    "finish": Step(
        "执行办结", (S.EXECUTING,), S.EXECUTED, P.CASES_INVESTIGATE, (by_a_handler, paid_or_excused), (),
        ("pay", "urge"),
    ),
    "close": Step(
        "批准结案", (S.EXECUTED, S.TERMINATED), S.CLOSED, P.CASES_CLOSE,
        (decided_by_another, holds_settled, simple_recorded, tracks_finished, remedies_over, money_given_back,
         agreement_paid),
    ),
    "archive": Step("归档", (S.CLOSED,), S.ARCHIVED, P.CASES_FILE, (by_a_handler, evidence_is_whole)),
}  # fmt: skip

AGREEMENT: dict[str, Step] = {
    "inform": Step("告知违约事实", (T.OPEN,), T.INFORMED, P.CASES_INVESTIGATE, (by_a_handler,)),
    "agree": Step(
        "作出协议处理", (T.INFORMED,), T.DECIDED, P.CASES_APPROVE, (decided_by_another, party_heard)
    ),
    "carry_out": Step(
        "协议处理办结", (T.DECIDED,), T.DONE, P.CASES_INVESTIGATE, (by_a_handler, has_measures, agreement_paid)
    ),
}  # fmt: skip

TRANSFER: dict[str, Step] = {
    "propose_transfer": Step(
        "专案组报告", (T.OPEN, T.NOT_APPROVED), T.PROPOSED, P.CASES_INVESTIGATE,
        (by_a_handler, transfer_has_its_time, group_of_two), ("transfer_decision",),
    ),
    "approve_transfer": Step(
        "批准移送", (T.PROPOSED,), T.APPROVED, P.CASES_APPROVE, (decided_by_another,), ("transfer_send",),
        ("transfer_decision",),
    ),
    "refuse_transfer": Step(
        "决定不予移送", (T.PROPOSED,), T.NOT_APPROVED, P.CASES_APPROVE, (decided_by_another,), (),
        ("transfer_decision",),
    ),
    "send": Step(
        "移送公安机关", (T.APPROVED,), T.SENT, P.CASES_INVESTIGATE, (by_a_handler, materials_complete),
        ("police_answer",), ("transfer_send",),
    ),
    "police_receive": Step(
        "登记公安机关签收", (T.SENT,), None, P.CASES_INVESTIGATE, (by_a_handler, received_once), ("police_answer",)
    ),
    "police_extend": Step(
        "登记公安机关延长审查期限", (T.SENT,), None, P.CASES_INVESTIGATE, (by_a_handler, longer_as_allowed)
    ),
    "police_accept": Step(
        "登记公安机关立案", (T.SENT, T.RECONSIDERING, T.SUPERVISED), T.ACCEPTED, P.CASES_INVESTIGATE,
        (by_a_handler,), ("hand_over",), ("police_answer", "police_reconsider"),
    ),
    "police_refuse": Step(
        "登记公安机关不予立案", (T.SENT, T.RECONSIDERING, T.SUPERVISED), T.REFUSED, P.CASES_INVESTIGATE,
        (by_a_handler,), ("reconsider",), ("police_answer", "police_reconsider"),
    ),
    "reconsider": Step(
        "提请复议", (T.REFUSED,), T.RECONSIDERING, P.CASES_APPROVE, (decided_by_another, reconsidered_in_time),
        ("police_reconsider",), ("reconsider",),
    ),
    "supervise": Step(
        "建议检察机关监督", (T.SENT, T.REFUSED), T.SUPERVISED, P.CASES_APPROVE, (decided_by_another,), (),
        ("police_answer", "reconsider"),
    ),
    "take_back": Step(
        "依法行政处理", (T.REFUSED,), T.RETURNED, P.CASES_APPROVE, (decided_by_another,), (), ("reconsider",)
    ),
    "hand_over": Step("移交物品和材料", (T.ACCEPTED,), None, P.CASES_INVESTIGATE, (by_a_handler,), (), ("hand_over",)),
    "conclude": Step(
        "登记刑事处理结果", (T.ACCEPTED,), T.CONCLUDED, P.CASES_INVESTIGATE, (by_a_handler,), (), ("hand_over",)
    ),
}  # fmt: skip
for _table in (CASE, AGREEMENT, TRANSFER):
    for _name, _step in _table.items():
        _table[_name] = replace(_step, guards=(*_step.guards, *asked(_name)))
# What the department that the case was sent to may put on file itself.
OUTSIDE = frozenset({"police_receive", "police_extend", "police_accept", "police_refuse", "conclude"})
TRACKS = {Track.Kind.AGREEMENT: AGREEMENT, Track.Kind.TRANSFER: TRANSFER, Track.Kind.PENALTY: {}}
