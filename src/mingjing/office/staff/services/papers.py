"""The official papers of a score and of a suspension, drafted in the file of the case that they rest on."""

from django.db import transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import drafting
from mingjing.office.staff import policy
from mingjing.office.staff.models import Effect, Proposal
from mingjing.office.staff.services import standing

_UNITS = {"working": "个工作日", "calendar": "日"}


def case_of(effect: Effect) -> Case | None:
    """Return the case of the newest score of the year that rests on one, into whose file the paper goes."""
    rows = effect.member.scores.filter(year=effect.year, proposal__case__isnull=False, reverses__isnull=True)
    last = rows.select_related("proposal__case").order_by("-pk").first()
    return last.proposal.case if last else None


@transaction.atomic
def draft_score(actor: User, given: Proposal) -> Document:
    """Draft the notice of an approved score. Raises ConflictError without a case, and as documents do."""
    one = policy.proposal(actor, given.pk)
    policy.demand_own(actor, one.organisation)
    if one.case is None or one.state != Proposal.State.APPROVED or one.reverses_id is not None:
        raise ConflictError("只有依据案件、已经审核的记分可以拟制通知书")
    score = one.score
    fields = {
        "人员": one.member.name, "编码": one.member.code, "机构": one.institution.name, "情形": one.item_text,
        "责任": one.get_duty_display(), "分值": str(score.points), "年度": str(score.year),
        "累计": str(standing.points(one.member, score.year)), "异议期限": _days(one.institution.admdvs),
    }  # fmt: skip
    return drafting.start(actor, one.case, "score_notice", fields)


@transaction.atomic
def draft_effect(actor: User, given: Effect) -> Document:
    """Draft the notice of a decided suspension or termination. Raises as `draft_score`."""
    one = policy.effect(actor, given.pk)
    policy.demand_own(actor, one.organisation)
    case = case_of(one)
    if case is None or one.since is None:
        raise ConflictError("只有依据案件、已经决定的处理可以拟制通知书")
    fields = {
        "处理": one.get_kind_display(), "人员": one.member.name, "编码": one.member.code, "年度": str(one.year),
        "累计": str(one.points), "起始日期": one.since.isoformat(), "截止日期": one.until.isoformat() if one.until else "",
        "理由": one.text, "异议期限": _days(one.organisation.admdvs),
    }  # fmt: skip
    return drafting.start(actor, case, "qualification_notice", fields)


def _days(admdvs: str) -> str:
    spec = standing.in_force(admdvs, clocks.today()).values["objection"]
    return f"收到本通知之日起 {spec['days']} {_UNITS[spec['unit']]}内"
