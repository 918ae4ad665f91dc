"""The lists of cases: what their columns show."""

from django.urls import reverse

from mingjing.office.cases.models import Case
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table


def _address(case: Case) -> str:
    return reverse("cases:overview", args=[case.number])


CASES = Table(
    "cases",
    (
        Column("number", "案件编号", "code", sort="number", link=_address),
        Column("party_name", "当事人", sort="party_name"),
        Column("source", "来源", "text", read=lambda one: one.get_source_display(), sort="source"),
        Column("stage", "环节", "badge", sort="stage"),
        Column("loss_amt", "基金损失", "yuan", sort="loss_amt", sum="loss_amt"),
        Column("fine_amt", "罚款", "yuan", sort="fine_amt", sum="fine_amt"),
    ),
    sort="-number",
    unit="件",
    empty=Empty("没有符合条件的案件", "可以放宽或清除筛选条件。"),
)
