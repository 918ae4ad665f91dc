"""What became of a receipt in the ledger, and what changed of a debt after the decision: append-only."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.cases.models.case import Case
from mingjing.office.cases.models.record import Receipt
from mingjing.office.ledger.models import Entry


class ReceiptEntry(models.Model):
    """The voucher that books a receipt. Never changed (see migrations)."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="booked")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")


class Correction(models.Model):
    """A receipt undone, or a debt made smaller by a new decision or at the end of its execution. Never changed."""

    class What(models.TextChoices):
        """Why something counts no longer."""

        REVERSED = "reversed", "到账冲正"
        REDUCED = "reduced", "核减"
        WAIVED = "waived", "终结执行核销"
        RETURNED = "returned", "退还已缴款项"

    case = models.ForeignKey(Case, models.PROTECT, related_name="corrections")
    what = models.CharField("事项", max_length=10, choices=What)
    kind = models.CharField("款项", max_length=12, choices=Receipt.Kind)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    on = models.DateField("日期")
    reason = models.CharField("理由", max_length=500)
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="undone")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="correction_is_positive"),
        )
        verbose_name = "款项更正"
