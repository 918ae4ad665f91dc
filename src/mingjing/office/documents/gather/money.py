"""What is owed and paid, and the measures taken."""

from decimal import Decimal
from typing import Any

from mingjing.office.cases import dues
from mingjing.office.cases.models import Case, Measure, Receipt
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.capitals import capitals
from mingjing.office.documents.wording import day, numeral, yuan

_ZERO = Decimal(0)


def of(case: Case) -> dict[str, Any]:
    """Return 缴款 and 措施."""
    measures = Measure.objects.filter(track__case=case).select_related("track")
    return {
        "缴款": _paid(case),
        "措施": [_measure(number, one) for number, one in enumerate(measures, start=1)],
    }


def _paid(case: Case) -> dict[str, Any]:
    owed = dues.outstanding(case, clocks.today())
    rows = list(case.receipts.all())
    paid = {
        kind: sum((one.amount for one in rows if one.kind == kind), _ZERO) for kind in Receipt.Kind.values
    }
    whole = sum(paid.values(), _ZERO)
    return {
        "应退回": yuan(case.refund_amt), "应罚款": yuan(case.fine_amt), "应没收": yuan(case.confiscated_amt),
        "已退回": yuan(paid["refund"]), "已罚款": yuan(paid["fine"]), "已没收": yuan(paid["confiscated"]),
        "已加处": yuan(paid["overdue"]), "已缴合计": yuan(whole), "欠退回": yuan(owed.refund), "欠罚款": yuan(owed.fine),
        "欠没收": yuan(owed.confiscated), "加处罚款": yuan(owed.overdue), "欠合计": yuan(owed.total),
        "欠合计大写": capitals(owed.total), "缴款期限": day(case.pay_by), "计算日": day(clocks.today()),
        "欠款项": _owed(owed),
        "凭证": [
            {"序号": place, "款项": one.get_kind_display(), "金额": yuan(one.amount), "日期": day(one.on), "凭证号": one.voucher}
            for place, one in enumerate(rows, start=1)
        ],
    }  # fmt: skip


def _owed(owed: dues.Due) -> list[str]:
    """Return what is unpaid, each kind of money its own numbered sentence."""
    kinds = {
        "退回医疗保障基金": owed.refund,
        "罚款": owed.fine,
        "没收违法所得": owed.confiscated,
        "加处罚款": owed.overdue,
    }
    left = [f"{name}人民币{yuan(amount)}元" for name, amount in kinds.items() if amount]
    return [f"（{numeral(place)}）{text}" for place, text in enumerate(left, start=1)]


def _measure(number: int, one: Measure) -> dict[str, Any]:
    span = "至".join(filter(None, (day(one.since), day(one.until))))
    return {
        "序号": number, "方式": one.track.get_kind_display(), "措施": one.get_kind_display(), "金额": yuan(one.amount),
        "期间": span, "对象": one.target, "说明": one.text,
    }  # fmt: skip
