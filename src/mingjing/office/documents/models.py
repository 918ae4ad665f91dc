"""Documents of a case: what is drafted, every version of it, what was issued and how it was served."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, EvidenceItem


class Letterhead(models.Model):
    """What a bureau's documents say of the bureau itself. Each change is a row of its own; the newest holds."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letterheads")
    word = models.CharField("机关代字", max_length=20)
    address = models.CharField("办公地址", max_length=255)
    postcode = models.CharField("邮政编码", max_length=10, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    tel = models.CharField("联系电话", max_length=40)
    review_body = models.CharField("行政复议机关", max_length=255)
    court = models.CharField("行政诉讼管辖法院", max_length=255)
    review_days = models.PositiveSmallIntegerField("行政复议期限（日）", default=60)
    suit_months = models.PositiveSmallIntegerField("行政诉讼期限（月）", default=6)
    fine_account = models.CharField("罚没款缴入账户（户名、开户行、账号）", max_length=500)
    fund_account = models.CharField("基金退回账户（户名、开户行、账号）", max_length=500)
    police = models.CharField("移送的公安机关", max_length=255, blank=True)
    prosecutor = models.CharField("同级检察机关", max_length=255, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "文书落款信息"


class Template(models.Model):
    """A bureau's own version of a template. The newest row of the nearest bureau upwards holds.

    Without a file it says that the standard one is used again.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="document_templates")
    kind = models.CharField("文书", max_length=40)
    number = models.PositiveIntegerField("版次")
    note = models.CharField("修改说明", max_length=500)
    file = models.FileField("模板", upload_to="documents/templates/", blank=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind", "number"), name="one_template_version"),
        )
        verbose_name = "文书模板"


class Counter(models.Model):
    """The last number of a bureau's document word in a year; locked while the next is taken."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "year", "word"), name="one_document_counter"),
        )


class Document(models.Model):
    """One document of a case. Once issued only its voiding changes it; the file and its hash stay."""

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待签发"
        ISSUED = "issued", "已签发"
        VOID = "void", "已作废"

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=40)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField("文号", max_length=80, blank=True)
    fields = models.JSONField("填写内容", default=dict)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="documents")
    template_sha256 = models.CharField("模板摘要", max_length=64, blank=True)
    file = models.FileField("签发文本", upload_to="documents/%Y/%m/", blank=True)
    size = models.PositiveIntegerField("大小", default=0)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    pdf = models.FileField("版式文件", upload_to="documents/%Y/%m/", blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField("签发日期", null=True)
    void_reason = models.CharField("作废原因", max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    history: "list[Revision]"
    """Its versions, the newest first; there when it was read by `policy.whole`."""

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("organisation", "state"), name="document_organisation"),
            models.Index(fields=("case", "kind"), name="document_case_kind"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("number",), condition=~models.Q(number=""), name="one_document_number"
            ),
        )
        verbose_name = "文书"

    def __str__(self) -> str:
        return self.number or self.title


class Revision(models.Model):
    """What was done to a document, with its fields as they were then. Never changed (see migrations)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField("版次")
    action = models.CharField("操作", max_length=20)
    fields = models.JSONField("填写内容", default=dict)
    text = models.CharField("说明", max_length=500, blank=True)
    sha256 = models.CharField("文本摘要", max_length=64, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="one_revision_number"),)


class Delivery(models.Model):
    """The service of an issued document, with the signed receipt. Never changed (see migrations)."""

    class Method(models.TextChoices):
        """How it was served."""

        DIRECT = "direct", "直接送达"
        LEFT = "left", "留置送达"
        POST = "post", "邮寄送达"
        ENTRUSTED = "entrusted", "委托送达"
        ELECTRONIC = "electronic", "电子送达"
        ANNOUNCED = "announced", "公告送达"

    document = models.ForeignKey(Document, models.PROTECT, related_name="deliveries")
    on = models.DateField("送达日期")
    method = models.CharField("送达方式", max_length=12, choices=Method)
    receiver = models.CharField("收件人", max_length=100)
    place = models.CharField("送达地点", max_length=255)
    consent = models.BooleanField("当事人书面同意电子送达", default=False)
    text = models.CharField("说明（拒收情形、见证人、邮单号、公告载体）", max_length=500, blank=True)
    server = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="送达人")
    second = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="另一送达人")
    file = models.FileField("签收凭证", upload_to="documents/%Y/%m/", blank=True)
    name = models.CharField("文件名", max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("on", "id")


class PageCount(models.Model):
    """How many pages a paper or a piece of evidence takes in the file: counted from its PDF, or written by hand."""

    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="page_count")
    evidence = models.OneToOneField(EvidenceItem, models.PROTECT, null=True, related_name="page_count")
    pages = models.PositiveSmallIntegerField("页数")
    by_hand = models.BooleanField("人工填写", default=False)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(document__isnull=False, evidence__isnull=True)
                | models.Q(document__isnull=True, evidence__isnull=False),
                name="pages_of_one_thing",
            ),
        )
        verbose_name = "页数"
