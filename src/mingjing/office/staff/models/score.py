"""Scores: proposed by one person, approved by another, then never changed; what is wrong is reversed."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, Named
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead
from mingjing.office.staff.models.register import Member


class Proposal(models.Model):
    """A score, or the reversal of one, that waits for or has had its second person."""

    class State(models.TextChoices):
        """Where it is."""

        PROPOSED = "proposed", "待审核"
        APPROVED = "approved", "已记分"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    member = models.ForeignKey(Member, models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="记分单位")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="所在机构")
    item = models.CharField("记分情形", max_length=40)
    item_text = models.CharField("情形内容", max_length=300)
    tier = models.CharField("档次", max_length=20)
    duty = models.CharField("责任程度", max_length=10, choices=Named.Duty)
    points = models.SmallIntegerField("分值")
    happened_on = models.DateField("行为处理日期")
    reason = models.CharField("记分事实和理由", max_length=1000)
    document = models.CharField("处理文书号", max_length=100, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    named = models.ForeignKey(Named, models.PROTECT, null=True, related_name="proposals")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="+")
    reverses = models.ForeignKey("staff.Score", models.PROTECT, null=True, related_name="reversal_proposals")
    sources = models.JSONField("适用的标准", default=list)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    decided_at = models.DateTimeField("审核时间", null=True)
    decision = models.CharField("审核意见", max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "state"), name="staff_proposal_work"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(author=models.F("approver")),
                name="staff_proposal_two_people",
            ),
            models.UniqueConstraint(
                fields=("named",), condition=models.Q(state__in=("proposed", "approved"), reverses__isnull=True),
                name="staff_named_scored_once",
            ),
            models.UniqueConstraint(
                fields=("reverses",), condition=models.Q(state__in=("proposed", "approved")),
                name="staff_reversal_proposed_once",
            ),
        )  # fmt: skip
        verbose_name = "记分审批"


class Score(models.Model):
    """One entry of a person's year; a reversal counts against the year of what it reverses. Never changed."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="score")
    member = models.ForeignKey(Member, models.PROTECT, related_name="scores")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("记分年度")
    points = models.SmallIntegerField("分值")
    on = models.DateField("记分日期")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("member", "year"), name="staff_score_year"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(author=models.F("approver")), name="staff_score_two_people"),
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, points__range=(1, 12))
                | models.Q(reverses__isnull=False, points__range=(-12, -1)),
                name="staff_score_sign",
            ),
        )  # fmt: skip
        verbose_name = "记分"


class Waiver(models.Model):
    """The written reason why somebody whom a decision names is not scored. Never changed (see migrations)."""

    named = models.OneToOneField(Named, models.PROTECT, related_name="score_waiver")
    reason = models.CharField("不予记分的理由", max_length=1000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
