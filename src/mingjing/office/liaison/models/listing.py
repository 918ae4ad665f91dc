"""挂牌督办: a case or a task that a bureau above, or several departments together, keep an eye on until it is settled."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case
from mingjing.office.leads.models import Part


class Listing(models.Model):
    """One listing. A case, and the part of a task, has one living listing at most."""

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "督办中"
        REPORTED = "reported", "已报请摘牌"
        DELISTED = "delisted", "已摘牌"
        CANCELLED = "cancelled", "已撤销"

    class Level(models.TextChoices):
        """Who lists."""

        NATION = "nation", "国家级"
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"

    code = models.CharField("编号", max_length=20, unique=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    level = models.CharField("层级", max_length=10, choices=Level)
    lister = models.ForeignKey(Organisation, models.PROTECT, related_name="listings")
    departments = models.ManyToManyField(
        Organisation, related_name="joint_listings", verbose_name="联合挂牌部门"
    )
    others = models.CharField("其他联合挂牌单位", max_length=255, blank=True)
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="listed", verbose_name="承办单位")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="listings")
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, related_name="listings", verbose_name="核查任务"
    )
    title = models.CharField("督办事项", max_length=200)
    reason = models.CharField("挂牌理由", max_length=2000)
    requirement = models.CharField("督办要求", max_length=2000)
    document = models.CharField("挂牌文号", max_length=100, blank=True)
    listed_on = models.DateField("挂牌日期")
    due_on = models.DateField("办结期限")
    report_days = models.PositiveSmallIntegerField("进展报告间隔（工作日）", default=0)
    signed_on = models.DateField("签收日期", null=True)
    delisted_on = models.DateField("摘牌日期", null=True)
    decision = models.CharField("摘牌决定", max_length=2000, blank=True)
    listed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delisted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("lister", "state"), name="listing_lister"),
            models.Index(fields=("body", "state"), name="listing_body"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, part__isnull=True)
                | models.Q(case__isnull=True, part__isnull=False),
                name="listing_of_case_or_part",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(state__in=("open", "reported")), name="one_living_listing_of_case"
            ),
            models.UniqueConstraint(
                fields=("part",), condition=models.Q(state__in=("open", "reported")), name="one_living_listing_of_part"
            ),
        )  # fmt: skip
        verbose_name = "挂牌督办"

    def __str__(self) -> str:
        return self.code


class Progress(models.Model):
    """What the bureau that handles it reports. Never changed (see migrations)."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="reports")
    text = models.TextField("进展情况")
    asks = models.BooleanField("报请摘牌", default=False)
    on = models.DateField("报告日期")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "督办进展"
