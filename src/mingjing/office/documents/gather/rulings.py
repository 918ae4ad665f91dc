"""What was proposed, announced, discussed and decided, in the words of a document."""

from decimal import Decimal
from typing import Any

from mingjing.office.cases import judging
from mingjing.office.cases.models import Case, Ruling
from mingjing.office.documents.capitals import capitals
from mingjing.office.documents.wording import citations, day, numeral, sentence, yuan

_NAMES = {
    "建议": Ruling.At.REPORT, "告知": Ruling.At.NOTICE, "讨论": Ruling.At.PANEL, "决定": Ruling.At.DECISION,
}  # fmt: skip
_NONE = {
    "处理": "", "责令退回": "", "责令退回大写": "", "罚款": "", "罚款大写": "", "倍数": "", "没收": "", "没收大写": "",
    "暂停月数": "", "建议解除": False, "禁业年数": "", "减轻": False, "理由": "", "依据": "", "日期": "", "承办": "",
    "合计": "", "合计大写": "", "内容": [], "内容文本": "", "有": False, "给予处罚": False,
}  # fmt: skip


def of(case: Case) -> dict[str, Any]:
    """Return 建议, 告知, 讨论, 决定; each empty until it was made."""
    found = {name: judging.last(case, at) for name, at in _NAMES.items()}
    return {name: _ruling(case, one) if one else dict(_NONE) for name, one in found.items()}


def _ruling(case: Case, one: Ruling) -> dict[str, Any]:
    whole, parts = one.refund + one.fine + one.confiscated, _contents(case, one)
    return {
        "处理": one.get_outcome_display(), "有": True, "给予处罚": one.outcome == Case.Outcome.PENALTY,
        "责令退回": yuan(one.refund) if one.refund else "", "责令退回大写": _said(one.refund),
        "罚款": yuan(one.fine) if one.fine else "", "罚款大写": _said(one.fine), "倍数": _times(case, one),
        "没收": yuan(one.confiscated) if one.confiscated else "", "没收大写": _said(one.confiscated),
        "暂停月数": one.months or "", "建议解除": one.terminate, "禁业年数": one.ban_years or "", "减轻": one.mitigated,
        "理由": sentence(one.reason), "依据": citations(one.basis), "日期": day(one.at), "承办": one.actor.name,
        "合计": yuan(whole), "合计大写": capitals(whole), "内容": parts, "内容文本": "；".join(parts) + "。" if parts else "",
    }  # fmt: skip


def _said(amount: Decimal) -> str:
    return capitals(amount) if amount else ""


def _times(case: Case, one: Ruling) -> str:
    """Return the multiple of the loss, when it comes out even to two places."""
    if not one.fine or not case.loss_amt:
        return ""
    times = (one.fine / case.loss_amt).quantize(Decimal("0.01"))
    even = (case.loss_amt * times).quantize(Decimal("0.01")) == one.fine
    return f"{times.normalize():f}" if even else ""


def _contents(case: Case, one: Ruling) -> list[str]:
    """Return each part of a decision as its own numbered sentence."""
    person = case.party == Case.Party.PERSON
    parts = []
    if one.outcome in (Case.Outcome.PENALTY, Case.Outcome.NO_PENALTY):
        parts.append("责令改正上述违法行为")
    if one.refund:
        parts.append(
            f"责令退回造成的医疗保障基金损失人民币{yuan(one.refund)}元（大写：{capitals(one.refund)}）"
        )
    if one.fine:
        times = _times(case, one)
        base = f"处基金损失金额{times}倍的罚款，计" if times else "处罚款"
        parts.append(f"{base}人民币{yuan(one.fine)}元（大写：{capitals(one.fine)}）")
    if one.confiscated:
        parts.append(f"没收违法所得人民币{yuan(one.confiscated)}元（大写：{capitals(one.confiscated)}）")
    if one.months:
        stays = "暂停其医疗费用联网结算" if person else "暂停相关责任部门涉及医疗保障基金使用的医药服务"
        parts.append(f"{stays}{one.months}个月")
    if one.terminate:
        parts.append("由医疗保障经办机构依照服务协议解除服务协议")
    if one.ban_years:
        parts.append(
            f"自本决定生效之日起{one.ban_years}年内，禁止其法定代表人或者主要负责人从事定点医药机构管理活动"
        )
    return [f"（{numeral(number)}）{text}" for number, text in enumerate(parts, start=1)]
