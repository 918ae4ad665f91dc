"""What happened to a letter, a listing, a joint case or a meeting, and the files kept with it. Never changed."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class Noun(models.TextChoices):
    """What an entry or a file belongs to."""

    LETTER = "letter", "函件"
    LISTING = "listing", "挂牌督办"
    JOINT = "joint", "联合办案"
    MEETING = "meeting", "联席会议"


class Note(models.Model):
    """One thing that somebody did, or that a deadline brought. `inner` is for the body that did it alone."""

    noun = models.CharField(max_length=10, choices=Noun)
    object_id = models.BigIntegerField()
    name = models.CharField("事项", max_length=30)
    title = models.CharField("名称", max_length=100)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    text = models.TextField("内容", blank=True)
    inner = models.BooleanField("仅本单位可见", default=False)
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("noun", "object_id"), name="liaison_note_of"),)
        verbose_name = "协作记录"


class Paper(models.Model):
    """One file kept with it, seen by whoever sees the noun; with `inner`, by the body that added it alone."""

    noun = models.CharField(max_length=10, choices=Noun)
    object_id = models.BigIntegerField()
    part = models.CharField("用途", max_length=20, blank=True)
    part_id = models.BigIntegerField(null=True)
    name = models.CharField("文件名", max_length=255)
    file = models.FileField("文件", upload_to="liaison/%Y/%m/")
    size = models.PositiveIntegerField("大小")
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField("摘要", max_length=64)
    inner = models.BooleanField("仅本单位可见", default=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("noun", "object_id"), name="liaison_paper_of"),)
        verbose_name = "协作附件"
