"""Measures against a person: paused settlement of an insured person, the ban of a principal."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, Measure
from mingjing.office.institutions.models import Institution


class Restriction(models.Model):
    """One measure with its days; `until` is its last day, empty while an inquiry lasts (条例 30)."""

    class Kind(models.TextChoices):
        """What it forbids."""

        PAUSE = "pause", "暂停联网结算"
        BAN = "ban", "禁止从事定点机构管理"

    class State(models.TextChoices):
        """Where it is. Whether an active one runs follows from its days."""

        PROPOSED = "proposed", "待批准"
        ACTIVE = "active", "生效"
        REFUSED = "refused", "未批准"
        LIFTED = "lifted", "已解除"

    kind = models.CharField("限制", max_length=6, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="登记单位")
    psn_no = models.CharField("人员编号", max_length=40, blank=True, db_index=True)
    name = models.CharField("姓名", max_length=100)
    certno = models.CharField("证件号码", max_length=40, blank=True)
    role = models.CharField("职务", max_length=60, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="restrictions")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="restrictions")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="restrictions")
    document = models.CharField("决定文书号", max_length=100, blank=True)
    interim = models.BooleanField("调查期间暂停", default=False)
    months = models.PositiveSmallIntegerField("月数", null=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    text = models.CharField("事实和理由", max_length=1000)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField("批准日期", null=True)
    lifted_on = models.DateField("解除日期", null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lift_text = models.CharField("解除理由", max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "state", "name"), name="staff_restriction_list"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(author=models.F("approver")),
                name="staff_restriction_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(interim=True)
                | models.Q(kind="pause", months__range=(3, 12))
                | models.Q(kind="ban", months=60),
                name="staff_restriction_months",
            ),
            models.UniqueConstraint(
                fields=("measure", "name"), condition=models.Q(state__in=("proposed", "active")),
                name="staff_measure_entered_once",
            ),
        )  # fmt: skip
        verbose_name = "个人限制措施"
