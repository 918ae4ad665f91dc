"""Books, entries and their postings. Amounts are whole fen, so that sums are exact in every database."""

from decimal import Decimal

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Line, Suspicion
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models.bank import BankLine


class Book(models.Model):
    """The ledger of one bureau, locked while an entry is added. Months up to `locked_through` take none."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    last = models.PositiveIntegerField("末号", default=0)
    locked_through = models.CharField("已结账至", max_length=7, blank=True)


class Closing(models.Model):
    """A month locked or unlocked, and why."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    period = models.CharField("月份", max_length=7)
    locked = models.BooleanField("结账")
    reason = models.CharField("理由", max_length=500, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "结账记录"


class Entry(models.Model):
    """One voucher. `key` makes it single: the same key with the same content is the same entry."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    number = models.CharField("凭证号", max_length=30)
    key = models.CharField("凭证键", max_length=120)
    digest = models.CharField(max_length=64)
    on = models.DateField("业务日期")
    period = models.CharField("月份", max_length=7)
    text = models.CharField("摘要", max_length=500, blank=True)
    document = models.CharField("原始凭证", max_length=200, blank=True)
    bank_line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="entries")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记账人")
    at = models.DateTimeField("记账时间", auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "key"), name="one_entry_per_key"),
            models.UniqueConstraint(fields=("organisation", "number"), name="one_entry_per_number"),
        )
        verbose_name = "凭证"

    def __str__(self) -> str:
        return self.number


class Posting(models.Model):
    """One leg of an entry. Organisation and period repeat the entry's, for statements in one pass."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    position = models.PositiveIntegerField("序号")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    period = models.CharField("月份", max_length=7)
    account = models.CharField("科目", max_length=16)
    kind = models.CharField("款项", max_length=16)
    debit = models.BigIntegerField("借方（分）", default=0)
    credit = models.BigIntegerField("贷方（分）", default=0)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    party = models.CharField("当事人", max_length=255, blank=True)
    suspicion = models.ForeignKey(Suspicion, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    case_key = models.CharField("案件", max_length=70, blank=True)
    claim = models.CharField("债权", max_length=70, blank=True)
    fund = models.CharField("基金类型", max_length=10, blank=True)

    class Meta:
        ordering = ("entry", "position")
        constraints = (
            models.UniqueConstraint(fields=("entry", "position"), name="one_posting_per_position"),
            models.CheckConstraint(
                condition=models.Q(debit__gt=0, credit=0) | models.Q(debit=0, credit__gt=0),
                name="one_side_only",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "claim", "account"), name="posting_claim"),
            models.Index(fields=("suspicion", "account"), name="posting_suspicion"),
            models.Index(fields=("organisation", "period", "account"), name="posting_period"),
            models.Index(fields=("institution", "account"), name="posting_institution"),
        )
        verbose_name = "分录"

    @property
    def amount(self) -> Decimal:
        """Return the amount in yuan, whichever side it stands on."""
        return yuan(self.debit or self.credit)

    @property
    def title(self) -> str:
        """Return the account in words."""
        return chart().accounts[self.account].title

    @property
    def kind_title(self) -> str:
        """Return the kind of money in words."""
        return chart().kinds[self.kind].title

    @property
    def fund_title(self) -> str:
        """Return the fund in words, empty for none."""
        return chart().funds.get(self.fund, self.fund)
