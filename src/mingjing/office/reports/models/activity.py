"""Inspections, self-checks, tips, exposures, letters, meetings: what no other part of the platform knows."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case
from mingjing.office.institutions.models import Institution
from mingjing.office.ledger.models import Entry


class Activity(models.Model):
    """One activity of one bureau. What was wrong is withdrawn with a reason, never changed. Amounts in yuan."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("类别", max_length=30)
    on = models.DateField("日期")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="activities", verbose_name="定点机构"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="activities", verbose_name="案件")
    number = models.PositiveIntegerField("数量", null=True)
    people = models.PositiveIntegerField("人数", null=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True)
    patients = models.DecimalField("退还参保人", max_digits=16, decimal_places=2, null=True)
    document = models.CharField("文号、佐证", max_length=200)
    text = models.CharField("说明", max_length=1000, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", verbose_name="凭证")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        indexes = (models.Index(fields=("organisation", "on"), name="activity_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(amount__isnull=True) | models.Q(amount__gte=0))
                & (models.Q(patients__isnull=True) | models.Q(patients__gte=0)),
                name="activity_amounts_not_negative",
            ),
        )
        verbose_name = "补充登记"
