"""What was said at each step of the procedure, by whom, when; and until when something must be done."""

from decimal import Decimal
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.cases import deadlines
from mingjing.office.cases.guards.tracks import MATERIALS
from mingjing.office.cases.models import Case, Step, Track
from mingjing.office.cases.services.procedure import OPINIONS
from mingjing.office.documents.wording import day, numeral, read_day, sentence, yuan
from mingjing.office.leads.models import Lead

STEPS = {
    "登记": "open", "立案申请": "propose_filing", "立案审批": "approve_filing", "不予立案": "decline",
    "中止": "suspend", "恢复": "resume", "终止": "terminate", "调查终结": "report", "送审": "submit_review",
    "审核同意": "pass_review", "审核退回": "return_review", "告知": "notify", "陈述申辩": "plead", "放弃申辩": "waive_pleading",
    "听证申请": "request_hearing", "听证通知": "announce_hearing", "听证": "hold_hearing", "复核": "conclude_pleading",
    "集体讨论": "discuss", "决定": "decide", "送达": "serve", "公开": "publish", "催告": "urge", "延期缴纳": "defer",
    "强制执行": "apply_court", "办结": "finish", "协议办结": "settle", "结案": "close", "归档": "archive",
    "延长期限": "extend", "当场处罚": "punish_on_spot",
}  # fmt: skip
_TRANSFER = {
    "报告": "propose_transfer", "批准": "approve_transfer", "不批准": "refuse_transfer", "移送": "send",
    "公安立案": "police_accept", "公安不立案": "police_refuse", "复议": "reconsider", "检察监督": "supervise",
    "移交": "hand_over", "结果": "conclude",
}  # fmt: skip
_AGREEMENT = {"告知": "inform", "处理": "agree", "办结": "carry_out"}
_KINDS = {
    "陈述申辩": "statement", "听证申请": "hearing_request", "缴款": "pay", "催告": "urge", "办案": "decision",
    "线索核查": "clue", "送达": "serve", "法制审核": "legal_review",
}  # fmt: skip
_MATERIALS = MATERIALS | {"expert": "检验报告或者鉴定意见"}
_OPINIONS = OPINIONS | {"agree": "同意"}


# A step that was not taken: every field is there, and empty.
_NOTHING: dict[str, Any] = {
    "有": False, "意见": "", "姓名": "", "日期": "", "地点": "", "人员": "", "类型": "", "主持人": "", "所定日期": "", "陈述": "",
    "材料": [], "天数": "", "届满": "", "分期": [],
}  # fmt: skip


def of(case: Case) -> dict[str, Any]:
    """Return 环节, 期限, 移送, 协议处理, 线索."""
    newest: dict[str, Step] = {}
    tracks: dict[tuple[int, str], Step] = {}
    for step in case.steps.select_related("actor").order_by("pk"):
        newest[step.name] = step
        if step.track_id:
            tracks[step.track_id, step.name] = step
    people = dict(User.objects.filter(organisation=case.organisation_id).values_list("pk", "name"))
    stages = {name: _step(newest.get(key), people) for name, key in STEPS.items()}
    stages["审核"] = _later(newest, people)
    return {
        "环节": stages, "期限": _limits(case), "移送": _track(case, Track.Kind.TRANSFER, _TRANSFER, tracks, people),
        "协议处理": _track(case, Track.Kind.AGREEMENT, _AGREEMENT, tracks, people), "线索": _leads(case),
    }  # fmt: skip


def _later(newest: dict[str, Step], people: dict[int, str]) -> dict[str, Any]:
    """The newest legal review, whichever way it went."""
    reviews = [newest[name] for name in ("pass_review", "return_review") if name in newest]
    return _step(max(reviews, key=lambda one: one.pk, default=None), people)


def _step(step: Step | None, people: dict[int, str]) -> dict[str, Any]:
    if step is None:
        return dict(_NOTHING)
    data = step.data
    members = [people.get(pk, "") for pk in data.get("members", data.get("group", []))]
    return {
        "有": True, "意见": step.text, "姓名": step.actor.name if step.actor else "系统", "日期": day(step.on),
        "地点": data.get("place", ""), "人员": "、".join(filter(None, members)),
        "类型": _OPINIONS.get(str(data.get("opinion", "")), str(data.get("opinion", ""))),
        "主持人": people.get(data.get("host", 0), ""), "所定日期": read_day(str(data.get("hearing_on", data.get("on", "")))),
        "陈述": sentence(data.get("statement", "")), "材料": [_MATERIALS.get(one, one) for one in data.get("materials", [])], "天数": data.get("days", ""),
        "届满": read_day(str(data.get("due_on", ""))),
        "分期": [{"日期": read_day(str(one["on"])), "金额": yuan(Decimal(str(one["amount"])))} for one in data.get("plan", [])],
    }  # fmt: skip


def _limits(case: Case) -> dict[str, Any]:
    specs = deadlines.figures(case)["deadlines"]
    found: dict[str, Any] = {}
    for name, kind in _KINDS.items():
        due = deadlines.due(case, kind)
        unit = "个工作日" if specs[kind]["unit"] == "working" else "日"
        found[name] = {"届满": day(due), "天数": f"{numeral(specs[kind]['days'])}{unit}"}
    return found


def _track(
    case: Case, kind: str, names: dict[str, str], steps: dict[tuple[int, str], Step], people: dict[int, str]
) -> dict[str, Any]:
    """Return the newest living track of a kind with what was said at its steps."""
    track = case.tracks.filter(kind=kind).order_by("-active", "-pk").first()
    said = {name: _step(steps.get((track.pk if track else 0, key)), people) for name, key in names.items()}
    return {"有": track is not None, "理由": track.reason if track else "", **said}


def _leads(case: Case) -> list[dict[str, Any]]:
    numbers = case.links.filter(active=True).values("suspicion__lead")
    rows = Lead.objects.filter(pk__in=numbers).order_by("number").values_list("number", flat=True)
    return [{"序号": place, "编号": number} for place, number in enumerate(rows, start=1)]
