"""Who handles the case, and who had to leave it."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.cases.models.case import Case


class CaseOfficer(models.Model):
    """An officer of a case with the certificate shown; kept when they leave."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="officers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    cert_no = models.CharField("执法证号", max_length=40)
    lead = models.BooleanField("主办", default=False)
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        ordering = ("-lead", "id")
        constraints = (models.UniqueConstraint(fields=("case", "user"), name="one_officer_per_case"),)
        verbose_name = "办案人员"


class Recusal(models.Model):
    """A request that an officer leave the case, and what the head decided."""

    class By(models.TextChoices):
        """Who asked."""

        SELF = "self", "本人申请"
        PARTY = "party", "当事人申请"
        BUREAU = "bureau", "单位决定"

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_by = models.CharField("提出", max_length=8, choices=By)
    grounds = models.CharField("理由", max_length=500)
    granted = models.BooleanField("决定回避", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField("决定理由", max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "user"), condition=models.Q(granted__isnull=True), name="one_open_recusal"
            ),
        )
