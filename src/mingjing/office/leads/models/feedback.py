"""What checks teach: tickets and re-checks; and what people keep for themselves: drafts, views, call-backs."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads.models.suspicion import Suspicion
from mingjing.office.leads.models.task import Task


class Ticket(models.Model):
    """Something a verdict opened: 数据错误 asks for a mapping, 政策理解差异 asks the knowledge base."""

    class Kind(models.TextChoices):
        """Who has to answer it."""

        MAPPING = "mapping", "数据映射"
        KNOWLEDGE = "knowledge", "知识疑问"
        RULE = "rule", "规则复核"

    kind = models.CharField("类别", max_length=12, choices=Kind)
    suspicion = models.ForeignKey(Suspicion, models.PROTECT, null=True, related_name="tickets")
    rule_code = models.CharField("规则", max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="提出单位")
    question = models.CharField("问题", max_length=1000)
    answer = models.CharField("答复", max_length=2000, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("closed_at", "-opened_at")


class Recheck(models.Model):
    """A random sample of suspicions found 不属实; `seed` and the list drawn from let anyone draw it again."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="rechecks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seed = models.CharField("种子", max_length=64)
    share = models.DecimalField("比例", max_digits=4, decimal_places=3)
    population = models.JSONField("总体")
    picked = models.JSONField("抽中")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)


class Draft(models.Model):
    """A check that somebody has begun and not yet submitted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    suspicion = models.ForeignKey(Suspicion, models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "suspicion"), name="one_draft_per_suspicion"),)


class SavedView(models.Model):
    """A list as somebody likes to see it: filters and columns under a name."""

    user = models.ForeignKey(User, models.CASCADE, related_name="views")
    noun = models.CharField(max_length=20)
    name = models.CharField("名称", max_length=60)
    query = models.CharField(max_length=1000)
    columns = models.JSONField(default=list)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("user", "noun", "name"), name="one_view_per_name"),)


class Webhook(models.Model):
    """An address that is told what happens to an organisation's leads; each call is signed with `secret`."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.URLField("地址", max_length=500)
    secret = models.CharField(max_length=100)
    events = models.JSONField("事件", default=list)
    active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """One call of one webhook, repeated with growing gaps until it is answered or given up."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)
    delivered_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
