"""The evidence register: eight kinds, each with its hash and an unbroken chain of custody."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.cases.models.case import Case


class EvidenceItem(models.Model):
    """One piece of evidence. `sha256` is of the file, or of the written description where there is no file."""

    class Kind(models.TextChoices):
        """The eight kinds of 处罚法 46."""

        DOCUMENT = "document", "书证"
        OBJECT = "object", "物证"
        AUDIOVISUAL = "audiovisual", "视听资料"
        ELECTRONIC = "electronic", "电子数据"
        TESTIMONY = "testimony", "证人证言"
        STATEMENT = "statement", "当事人陈述"
        EXPERT = "expert", "鉴定意见"
        RECORD = "record", "勘验笔录、现场笔录"

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("证据种类", max_length=16, choices=Kind)
    name = models.CharField("名称", max_length=255)
    text = models.CharField("证明内容", max_length=1000)
    origin = models.CharField("来源", max_length=255)
    obtained_on = models.DateField("取得日期")
    file = models.FileField(upload_to="cases/%Y/%m/", blank=True)
    file_name = models.CharField("文件名", max_length=255, blank=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    sha256 = models.CharField("摘要", max_length=64)
    verified = models.BooleanField("已查证属实", default=False)
    collected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    witness = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="共同取证人")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="evidence_number"),)
        verbose_name = "证据"


class Hold(models.Model):
    """先行登记保存 or 封存 of a piece of evidence, until it is settled."""

    class Kind(models.TextChoices):
        """Which measure."""

        PRESERVE = "preserve", "先行登记保存"
        SEAL = "seal", "封存"

    class End(models.TextChoices):
        """How it was settled."""

        NONE = "", "未处理"
        SECURED = "secured", "已采取记录、复制等保全措施"
        EXPERT = "expert", "送交鉴定"
        SEALED = "sealed", "依法封存"
        RETURNED = "returned", "解除并退还"
        LAPSED = "lapsed", "逾期自动解除"

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="holds")
    kind = models.CharField("措施", max_length=10, choices=Kind)
    since = models.DateField("自")
    due_on = models.DateField("期限")
    extended = models.BooleanField("已延长", default=False)
    ended_on = models.DateField("处理日期", null=True)
    end = models.CharField("处理", max_length=10, choices=End, blank=True, default=End.NONE)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=models.Q(ended_on__isnull=True), name="one_open_hold"
            ),
        )


class Custody(models.Model):
    """One link of the chain of custody: each digest covers the one before. Never changed (see migrations)."""

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="custody")
    seq = models.PositiveIntegerField()
    action = models.CharField("事项", max_length=20)
    holder = models.CharField("保管人", max_length=100)
    place = models.CharField("保管地点", max_length=255, blank=True)
    text = models.CharField("说明", max_length=500, blank=True)
    sha256 = models.CharField("证据摘要", max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("seq",)
        constraints = (models.UniqueConstraint(fields=("item", "seq"), name="custody_seq"),)
