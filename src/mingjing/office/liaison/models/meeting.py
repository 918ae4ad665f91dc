"""联席会议: who met about what, what was decided, who is to do it until when."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case


class Meeting(models.Model):
    """One meeting."""

    class Kind(models.TextChoices):
        """What kind of meeting."""

        REGULAR = "regular", "联席会议（例会）"
        SPECIAL = "special", "专题会议"
        FEEDBACK = "feedback", "反馈整改会议"

    class State(models.TextChoices):
        """Where it is."""

        PLANNED = "planned", "已通知"
        HELD = "held", "已召开"
        CANCELLED = "cancelled", "已取消"

    code = models.CharField("编号", max_length=20, unique=True)
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    title = models.CharField("名称", max_length=200)
    on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=200, blank=True)
    chair = models.CharField("主持人", max_length=100, blank=True)
    topics = models.TextField("议题")
    minutes = models.TextField("会议纪要", blank=True)
    document = models.CharField("纪要文号", max_length=100, blank=True)
    reason = models.CharField("取消原因", max_length=500, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-on", "-id")
        indexes = (models.Index(fields=("host", "on"), name="meeting_host"),)
        verbose_name = "联席会议"

    def __str__(self) -> str:
        return self.title


class Attendee(models.Model):
    """One department invited; who came for it is on file once the meeting was held."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="meetings_invited")
    name = models.CharField("单位", max_length=255)
    person = models.CharField("参会人员", max_length=200, blank=True)
    attended = models.BooleanField("到会", null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "name"), name="department_once_in_meeting"),
        )
        verbose_name = "参会单位"


class Resolution(models.Model):
    """What was decided, who answers for it, and what became of it."""

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "落实中"
        REPORTED = "reported", "已反馈"
        DONE = "done", "已落实"
        DROPPED = "dropped", "不再执行"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("议定事项", max_length=1000)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="resolutions")
    department = models.CharField("责任单位", max_length=255)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="resolutions")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField("落实期限")
    outcome = models.CharField("落实情况", max_length=2000, blank=True)
    reported_on = models.DateField("反馈日期", null=True)
    done_on = models.DateField("落实日期", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("meeting", "number")
        indexes = (models.Index(fields=("organisation", "state"), name="resolution_body"),)
        constraints = (models.UniqueConstraint(fields=("meeting", "number"), name="resolution_number"),)
        verbose_name = "议定事项"
