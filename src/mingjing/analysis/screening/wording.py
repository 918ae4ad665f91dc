"""Words that the workbook and the report share: severities, conclusions, what the amounts mean."""

from collections.abc import Mapping
from decimal import Decimal

SEVERITIES = {1: "明确违规", 2: "高度可疑", 3: "轻度可疑"}
CONCLUSIONS = ("属实", "部分属实", "不属实", "数据错误", "政策理解差异", "超出范围", "无法核实")

_CALIBER = (
    "疑点金额：各疑点金额逐条相加。同一条费用明细被几条规则查出的，分别计入，因此会重复。",
    "净额：同一条费用明细（无明细的按结算单）只计一次，取各疑点中的最大金额；先计明确违规，再计高度可疑、轻度可疑的增加部分。",
    "线索净额：在一条线索内部每条明细只计一次。两条线索共有的明细在各自线索中都计，故线索净额之和可能大于净额合计。",
    "计入合计净额：该线索、该明细对净额合计的贡献，逐行相加即等于净额合计。",
    "金额均为冲抵退费后的金额；估算金额（病组差额、进销存差异等无法落到明细的）单列，不计入任何合计。",
    "基金支付：疑点金额 × 结算单基金支付比例；结算信息不足、无法得知的留空，不作估计。",
)


def caliber(priors: Mapping[int, Decimal]) -> tuple[str, ...]:
    """Return what each amount means, one sentence each; `priors` are the expected confirmation rates by severity."""
    rates = "、".join(f"{word} {priors[degree]}" for degree, word in SEVERITIES.items())
    return (
        *_CALIBER,
        f"预计可追回：净额 × 预计查实率（通常为{rates}；个别规则另定，各地可导入自己的查实率，见知识表“预计查实率”；非官方数值），仅用于排序。",
    )
