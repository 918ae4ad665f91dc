"""What points lead to: suspension and termination, word of it to every institution, and what people object."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.staff.models.register import Member
from mingjing.office.staff.models.score import Score


class Effect(models.Model):
    """A suspension or termination of the payment qualification. `until` is its last day, empty for life."""

    class Kind(models.TextChoices):
        """What happens to the qualification."""

        SUSPEND = "suspend", "暂停医保支付资格"
        TERMINATE = "terminate", "终止医保支付资格"

    class State(models.TextChoices):
        """Where it is. Whether a decided one runs follows from its days."""

        PROPOSED = "proposed", "待决定"
        DECIDED = "decided", "已决定"
        DECLINED = "declined", "不予处理"
        SUPERSEDED = "superseded", "已被取代"
        LIFTED = "lifted", "已解除"
        RESTORED = "restored", "已重新登记"

    member = models.ForeignKey(Member, models.PROTECT, related_name="effects")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="决定单位")
    kind = models.CharField("处理", max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField("记分年度")
    points = models.PositiveSmallIntegerField("累计分值")
    single = models.BooleanField("单次记满", default=False)
    least = models.PositiveSmallIntegerField("最少月数")
    most = models.PositiveSmallIntegerField("最多月数")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    months = models.PositiveSmallIntegerField("月数", null=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    text = models.CharField("理由", max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("决定日期", null=True)
    ended_on = models.DateField("解除、重新登记日期", null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_text = models.CharField("解除、重新登记依据", max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "state"), name="staff_effect_work"),)
        constraints = (
            models.UniqueConstraint(
                fields=("member", "year"), condition=models.Q(state="proposed"), name="staff_one_open_effect"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("decided", "lifted", "restored"))
                | models.Q(since__isnull=False, months__isnull=False, decided_by__isnull=False),
                name="staff_decided_has_days",
            ),
        )
        verbose_name = "医保支付资格处理"


class Notice(models.Model):
    """Word to one institution where the person works; the institution confirms that it has it."""

    class Kind(models.TextChoices):
        """What it tells."""

        SCORED = "scored", "记分"
        REVERSED = "reversed", "记分冲正"
        SUSPENDED = "suspended", "暂停医保支付资格"
        TERMINATED = "terminated", "终止医保支付资格"
        LIFTED = "lifted", "解除"
        RESTORED = "restored", "重新登记"
        ENDED = "ended", "暂停期满"

    member = models.ForeignKey(Member, models.PROTECT, related_name="notices")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="staff_notices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("通知事项", max_length=12, choices=Kind)
    score = models.ForeignKey(Score, models.PROTECT, null=True, related_name="notices")
    effect = models.ForeignKey(Effect, models.PROTECT, null=True, related_name="notices")
    text = models.CharField("内容", max_length=500)
    on = models.DateField("发出日期")
    confirmed_on = models.DateField("签收日期", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    offline = models.CharField("线下送达情况", max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("institution", "confirmed_on"), name="staff_notice_open"),)
        verbose_name = "人员通知"


class Objection(models.Model):
    """What a person objects to a score or an effect: advised by one, decided by another, neither of them a party."""

    class State(models.TextChoices):
        """Where it is."""

        FILED = "filed", "待核查"
        ADVISED = "advised", "待决定"
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "异议不成立"
        WITHDRAWN = "withdrawn", "已撤回"

    member = models.ForeignKey(Member, models.PROTECT, related_name="objections")
    score = models.ForeignKey(Score, models.PROTECT, null=True, related_name="objections")
    effect = models.ForeignKey(Effect, models.PROTECT, null=True, related_name="objections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="受理单位")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_on = models.DateField("提出日期")
    text = models.CharField("异议内容", max_length=2000)
    late = models.BooleanField("逾期提出", default=False)
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.FILED, db_index=True)
    adviser = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    advice = models.CharField("核查意见", max_length=2000, blank=True)
    decider = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    result = models.CharField("答复", max_length=2000, blank=True)
    decided_on = models.DateField("答复日期", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(score__isnull=False, effect__isnull=True)
                | models.Q(score__isnull=True, effect__isnull=False),
                name="staff_objection_to_one",
            ),
            models.UniqueConstraint(
                fields=("score",), condition=models.Q(state__in=("filed", "advised")), name="staff_one_open_objection"
            ),
            models.UniqueConstraint(
                fields=("effect",), condition=models.Q(state__in=("filed", "advised")),
                name="staff_one_open_objection_to_effect",
            ),
            models.CheckConstraint(
                condition=models.Q(decider__isnull=True)
                | models.Q(adviser__isnull=True)
                | ~models.Q(adviser=models.F("decider")),
                name="staff_objection_two_people",
            ),
        )  # fmt: skip
        verbose_name = "记分异议"
