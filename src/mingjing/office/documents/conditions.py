"""What must have happened in a case before a document can be drafted, each with the words for who has to wait."""

from collections.abc import Callable
from functools import cached_property

from mingjing.kernel.errors import ConflictError
from mingjing.office.cases import judging
from mingjing.office.cases.models import Case, Hold, Ruling, Stage, Track
from mingjing.office.documents.kinds import Kind, kinds
from mingjing.office.documents.models import Document, Letterhead


class Known:
    """What conditions ask of a case, each read once for all of them."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def steps(self) -> set[tuple[str, str]]:
        """Return the steps taken so far, each with its way of handling."""
        return {
            (name, kind or "")
            for name, kind in self.case.steps.order_by().values_list("name", "track__kind").distinct()
        }

    @cached_property
    def names(self) -> set[str]:
        """Return the names of the steps taken so far."""
        return {name for name, _ in self.steps}

    @cached_property
    def holds(self) -> set[tuple[str, bool]]:
        """Return what was preserved or sealed, and whether it was settled."""
        rows = Hold.objects.filter(item__case=self.case).order_by().values_list("kind", "ended_on")
        return {(kind, ended is not None) for kind, ended in rows}

    @cached_property
    def acts(self) -> bool:
        """Return whether an act is on file."""
        return self.case.acts.exists()


Condition = Callable[[Known], bool]


def _step(*names: str) -> Condition:
    return lambda known: not known.names.isdisjoint(names)


def _outcome(*outcomes: str) -> Condition:
    return lambda known: known.case.decided_on is not None and known.case.outcome in outcomes


def _ordinary_penalty(known: Known) -> bool:
    return _outcome(Case.Outcome.PENALTY)(known) and "punish_on_spot" not in known.names


def _agreement(name: str) -> Condition:
    return lambda known: (name, Track.Kind.AGREEMENT) in known.steps


def _served_paper(known: Known) -> bool:
    handed = [one.key for one in kinds().values() if one.served]
    return known.case.documents.filter(state=Document.State.ISSUED, kind__in=handed).exists()


def _hold(kind: str, ended: bool) -> Condition:
    return lambda known: (kind, True) in known.holds or (not ended and (kind, False) in known.holds)


def _has_letterhead(known: Known) -> bool:
    return Letterhead.objects.filter(organisation=known.case.organisation_id).exists()


CONDITIONS: dict[str, tuple[str, Condition]] = {
    "letterhead": ("本单位尚未登记文书落款信息", _has_letterhead),
    "acts": ("尚未登记违法行为", lambda known: known.acts),
    "filed": ("尚未批准立案", lambda known: known.case.filed_on is not None),
    "declined": ("没有作出不予立案的决定", lambda known: known.case.stage == Stage.DECLINED),
    "preserved": ("没有采取先行登记保存措施", _hold(Hold.Kind.PRESERVE, False)),
    "preserve_settled": ("先行登记保存的证据尚未处理", _hold(Hold.Kind.PRESERVE, True)),
    "sealed": ("没有采取封存措施", _hold(Hold.Kind.SEAL, False)),
    "seal_settled": ("封存的资料、物品尚未处理", _hold(Hold.Kind.SEAL, True)),
    "extended": ("没有批准延长期限", _step("extend")),
    "named": ("处理决定没有载明责任人员", lambda known: known.case.named.exists()),
    "agreement_informed": ("协议处理尚未告知", _agreement("inform")),
    "agreement_decided": ("协议处理尚未决定", _agreement("agree")),
    "reported": ("尚未提交调查终结报告", lambda known: judging.last(known.case, Ruling.At.REPORT) is not None),
    "reviewed": ("尚未法制审核", _step("pass_review", "return_review")),
    "notified": ("尚未办理事先告知", lambda known: judging.last(known.case, Ruling.At.NOTICE) is not None),
    "pleaded": ("尚未登记陈述申辩", _step("plead")),
    "pleading_concluded": ("陈述申辩尚未复核", _step("conclude_pleading")),
    "hearing_announced": ("尚未确定听证的时间、地点和主持人", _step("announce_hearing")),
    "hearing_held": ("尚未举行听证", _step("hold_hearing")),
    "discussed": ("尚未集体讨论", _step("discuss")),
    "decided": ("尚未作出处理决定", lambda known: known.case.decided_on is not None),
    "penalty": ("没有按普通程序作出给予行政处罚的决定", _ordinary_penalty),
    "on_spot": ("没有当场作出行政处罚决定", _step("punish_on_spot")),
    "no_penalty": (
        "没有作出不予行政处罚、违法事实不能成立的决定",
        _outcome(Case.Outcome.NO_PENALTY, Case.Outcome.NOT_ESTABLISHED),
    ),
    "served_paper": ("本案还没有签发须送达的文书", _served_paper),
    "deferred": ("没有批准延期、分期缴纳", _step("defer")),
    "urged": ("尚未办理催告", _step("urge")),
    "court": ("没有申请法院强制执行", _step("apply_court")),
    "closed": ("尚未批准结案", lambda known: known.case.closed_on is not None),
    "transfer_decided": ("尚未决定是否移送公安机关", _step("approve_transfer", "refuse_transfer")),
    "transfer_approved": ("没有批准移送公安机关", _step("approve_transfer")),
    "police_refused": ("公安机关没有决定不予立案", _step("police_refuse")),
    "reconsidered": ("没有办理提请复议", _step("reconsider")),
    "supervised": ("没有办理建议检察监督", _step("supervise")),
}  # fmt: skip


def reasons(case: Case, names: set[str]) -> dict[str, str]:
    """Return for each of these conditions why it is not met, nothing when it is."""
    if case.stage == Stage.ARCHIVED:
        return {"": "案件已归档，不再制作文书"}
    known = Known(case)
    return {name: "" if CONDITIONS[name][1](known) else CONDITIONS[name][0] for name in names}


def first(found: dict[str, str], kind: Kind) -> str:
    """Return the first reason why a document of this kind has to wait, nothing when there is none."""
    return found.get("") or next((found[name] for name in kind.needs if found.get(name)), "")


def missing(case: Case, kind: Kind) -> str:
    """Return why a document of this kind can't be drafted now, nothing when it can."""
    return first(reasons(case, set(kind.needs)), kind)


def demand(case: Case, kind: Kind) -> None:
    """Raise ConflictError unless a document of this kind can be drafted now."""
    if why := missing(case, kind):
        raise ConflictError(f"现在不能制作{kind.title}：{why}", where=case.number)
    living = case.documents.filter(kind=kind.key).exclude(state=Document.State.VOID)
    if kind.once and living.exists():
        raise ConflictError(f"本案已有{kind.title}", do="打开已有文书修改；确需重新制作的，先作废")
