"""What is asked of a plan."""

from django import forms

from mingjing.office.clocks import services as clocks
from mingjing.office.inspections.services.plans import LONGEST_SEED, MOST_VISITS


class PlanForm(forms.Form):
    """How many visits, by which seed."""

    title = forms.CharField(label="计划名称", max_length=200)
    visits = forms.IntegerField(label="检查家数 K", min_value=1, max_value=MOST_VISITS)
    seed = forms.CharField(
        label="随机种子",
        max_length=LONGEST_SEED,
        help_text="先公布、后抽取；如当日日期或公开的开奖号码。同一种子抽出同一结果。",
    )

    @staticmethod
    def usual() -> dict[str, object]:
        """Return what is proposed."""
        today = clocks.today()
        return {"title": f"{today:%Y} 年检查对象计划", "visits": 20, "seed": f"{today:%Y%m%d}"}


class ReasonForm(forms.Form):
    """Why a plan is withdrawn."""

    reason = forms.CharField(label="撤销理由", max_length=500)
