"""联合办案、同步上案: departments that work on one case together, what they agreed, shared, and what each of them did."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, PartnerResult


class Joint(models.Model):
    """Joint work on one case. Partners see `summary`, never the case file."""

    class Mode(models.TextChoices):
        """How."""

        JOINT = "joint", "联合办案"
        PARALLEL = "parallel", "同步上案"

    class State(models.TextChoices):
        """Where it is."""

        PROPOSED = "proposed", "待批准"
        RUNNING = "running", "进行中"
        CLOSED = "closed", "已结束"
        CANCELLED = "cancelled", "不予批准"

    code = models.CharField("编号", max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="joints")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="joints_hosted")
    mode = models.CharField("方式", max_length=10, choices=Mode)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    title = models.CharField("名称", max_length=200)
    reason = models.CharField("理由", max_length=2000)
    summary = models.TextField("向参与部门通报的案情")
    since = models.DateField("启动日期", null=True)
    until = models.DateField("结束日期", null=True)
    conclusion = models.CharField("结束说明", max_length=2000, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("host", "state"), name="joint_host"),)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(state__in=("proposed", "running")), name="one_living_joint"
            ),
        )  # fmt: skip
        verbose_name = "联合办案"

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """One department in it, since when, and what it did about the case 一案多处."""

    class State(models.TextChoices):
        """Where it stands."""

        INVITED = "invited", "待确认"
        JOINED = "joined", "已参加"
        DECLINED = "declined", "不参加"
        LEFT = "left", "已退出"

    joint = models.ForeignKey(Joint, models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="joint_memberships")
    state = models.CharField("状态", max_length=10, choices=State, default=State.INVITED)
    contact = models.CharField("联系人", max_length=100, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    joined_on = models.DateField("参加日期", null=True)
    left_on = models.DateField("退出日期", null=True)
    result = models.CharField("处理结果", max_length=500, blank=True)
    document = models.CharField("文书号", max_length=100, blank=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True)
    result_on = models.DateField("处理日期", null=True)
    kept = models.OneToOneField(PartnerResult, models.PROTECT, null=True, related_name="member")
    by_hand = models.BooleanField("由牵头单位代为登记", default=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("joint", "organisation"), name="department_once_in_joint"),
        )
        verbose_name = "参与部门"


class JointTask(models.Model):
    """One task agreed between the departments."""

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "办理中"
        DONE = "done", "已完成"
        DROPPED = "dropped", "已取消"

    joint = models.ForeignKey(Joint, models.PROTECT, related_name="tasks")
    text = models.CharField("分工事项", max_length=500)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="joint_tasks")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField("期限")
    outcome = models.CharField("完成情况", max_length=2000, blank=True)
    done_on = models.DateField("完成日期", null=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "分工事项"
