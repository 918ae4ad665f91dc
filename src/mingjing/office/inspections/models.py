"""Plans of inspections and the institutions that each names. A plan never changes; a wrong one is withdrawn."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution


class Plan(models.Model):
    """检查对象计划: so many visits, chosen from the risk scores of one screening with a published seed."""

    number = models.CharField("计划编号", max_length=30, unique=True)
    title = models.CharField("名称", max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    screening_number = models.CharField("筛查", max_length=30)
    visits = models.PositiveIntegerField("检查家数")
    seed = models.CharField("随机种子", max_length=60)
    candidates = models.PositiveIntegerField("候选机构")
    left_out = models.PositiveIntegerField("一年内已检查未列入", default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编制人")
    created_at = models.DateTimeField("编制时间", auto_now_add=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "检查对象计划"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Target(models.Model):
    """An institution of a plan, with the figures it was chosen by."""

    class How(models.TextChoices):
        """Why it is on the list."""

        VALUE = "value", "按 V 选取"
        LOT = "lot", "随机抽取"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="定点机构")
    how = models.CharField("选取方式", max_length=6, choices=How)
    stratum = models.CharField("层", max_length=40)
    intensity = models.FloatField("强度 I", null=True)
    stake = models.DecimalField("金额 S（元）", max_digits=18, decimal_places=2)
    priority = models.DecimalField("V", max_digits=18, decimal_places=2)
    rank = models.PositiveIntegerField("按 V 次序", null=True)
    rank_by_stake = models.PositiveIntegerField("按金额次序", null=True)
    conflict = models.CharField("回避", max_length=500, blank=True)

    class Meta:
        ordering = ("plan", "how", "rank", "pk")
        constraints = (models.UniqueConstraint(fields=("plan", "institution"), name="one_target_per_plan"),)
        verbose_name = "检查对象"
