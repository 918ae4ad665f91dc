"""What the party did against a decision: reconsideration or suit, and how it ended."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.cases.models.case import Case


class Remedy(models.Model):
    """One 行政复议 or 行政诉讼 against the decision of a case; it is pending until `until`.

    `refund`, `fine`, `confiscated` are what is left of the decision when it was changed or revoked.
    """

    class Kind(models.TextChoices):
        """Which way."""

        REVIEW = "review", "行政复议"
        SUIT = "suit", "行政诉讼"

    class Outcome(models.TextChoices):
        """How it ended."""

        PENDING = "", "尚未结束"
        UPHELD = "upheld", "维持、驳回"
        WITHDRAWN = "withdrawn", "撤回、终止"
        CHANGED = "changed", "变更"
        REVOKED = "revoked", "撤销、确认无效"
        UNLAWFUL = "unlawful", "确认违法，不撤销"

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies")
    kind = models.CharField("方式", max_length=8, choices=Kind)
    body = models.CharField("复议机关、受理法院", max_length=255)
    document = models.CharField("受理文书号", max_length=100, blank=True)
    since = models.DateField("受理日期")
    suspended = models.BooleanField("停止执行", default=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True, default=Outcome.PENDING)
    until = models.DateField("复议决定、生效裁判送达日期", null=True)
    result = models.CharField("复议决定、裁判文书号", max_length=100, blank=True)
    refund = models.DecimalField("责令退回", max_digits=16, decimal_places=2, null=True)
    fine = models.DecimalField("罚款", max_digits=16, decimal_places=2, null=True)
    confiscated = models.DecimalField("没收违法所得", max_digits=16, decimal_places=2, null=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind"),
                condition=models.Q(until__isnull=True),
                name="one_pending_remedy_of_a_kind",
            ),
        )
        verbose_name = "行政复议、行政诉讼"
