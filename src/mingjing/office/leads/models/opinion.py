"""What was said at each step, the files behind it, and the history."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads.models.lead import Lead
from mingjing.office.leads.models.suspicion import Line, Suspicion, Verdict


class Opinion(models.Model):
    """One step of one suspicion: who held what, and why. Never changed afterwards."""

    class Step(models.TextChoices):
        """The step at which it was said."""

        ANSWER = "answer", "机构答复"
        ADVICE = "advice", "第三方复审"
        CHECK = "check", "初审"
        REVIEW = "review", "复审"
        PANEL_REQUEST = "panel_request", "申请合议"
        PANEL = "panel", "合议"
        FINAL = "final", "终审"
        RECHECK = "recheck", "抽查复核"

    suspicion = models.ForeignKey(Suspicion, models.CASCADE, related_name="opinions")
    step = models.CharField("环节", max_length=16, choices=Step)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("结论", max_length=16, choices=Verdict, blank=True)
    reason_code = models.CharField("原因", max_length=40, blank=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True)
    text = models.CharField("意见", max_length=2000, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Evidence(models.Model):
    """A file behind an answer or a check; served as a download only, found again by its hash."""

    suspicion = models.ForeignKey(Suspicion, models.CASCADE, related_name="files")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, related_name="files")
    opinion = models.ForeignKey(Opinion, models.CASCADE, null=True, related_name="files")
    name = models.CharField("文件名", max_length=255)
    file = models.FileField(upload_to="leads/%Y/%m/")
    size = models.PositiveBigIntegerField("大小")
    content_type = models.CharField("类型", max_length=100)
    sha256 = models.CharField("摘要", max_length=64)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Event(models.Model):
    """One thing that happened to a lead, as its history shows it."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="events")
    suspicion = models.ForeignKey(Suspicion, models.CASCADE, null=True, related_name="events")
    action = models.CharField("动作", max_length=40)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    text = models.CharField("内容", max_length=500, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
