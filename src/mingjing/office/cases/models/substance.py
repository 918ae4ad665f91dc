"""What the party did: acts with their loss, as the law engine asks for them."""

from django.db import models

from mingjing.office.cases.models.case import Case


class Act(models.Model):
    """One unlawful act. `purpose` is what people decided, with their reason; the program never fills it."""

    class Purpose(models.TextChoices):
        """Whether it was done to defraud."""

        UNDECIDED = "undecided", "未认定"
        NO = "no", "不以骗取为目的"
        YES = "yes", "以骗取为目的"

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    situation = models.PositiveSmallIntegerField("违法情形")
    text = models.CharField("违法事实", max_length=2000)
    acted_on = models.DateField("行为日期")
    ended_on = models.DateField("行为终了日期")
    purpose = models.CharField("骗取目的", max_length=10, choices=Purpose, default=Purpose.UNDECIDED)
    purpose_reason = models.CharField("认定理由", max_length=1000, blank=True)
    loss = models.DecimalField("基金损失", max_digits=16, decimal_places=2, null=True)
    loss_method = models.CharField("计算方法", max_length=100, blank=True)
    loss_ref = models.CharField("计算依据", max_length=20, blank=True)
    estimated = models.BooleanField("测算", default=False)
    lost_on = models.DateField("损失发生日期", null=True)
    refused = models.BooleanField("拒不改正", default=False)
    serious = models.BooleanField("造成严重后果", default=False)
    major = models.BooleanField("重大损失或者严重不良社会影响", default=False)
    insured = models.BooleanField("属于参保人员", default=True)
    deemed = models.CharField("以骗取论", max_length=20, blank=True)
    presumptions = models.JSONField("认定骗取目的的情形", default=list)
    grounds = models.JSONField("从轻减轻情形", default=list)

    class Meta:
        ordering = ("id",)
        verbose_name = "违法行为"
