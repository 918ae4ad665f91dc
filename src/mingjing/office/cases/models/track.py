"""The tracks of a case by gravity, the measures taken on them, and what other departments did."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models.case import Case


class Track(models.Model):
    """One way in which a case is handled; a case may have one of each kind at a time."""

    class Kind(models.TextChoices):
        """By gravity."""

        AGREEMENT = "agreement", "协议处理"
        PENALTY = "penalty", "行政处罚"
        TRANSFER = "transfer", "移送公安机关"

    class State(models.TextChoices):
        """Where it is. The transitions are in `workflow.py`; a penalty's are the stages of the case."""

        OPEN = "open", "已确定"
        PROPOSED = "proposed", "已报告"
        INFORMED = "informed", "已告知"
        DECIDED = "decided", "已决定"
        APPROVED = "approved", "已批准移送"
        NOT_APPROVED = "not_approved", "不予移送"
        SENT = "sent", "已移送"
        REFUSED = "refused", "公安机关不予立案"
        RECONSIDERING = "reconsidering", "复议中"
        SUPERVISED = "supervised", "检察监督中"
        ACCEPTED = "accepted", "公安机关已立案"
        RETURNED = "returned", "不予立案，行政处理"
        CONCLUDED = "concluded", "刑事程序终结"
        DONE = "done", "已办结"
        DROPPED = "dropped", "已变更"

    case = models.ForeignKey(Case, models.PROTECT, related_name="tracks")
    kind = models.CharField("方式", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=14, choices=State, default=State.OPEN)
    active = models.BooleanField(default=True)
    reason = models.CharField("理由", max_length=1000)
    criminal_fine = models.DecimalField("罚金", max_digits=16, decimal_places=2, null=True)
    group = models.ManyToManyField(User, related_name="+", verbose_name="专案组")
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="移送的公安机关"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind"), condition=models.Q(active=True), name="one_track_of_a_kind"
            ),
        )
        verbose_name = "处理方式"


class Measure(models.Model):
    """One measure against the party, as the official table counts it."""

    class Kind(models.TextChoices):
        """The measures of the form and of the agreement."""

        TALK = "talk", "约谈"
        CORRECT = "correct", "限期整改"
        CRITICISE = "criticise", "通报批评"
        WITHHOLD = "withhold", "暂停或者不予拨付"
        REFUSE = "refuse", "拒付"
        RECOVER = "recover", "追回"
        DAMAGES = "damages", "违约金"
        SUSPEND_STAFF = "suspend_staff", "中止责任人员"
        SUSPEND_DEPARTMENT = "suspend_department", "暂停责任部门"
        SUSPEND = "suspend", "暂停（中止）协议"
        TERMINATE = "terminate", "解除协议"
        FINE = "fine", "罚款"
        CONFISCATE = "confiscate", "没收违法所得"
        SUSPEND_SETTLEMENT = "suspend_settlement", "暂停联网结算"
        BAN = "ban", "禁止从业"
        TRANSFER = "transfer", "移交司法"
        OTHER = "other", "其他"

    track = models.ForeignKey(Track, models.PROTECT, related_name="measures")
    kind = models.CharField("措施", max_length=20, choices=Kind)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    target = models.CharField("对象", max_length=255, blank=True)
    text = models.CharField("说明", max_length=500, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "处理措施"


class PartnerResult(models.Model):
    """What another department did about the same case (一案多处). Never changed (see migrations)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="partner_results")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    department = models.CharField("部门", max_length=100)
    result = models.CharField("处理结果", max_length=500)
    document = models.CharField("文书号", max_length=100, blank=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True)
    on = models.DateField("日期")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
