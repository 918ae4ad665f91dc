"""A report of one bureau for one period, its editions, and the signed content that never changes."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class Report(models.Model):
    """One form filled by one bureau for one period. `options` are how the form's ambiguities are read."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="填报单位")
    form = models.CharField("报表", max_length=40)
    first = models.DateField("期间起始")
    last = models.DateField("期间截止")
    options = models.JSONField("口径", default=dict)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="布置人")
    created_at = models.DateTimeField("布置时间", auto_now_add=True)

    class Meta:
        ordering = ("-last", "form", "organisation")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "form", "first", "last"), name="one_report_per_period"
            ),
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="report_period_runs_forward"
            ),
        )
        verbose_name = "统计报表"


class Edition(models.Model):
    """One edition of a report: the first, or a correction 更正表 of the one before.

    `figures` is the filled table; `content` what it was made of, until signing freezes both.
    """

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "编制中"
        SIGNED = "signed", "已锁定上报"
        ACCEPTED = "accepted", "上级已审签"
        RETURNED = "returned", "上级退回"

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField("更正理由", max_length=500, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    figures = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    errors = models.PositiveIntegerField("须更正", default=0)
    missing = models.PositiveIntegerField("未报单位", default=0)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编制人")
    drawn_at = models.DateTimeField("取数时间")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审签人")
    signed_at = models.DateTimeField("审签时间", null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="上级审签人"
    )
    decided_at = models.DateTimeField("上级审签时间", null=True)
    decision = models.CharField("上级意见", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=("report", "number"), name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=("report",), condition=models.Q(state="draft"), name="one_draft_per_report"
            ),
        )
        verbose_name = "报表版次"

    @property
    def title(self) -> str:
        """Return what the edition is called."""
        return f"更正表（第{self.number}版）" if self.base_id else f"第{self.number}版"


class Frozen(models.Model):
    """The content of a signed edition. Never changed nor deleted (see migrations)."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="frozen")
    content = models.JSONField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
