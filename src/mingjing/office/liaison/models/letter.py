"""Letters between departments, and their replies."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case
from mingjing.office.documents.models import Document, Template
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead


class Letter(models.Model):
    """One letter. Either side may be outside the platform: then only its name is known.

    `entered` says that it came on paper and was put on file by the receiver. Once sent, its text, number and file stay.
    """

    class State(models.TextChoices):
        """Where it is. The transitions are in `letter_steps.py`."""

        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待签发"
        SENT = "sent", "待签收"
        RECEIVED = "received", "待复函"
        REPLIED = "replied", "待认定"
        CLOSED = "closed", "已办结"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"
        VOID = "void", "已作废"

    code = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("类别", max_length=20)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    entered = models.BooleanField("纸质来函登记", default=False)
    sender = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="letters_sent")
    sender_name = models.CharField("发函单位", max_length=255)
    receiver = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="letters_received")
    receiver_name = models.CharField("受函单位", max_length=255)
    number = models.CharField("文号", max_length=80, blank=True)
    title = models.CharField("标题", max_length=200)
    problem = models.TextField("发现的问题、事由", blank=True)
    request = models.TextField("建议、要求、请求事项", blank=True)
    days = models.PositiveSmallIntegerField("复函期限（天）", default=0)
    due_on = models.DateField("复函期限", null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="letters")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="letters")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="letters")
    listing = models.ForeignKey("liaison.Listing", models.PROTECT, null=True, related_name="letters")
    origin = models.CharField("来源", max_length=60, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="letter")
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")
    file = models.FileField("签发文本", upload_to="liaison/%Y/%m/", blank=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    sent_on = models.DateField("发出日期", null=True)
    received_on = models.DateField("签收日期", null=True)
    closed_on = models.DateField("办结日期", null=True)
    asked_again = models.PositiveSmallIntegerField("退回补充次数", default=0)
    reason = models.CharField("撤回、退回、作废的原因", max_length=500, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("sender", "state"), name="letter_sender"),
            models.Index(fields=("receiver", "state"), name="letter_receiver"),
            models.Index(fields=("number",), name="letter_number"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sender__isnull=False) | models.Q(receiver__isnull=False),
                name="letter_has_a_side_here",
            ),
            models.UniqueConstraint(
                fields=("sender_name", "number"),
                condition=~models.Q(number="") & ~models.Q(state__in=("withdrawn", "void")),
                name="one_letter_number_per_sender",
            ),
        )
        verbose_name = "函件"

    def __str__(self) -> str:
        return self.number or self.code


class Reply(models.Model):
    """One reply to a letter: a bureau's is signed by its head before it goes out."""

    class State(models.TextChoices):
        """Where it is."""

        SUBMITTED = "submitted", "待签发"
        SENT = "sent", "已复函"
        TAKEN_BACK = "taken_back", "退回修改"

    class Verdict(models.TextChoices):
        """What the sender of the letter says of it."""

        NONE = "", "待认定"
        SUFFICIENT = "sufficient", "已落实"
        AGAIN = "again", "退回补充"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="replies")
    state = models.CharField("状态", max_length=10, choices=State, default=State.SENT)
    number = models.CharField("文号", max_length=80, blank=True)
    text = models.TextField("答复内容")
    measures = models.TextField("采取的措施、处理结果", blank=True)
    by_hand = models.BooleanField("由发函单位代为登记", default=False)
    on = models.DateField("复函日期", null=True)
    file = models.FileField("复函文本", upload_to="liaison/%Y/%m/", blank=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    verdict = models.CharField("认定", max_length=10, choices=Verdict, blank=True, default=Verdict.NONE)
    verdict_text = models.CharField("认定理由", max_length=1000, blank=True)
    verdict_on = models.DateField("认定日期", null=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verdict_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("letter",), condition=models.Q(state="submitted"), name="one_reply_to_sign"
            ),
        )
        verbose_name = "复函"
