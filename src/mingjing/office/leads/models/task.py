"""A task sends leads down; a part is what one bureau received of it."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class Task(models.Model):
    """核查任务: what is asked, by when, along which route."""

    class Route(models.TextChoices):
        """Order of checking."""

        THREE_LEVEL = "three_level", "三级核查（机构医保办→第三方→医保部门）"
        AUDIT = "audit", "初审→申诉→复审→合议→终审"

    class State(models.TextChoices):
        """Life of a task."""

        OPEN = "open", "进行中"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    number = models.CharField("任务编号", max_length=30, unique=True)
    title = models.CharField("任务名称", max_length=200)
    instructions = models.TextField("核查要求", blank=True)
    route = models.CharField("核查方式", max_length=16, choices=Route, default=Route.THREE_LEVEL)
    days = models.PositiveSmallIntegerField("办理期限（工作日）", default=20)
    appeal_days = models.PositiveSmallIntegerField("申诉期限（工作日）", default=5)
    recheck_share = models.DecimalField("不属实抽查比例", max_digits=4, decimal_places=3, default="0.100")
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN, db_index=True)
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="tasks", verbose_name="下发单位")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="下发人")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "核查任务"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Part(models.Model):
    """What one bureau received. A city that passes leads on makes parts below its own (`parent`)."""

    class State(models.TextChoices):
        """Life of a part. Signed off by the sender, it counts there."""

        SENT = "sent", "待签收"
        SIGNED = "signed", "办理中"
        RETURNED = "returned", "已退回"
        REPORTED = "reported", "已上报待审签"
        SIGNED_OFF = "signed_off", "已审签"
        WITHDRAWN = "withdrawn", "已撤回"

    task = models.ForeignKey(Task, models.PROTECT, related_name="parts")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    sender = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parts_sent", verbose_name="下发单位"
    )
    receiver = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parts_received", verbose_name="承办单位"
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.SENT, db_index=True)
    due_on = models.DateField("办理期限")
    note = models.CharField("说明", max_length=500, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签收人")
    signed_at = models.DateTimeField("签收时间", null=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="上报人")
    reported_at = models.DateTimeField("上报时间", null=True)
    signed_off_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="审签人"
    )
    signed_off_at = models.DateTimeField("审签时间", null=True)
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    supervised_at = models.DateTimeField("督办时间", null=True)
    supervised_text = models.CharField("督办要求", max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("task", "id")
        verbose_name = "任务分件"

    def __str__(self) -> str:
        return f"{self.task.number}-{self.pk} {self.receiver.name}"
