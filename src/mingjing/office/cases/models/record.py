"""What was said, ruled and received: append-only. And the standards that a province registers."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models.case import Case, Stage


class Step(models.Model):
    """One step of a case: the history from which its stage can be replayed. Never changed (see migrations)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    track = models.ForeignKey("cases.Track", models.PROTECT, null=True, related_name="steps")
    name = models.CharField("环节", max_length=30)
    before = models.CharField("此前", max_length=20, choices=Stage, blank=True)
    after = models.CharField("此后", max_length=20, choices=Stage, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    text = models.TextField("内容", blank=True)
    data = models.JSONField(default=dict)
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("case", "name"), name="step_case_name"),)
        verbose_name = "办案环节"


class Ruling(models.Model):
    """What the law allowed, what people chose, and why. One per report, notice, panel and decision."""

    class At(models.TextChoices):
        """Where in the procedure."""

        REPORT = "report", "调查终结报告建议"
        NOTICE = "notice", "事先告知"
        PANEL = "panel", "集体讨论意见"
        DECISION = "decision", "处理决定"

    case = models.ForeignKey(Case, models.PROTECT, related_name="rulings")
    step = models.CharField("环节", max_length=10, choices=At)
    outcome = models.CharField("处理", max_length=16, choices=Case.Outcome)
    basis = models.JSONField("依据", default=list)
    proposals = models.JSONField("法律允许的处理", default=list)
    refund = models.DecimalField("责令退回", max_digits=16, decimal_places=2, default=0)
    fine = models.DecimalField("罚款", max_digits=16, decimal_places=2, default=0)
    confiscated = models.DecimalField("没收违法所得", max_digits=16, decimal_places=2, default=0)
    months = models.PositiveSmallIntegerField("暂停月数", default=0)
    terminate = models.BooleanField("建议解除协议", default=False)
    ban_years = models.PositiveSmallIntegerField("禁止从业年数", default=0)
    mitigated = models.BooleanField("减轻处罚", default=False)
    reason = models.CharField("裁量理由", max_length=2000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Named(models.Model):
    """Somebody whom a decision names as responsible 监督到人. Never changed (see migrations)."""

    class Duty(models.TextChoices):
        """How far they answer for it."""

        GENERAL = "general", "一般责任"
        IMPORTANT = "important", "重要责任"
        MAIN = "main", "主要责任"

    case = models.ForeignKey(Case, models.PROTECT, related_name="named")
    step = models.ForeignKey(Step, models.PROTECT, related_name="named")
    name = models.CharField("姓名", max_length=100)
    code = models.CharField("执业人员编码", max_length=40)
    duty = models.CharField("责任", max_length=10, choices=Duty)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("step", "code"), name="named_once_in_a_decision"),)
        verbose_name = "责任人员"


class Extension(models.Model):
    """A deadline made longer, each time once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    kind = models.CharField("时限", max_length=20)
    number = models.PositiveSmallIntegerField("次数")
    days = models.PositiveSmallIntegerField("天数")
    reason = models.CharField("理由", max_length=500)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "kind", "number"), name="one_extension_each"),)


class Receipt(models.Model):
    """Money that came in for a case; the ledger books it. Never changed (see migrations)."""

    class Kind(models.TextChoices):
        """What it was paid for, which decides where it goes: refunds to the fund, the rest to the treasury."""

        REFUND = "refund", "退回基金"
        FINE = "fine", "罚款"
        CONFISCATED = "confiscated", "没收违法所得"
        OVERDUE = "overdue", "加处罚款"

    case = models.ForeignKey(Case, models.PROTECT, related_name="receipts")
    kind = models.CharField("款项", max_length=12, choices=Kind)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    on = models.DateField("到账日期")
    voucher = models.CharField("凭证号", max_length=60)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "kind", "voucher"), name="one_receipt_per_voucher"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_is_positive"),
        )


class LocalStandard(models.Model):
    """Figures that a place sets from a day on; a later row supersedes, none is rewritten (see migrations)."""

    admdvs = models.CharField("医保区划", max_length=6)
    name = models.CharField("标准", max_length=20)
    begndate = models.DateField("起始")
    source = models.CharField("文件和文号", max_length=300)
    values = models.JSONField("内容")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("admdvs", "name", "begndate"), name="one_standard_per_day"),
        )
